#include <algorithm>
#include <cstdint>
#include <regex>
#include <string>

#include "catalogue.hpp"
#include "sms_words.hpp"

namespace qingqian::notifier {
namespace {

/// Code points of valid UTF-8, one after the other.
template <class Visit>
void each_code_point(std::string_view text, Visit visit) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t next = at + 1; next < at + length && next < text.size(); ++next) {
            point = (point << 6U) | (static_cast<unsigned char>(text[next]) & 0x3FU);
        }
        visit(point);
        at += length;
    }
}

/// GSM 03.38: 1 for the default alphabet, 2 for its extension, 0 for what needs UCS-2.
int gsm_septets(char32_t point) {
    static constexpr std::u32string_view basic =
        U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
        U"abcdefghijklmnopqrstuvwxyzäöñüà";
    static constexpr std::u32string_view extension = U"\f^{}\\[~]|€";
    if (basic.find(point) != std::u32string_view::npos) return 1;
    return extension.find(point) != std::u32string_view::npos ? 2 : 0;
}

struct Tag {
    char kind = ' ';  // '#', '^', '/', '&', '>' or a blank for a plain place
    std::string name;
};

std::vector<Tag> tags_of(const std::string& text) {
    static const std::regex tag(R"(\{\{([#^/&>{]?)\s*([^{}]*?)\s*\}?\}\})");
    std::vector<Tag> tags;
    for (std::sregex_iterator at(text.begin(), text.end(), tag), end; at != end; ++at) {
        tags.push_back({(*at)[1].length() != 0 ? (*at)[1].str()[0] : ' ', (*at)[2].str()});
    }
    return tags;
}

bool known_place(const std::string& name) {
    return name == "paragraph" || name == "paragraphs" ||
           std::ranges::find(known_places(), name, &KnownPlace::name) != known_places().end();
}

using Fields = std::vector<base::FieldFault>;

void check_places(std::string_view pointer, const std::string& text, Fields& faults) {
    std::vector<std::string> open;
    for (const auto& tag : tags_of(text)) {
        if (tag.kind == '&' || tag.kind == '{' || tag.kind == '>') {
            faults.push_back(base::fault(pointer, "wording_tag_refused"));
        } else if (!known_place(tag.name)) {
            faults.push_back(base::fault(pointer, "wording_unknown_place", {{"place", tag.name}}));
        }
        if (tag.kind == '#' || tag.kind == '^') open.push_back(tag.name);
        if (tag.kind != '/') continue;
        if (open.empty() || open.back() != tag.name) {
            faults.push_back(base::fault(pointer, "wording_closes_nothing", {{"place", tag.name}}));
        } else {
            open.pop_back();
        }
    }
    if (!open.empty()) faults.push_back(base::fault(pointer, "wording_not_closed", {{"place", open.back()}}));
}

bool holds(const std::vector<std::string>& channels, std::string_view channel) {
    return std::ranges::find(channels, channel) != channels.end();
}

/// The channels of a route, and SMS where officers may choose it.
std::vector<std::string> ways_of(std::vector<std::string> channels, std::string_view voice) {
    if (voice == "officer" && !channels.empty() && !holds(channels, "sms")) channels.emplace_back("sms");
    return channels;
}

/// Whoever complains is told in the platform, and by SMS or mail (法定告知).
bool tells_by_law(const std::vector<std::string>& channels, std::string_view audience) {
    if (audience != "complainant" && audience != "agent") return true;
    return holds(channels, "site") && (holds(channels, "sms") || holds(channels, "mail"));
}

void check_line(std::string_view pointer, const std::string& text, Fields& faults) {
    if (text.find('\n') != std::string::npos) faults.push_back(base::fault(pointer, "control_character"));
}

}  // namespace

SmsSize sms_size(std::string_view text) {
    SmsSize size;
    std::size_t septets = 0;
    each_code_point(text, [&](char32_t point) {
        const int cost = gsm_septets(point);
        if (cost == 0) size.ucs2 = true;
        septets += static_cast<std::size_t>(cost);
        size.units += point > 0xFFFF ? 2 : 1;
    });
    const std::size_t single = size.ucs2 ? 70 : 160;
    const std::size_t part = size.ucs2 ? 67 : 153;
    if (!size.ucs2) size.units = septets;
    size.parts = size.units <= single ? (size.units == 0 ? 0 : 1) : (size.units + part - 1) / part;
    return size;
}

const std::vector<KnownPlace>& known_places() {
    // What `compose` and `render` fill. A wording that speaks of anything else would come out with a hole.
    static const std::vector<KnownPlace> places{
        {"number", {"案件编号", "Case number"}},
        {"due", {"期限", "Due date"}},
        {"due_before", {"原期限", "Due date before the change"}},
        {"clock", {"期限名称", "Name of the term"}},
        {"provisional", {"期限为暂定时才有", "Set when the date is provisional"}},
        {"link", {"平台链接", "Link to the platform"}, false},
        {"service", {"短信签名", "Signature"}, false},
        {"accepting_body", {"受理部门", "Accepting body"}, false},
        {"handling_body", {"处理部门", "Handling body"}, false},
        {"accepting_body_phone", {"受理部门电话", "Telephone of the accepting body"}, false},
        {"handling_body_phone", {"处理部门电话", "Telephone of the handling body"}, false},
        {"access_code", {"被投诉人答复码", "The respondent's code"}},
        {"code", {"验证码", "One-time code"}},
        {"minutes", {"验证码有效分钟数", "Minutes a code is valid"}},
        {"state", {"案件状态", "State of the case"}},
        {"count", {"通知条数", "Number of notices"}},
        {"list", {"合并的通知标题", "Titles of the notices that were merged"}, false},
        {"files", {"收下的附件", "Files that were kept"}, false},
        {"refused", {"没有收下的附件", "Files that were not kept"}, false},
        {"max", {"附件总量上限", "Most that files may hold"}, false}};
    return places;
}

