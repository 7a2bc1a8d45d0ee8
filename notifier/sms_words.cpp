#include "sms_words.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include "base/decode.hpp"

namespace qingqian::notifier {
namespace {

/// Full-width letters, figures and signs (U+FF01 to U+FF5E) as those of ASCII, which they are read as.
std::string narrowed(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
        const bool wide = at + 2 < text.size() && byte(0) == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD);
        const unsigned point = wide ? ((byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU)) | 0xF000U : 0U;
        if (point >= 0xFF01 && point <= 0xFF5E) {
            out += static_cast<char>(point - 0xFF01 + '!');
            at += 3;
        } else {
            out += text[at++];
        }
    }
    return out;
}

/// The first match of a pattern, or nothing.
std::string found(const std::string& text, const std::regex& pattern) {
    std::smatch match;
    return std::regex_search(text, match, pattern) ? match.str() : std::string();
}

std::regex any_case(const std::string& pattern) {
    return std::regex(pattern, std::regex::icase);
}

std::string link_in(const std::string& text) {
    static const auto link = any_case(
        R"(https?:|www\.|[a-z0-9-]+\.(com|cn|net|org|gov|edu|top|xyz|io|cc|me|ly|gl|link|info|biz|club|shop|vip|site|)"
        R"(online|tech|tv|app|dev|co|hk|ltd|wang|im|gd|pub|fun|ink|mobi|asia|ren|group)\b|)"
        R"([a-z0-9-]+\.(中国|公司|网络)|[a-z0-9-]+\.[a-z]{2,}/|\b\d{1,3}(\.\d{1,3}){3}\b)");
    return found(text, link);
}

std::string company_in(const std::string& text) {
    static const auto company = any_case(
        "有限公司|有限责任|股份|集团|商行|商贸|贸易|实业|置业|建工|经营部|门市部|事务所|合作社|工作室|加工厂|"
        "制造厂|机械厂|医院|大学|"
        R"(学校|\bCo\.|\bLtd\b|\bInc\b|\bLLC\b|\bCorp\b|\bGmbH\b|\bPLC\b|\bGroup\b|\bHospital\b|\bUniversity\b)");
    return found(text, company);
}

// Asked with and without blanks: "RMB 500" is a sum, and so is "500 元"; words end only where there are
// blanks.
std::string sum_in(const std::string& text, const std::string& bare) {
    static const auto figures =
        any_case(R"(\d[\d,.]*(十|百|千|万|亿)*(多|余)?(元|圆|块钱|yuan|RMB|CNY|USD|EUR|HKD|dollars?|euros?)|)"
                 R"((RMB|CNY|USD|EUR|HKD|GBP|JPY|\$|€|£|¥|￥)\d|人民币|美元|美金|港元|港币|欧元|英镑|日元)");
    static const auto characters = any_case(
        "(零|〇|一|二|两|三|四|五|六|七|八|九|十|百|千|万|亿|壹|贰|叁|肆|伍|陆|柒|捌|玖|拾|佰|仟)(多|余)?(元|"
        "圆)");
    static const auto words = any_case(R"(\b(hundred|thousand|million|billion)\b)");
    for (const auto& one : {found(bare, figures), found(bare, characters), found(text, words)}) {
        if (!one.empty()) return one;
    }
    return {};
}

/// What tells one firm from another: the name without what it is.
std::string distinguishing(std::string name) {
    constexpr std::array<std::string_view, 7> endings{"股份有限公司", "有限责任公司", "有限公司", "集团",
                                                      "公司",         "（集团）",     "(集团)"};
    for (bool cut = true; cut;) {
        cut = false;
        for (const auto ending : endings) {
            if (!name.ends_with(ending)) continue;
            name.resize(name.size() - ending.size());
            cut = true;
        }
    }
    return name;
}

}  // namespace

std::string without_blanks(std::string_view text) {
    static const std::regex blanks("[ \\t\\n]|\u3000|\u200b|\u200c|\u200d|\u2060|\ufeff");
    return std::regex_replace(std::string(text), blanks, "");
}

std::vector<RefusedWord> refused_in_sms(std::string_view text) {
    static const std::regex telephone(R"(\d{7,}|\d{3,4}-\d{7,8})");
    const auto plain = narrowed(text);
    const auto bare = without_blanks(plain);
    std::vector<RefusedWord> refused{{"wording_link", link_in(plain)},
                                     {"wording_telephone", found(bare, telephone)},
                                     {"wording_party", company_in(plain)},
                                     {"wording_sum", sum_in(plain, bare)}};
    std::erase_if(refused, [](const RefusedWord& each) { return each.word.empty(); });
    return refused;
}

std::vector<RefusedWord> told_of_case(std::string_view text, const records::Complaint& complaint) {
    constexpr std::int64_t shortest = 3;  // two characters are a place or a trade as often as a name
    const auto bare = without_blanks(narrowed(text));
    std::vector<RefusedWord> told;
    for (const auto* name : {&complaint.complainant_name, &complaint.respondent_name}) {
        const auto own = without_blanks(narrowed(distinguishing(*name)));
        if (base::code_points(own) >= shortest && bare.contains(own)) told.push_back({"wording_party", own});
    }
    const auto sum = std::to_string(complaint.arrears_fen / 100);
    auto figures = bare;
    std::erase(figures, ',');
    if (sum.size() >= 4 && figures.contains(sum)) told.push_back({"wording_sum", sum});
    return told;
}

}  // namespace qingqian::notifier
