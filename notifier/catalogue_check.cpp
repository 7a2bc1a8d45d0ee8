#include <array>
#include <cstdint>
#include <regex>
#include <string>

#include "catalogue.hpp"

namespace qingqian::notifier {
namespace {

// What `compose` and `render` fill. A wording that speaks of anything else would come out with a hole.
constexpr std::array known_places{"number",
                                  "due",
                                  "due_before",
                                  "clock",
                                  "provisional",
                                  "link",
                                  "service",
                                  "accepting_body",
                                  "handling_body",
                                  "accepting_body_phone",
                                  "handling_body_phone",
                                  "access_code",
                                  "code",
                                  "minutes"};

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
    for (const std::string_view known : known_places) {
        if (known == name) return true;
    }
    return false;
}

void check_places(const std::string& where, const std::string& text, Catalogue::Faults& faults) {
    std::vector<std::string> open;
    for (const auto& tag : tags_of(text)) {
        if (tag.kind == '&' || tag.kind == '{' || tag.kind == '>') {
            faults.push_back(where + ": only {{place}} and {{#place}}…{{/place}} are allowed");
        } else if (!known_place(tag.name)) {
            faults.push_back(where + ": unknown place \"" + tag.name + "\"");
        }
        if (tag.kind == '#' || tag.kind == '^') open.push_back(tag.name);
        if (tag.kind == '/') {
            if (open.empty() || open.back() != tag.name) {
                faults.push_back(where + ": {{/" + tag.name + "}} closes nothing");
            } else {
                open.pop_back();
            }
        }
    }
    if (!open.empty()) faults.push_back(where + ": {{#" + open.back() + "}} is not closed");
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

void Catalogue::check_sms(const Key& key, const Wording& wording, Faults& faults) const {
    const auto& [event, voice, language] = key;
    const std::string where = event + " " + voice + " " + language + " sms";
    // The longest that can come: an 18-character number and the longest date of the language.
    const std::string day = language == "zh-CN" ? "2026-12-27" : "2026-09-27";
    std::string audience;
    for (const auto& [name, own] : voices_) {
        if (own == voice) audience = name;
    }
    std::set<std::string> provinces;
    for (const auto& [province, signature] : signatures_) provinces.insert(province.first);
    for (const auto& province : provinces) {
        const auto text = render(event, audience, language, "sms", province,
                                 {{"number", "JSTS20261123000123"},
                                  {"due", day},
                                  {"code", "123456"},
                                  {"minutes", "5"},
                                  {"access_code", "ABCD-EFGH-JKLM-NPQR"}})
                              .text;
        const auto size = sms_size(text);
        if (size.parts > 1) {
            faults.push_back(where + " signed for " + province + ": " + std::to_string(size.units) +
                             " units are more than one part");
        }
    }
    for (const auto& word : forbidden_) {
        if (wording.sms.source().find(word) != std::string::npos) {
            faults.push_back(where + ": carriers refuse the word \"" + word + "\"");
        }
    }
    static const std::regex link(R"(https?:|www\.|[a-z0-9-]+\.(com|cn|net|org|gov)\b)", std::regex::icase);
    if (std::regex_search(wording.sms.source(), link)) faults.push_back(where + ": a link");
    static const std::regex telephone(R"(\d{7,})");
    if (std::regex_search(wording.sms.source(), telephone)) faults.push_back(where + ": a telephone number");
    if (wording.sms.source().find("【") != std::string::npos ||
        wording.sms.source().find("】") != std::string::npos) {
        faults.push_back(where + ": 【】 belong to the signature");
    }
    for (const auto& tag : tags_of(wording.sms.source())) {
        if (tag.name == "link" || tag.name == "service" || tag.name.ends_with("_body") ||
            tag.name.ends_with("_phone")) {
            faults.push_back(where + ": the place \"" + tag.name + "\" may not stand in an SMS");
        }
    }
}

void Catalogue::check_wording(const Key& key, const Wording& wording, Faults& faults) const {
    const auto& [event, voice, language] = key;
    const std::string where = event + " " + voice + " " + language;
    check_places(where + " title", wording.title.source(), faults);
    check_places(where + " sms", wording.sms.source(), faults);
    for (const auto& paragraph : wording.paragraphs) {
        check_places(where + " paragraph", paragraph.source(), faults);
    }
    if (!wording.sms.empty()) check_sms(key, wording, faults);
}

Catalogue::Faults Catalogue::check() const {
    Faults faults;
    for (const auto& [key, wording] : wordings_) check_wording(key, wording, faults);
    for (const auto& [route, channels] : routes_) {
        for (const auto& language : languages_) {
            const std::string where = route.first + " to " + route.second + " in " + language;
            const Wording* words = wording(route.first, route.second, language);
            if (words == nullptr) {
                faults.push_back(where + ": no wording");
                continue;
            }
            for (const auto& channel : channels) {
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