// The longest that can come: an 18-character number and the longest date of the language, signed by the
// longest signature.
void Catalogue::weigh_sms(std::string_view language, const WordingText& text, Findings& findings) const {
    const std::string day = language == "zh-CN" ? "2026-12-27" : "2026-09-27";
    const Places longest{{"number", "JSTS20261123000123"},
                         {"due", day},
                         {"code", "123456"},
                         {"minutes", "5"},
                         {"access_code", "ABCD-EFGH-JKLM-NPQR"},
                         {"state", language == "zh-CN" ? "待确认撤回" : "withdrawal to be confirmed"},
                         {"count", "500"}};
    const auto wording = wording_of(text);
    SmsSize worst;
    std::set<std::string> provinces;
    for (const auto& [province, signature] : signatures_) provinces.insert(province.first);
    for (const auto& province : provinces) {
        const auto size = sms_size(render(wording, language, "sms", province, longest).text);
        if (size.units > worst.units) worst = size;
    }
    if (worst.parts <= 1) return;
    findings.warnings.push_back(base::fault("/sms", "wording_sms_parts",
                                            {{"units", std::to_string(worst.units)},
                                             {"parts", std::to_string(worst.parts)},
                                             {"encoding", worst.ucs2 ? "UCS-2" : "GSM-7"},
                                             {"single", worst.ucs2 ? "70" : "160"}}));
}

void Catalogue::inspect_sms(std::string_view language, const WordingText& text, Findings& findings) const {
    auto& faults = findings.faults;
    const auto bare = without_blanks(text.sms);
    const auto refuse = [&](std::string_view code, const std::string& word) {
        if (!word.empty()) faults.push_back(base::fault("/sms", code, {{"word", word}}));
    };
    check_line("/sms", text.sms, faults);
    for (const auto& word : forbidden_) {
        if (bare.find(word) != std::string::npos) refuse("wording_forbidden", word);
    }
    for (const auto& refused : refused_in_sms(text.sms)) refuse(refused.code, refused.word);
    if (bare.find("【") != std::string::npos || bare.find("】") != std::string::npos)
        faults.push_back(base::fault("/sms", "wording_brackets"));
    for (const auto& tag : tags_of(text.sms)) {
        const auto known = std::ranges::find(known_places(), tag.name, &KnownPlace::name);
        if (known != known_places().end() && !known->in_sms)
            faults.push_back(base::fault("/sms", "wording_place_refused", {{"place", tag.name}}));
    }
    weigh_sms(language, text, findings);
}

Findings Catalogue::inspect(std::string_view language, const WordingText& text) const {
    Findings findings;
    check_places("/title", text.title, findings.faults);
    check_line("/title", text.title, findings.faults);
    check_places("/sms", text.sms, findings.faults);
    for (std::size_t i = 0; i < text.paragraphs.size(); ++i) {
        check_places("/paragraphs/" + std::to_string(i), text.paragraphs[i], findings.faults);
    }
    if (!text.sms.empty()) inspect_sms(language, text, findings);
    return findings;
}

Catalogue::Faults Catalogue::check() const {
    Faults faults;
    for (const auto& [key, wording] : wordings_) {
        const auto& [event, voice, language] = key;
        auto findings = inspect(language, text_of(wording));
        auto& all = findings.faults;
        all.insert(all.end(), findings.warnings.begin(), findings.warnings.end());
        for (const auto& fault : all) {
            faults.push_back(event + " " + voice + " " + language + " " + fault.pointer + ": " +
                             fault.sentence.en);
        }
    }
    for (const auto& [route, channels] : routes_) {
        if (!tells_by_law(channels, route.second) && route.first != "OTP")
            faults.push_back(route.first + " to " + route.second +
                             ": not in the platform and by SMS or mail");
        for (const auto& language : languages_) {
            const std::string where = route.first + " to " + route.second + " in " + language;
            const Wording* words = wording(route.first, route.second, language);
            if (words == nullptr) {
                faults.push_back(where + ": no wording");
                continue;
            }
            for (const auto& channel : ways_of(channels, voices_.find(route.second)->second)) {
                if (channel == "sms" ? words->sms.empty()
                                     : words->title.empty() || words->paragraphs.empty()) {
                    faults.push_back(where + ": no wording for " + channel);
                }
            }
        }
    }
    for (const auto& language : languages_) {
        if (signature("*", language).empty()) faults.push_back("no default signature in " + language);
    }
    return faults;
}

}  // namespace qingqian::notifier
