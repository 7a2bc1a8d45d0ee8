#include "money.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace qingqian::workflow {
namespace {

constexpr std::array<std::string_view, 10> numerals{"零", "壹", "贰", "叁", "肆",
                                                    "伍", "陆", "柒", "捌", "玖"};

bool all_digits(std::string_view text) {
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
    }
    return !text.empty();
}

// "1,234,567": a first group of one to three digits, then groups of exactly three.
std::optional<std::string> without_separators(std::string_view text) {
    if (text.find(',') == std::string_view::npos) return std::string(text);
    std::string digits;
    std::size_t begin = 0;
    while (true) {
        const auto comma = text.find(',', begin);
        const auto group = text.substr(begin, comma == std::string_view::npos ? comma : comma - begin);
        if (begin == 0 ? group.empty() || group.size() > 3 : group.size() != 3) return std::nullopt;
        digits += group;
        if (comma == std::string_view::npos) return digits;
        begin = comma + 1;
    }
}

// One group of four digits, 仟佰拾 and ones; zeros inside it become one 零.
std::string capital_group(int group) {
    constexpr std::array<std::string_view, 4> units{"仟", "佰", "拾", ""};
    constexpr std::array<int, 4> powers{1000, 100, 10, 1};
    std::string text;
    bool zero = false;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const int digit = group / powers[i] % 10;
        if (digit == 0) {
            zero = !text.empty();
            continue;
        }
        if (zero) text += numerals[0];
        zero = false;
        text += numerals[static_cast<std::size_t>(digit)];
        text += units[i];
    }
    return text;
}

// Whole yuan by groups of ten thousand: 万亿, 亿, 万, 元. A group below 1000, or one left out, after a higher
// one is announced by 零.
std::string capital_whole(std::int64_t yuan) {
    constexpr std::array<std::string_view, 4> units{"万", "亿", "万", ""};
    constexpr std::array<std::int64_t, 4> powers{1'000'000'000'000, 100'000'000, 10'000, 1};
    std::string text;
    bool gap = false;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const int group = static_cast<int>(yuan / powers[i] % 10'000);
        if (group == 0) {
            gap = !text.empty();
            // 万亿: the 亿 stands even where its own group is empty.
            if (i == 1 && !text.empty()) text += "亿";
            continue;
        }
        if (!text.empty() && (gap || group < 1000)) text += numerals[0];
        gap = false;
        text += capital_group(group);
        text += units[i];
    }
    return text;
}

}  // namespace

std::optional<std::int64_t> parse_scaled(std::string_view text, std::size_t decimals, std::int64_t max) {
    constexpr std::size_t longest = 18;  // every such number fits the type
    const auto point = text.find('.');
    const bool pointed = point != std::string_view::npos;
    const auto whole = text.substr(0, point);
    const auto fraction = pointed ? text.substr(point + 1) : std::string_view{};
    if (!all_digits(whole) || (pointed && !all_digits(fraction))) return std::nullopt;
    if (fraction.size() > decimals || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
    std::string digits(whole);
    digits += fraction;
    digits.append(decimals - fraction.size(), '0');
    if (digits.size() > longest) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (number > max) return std::nullopt;
    return number;
}

std::string format_scaled(std::int64_t number, std::size_t decimals) {
    std::string digits = std::to_string(number);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    std::string fraction = digits.substr(digits.size() - decimals);
    digits.resize(digits.size() - decimals);
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    return fraction.empty() ? digits : digits + "." + fraction;
}

std::optional<std::int64_t> parse_yuan(std::string_view text) {
    const auto point = text.find('.');
    auto number = without_separators(text.substr(0, point));
    if (!number) return std::nullopt;
    if (point != std::string_view::npos) *number += text.substr(point);
    return parse_scaled(*number, 2, max_fen);
}

std::string plain_yuan(std::int64_t fen) {
    std::string yuan = format_yuan(fen);
    std::erase(yuan, ',');
    return yuan;
}

std::string format_yuan(std::int64_t fen) {
    // Negating the smallest integer overflows; its magnitude fits the unsigned type.
    const auto magnitude = fen < 0 ? 0 - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
    std::string yuan = std::to_string(magnitude / 100);
    for (auto at = static_cast<std::ptrdiff_t>(yuan.size()) - 3; at > 0; at -= 3) {
        yuan.insert(static_cast<std::size_t>(at), ",");
    }
    return fmt::format("{}{}.{:02}", fen < 0 ? "-" : "", yuan, magnitude % 100);
}

std::optional<std::string> capital_yuan(std::int64_t fen) {
    if (fen < 0 || fen > max_fen) return std::nullopt;
    const std::int64_t yuan = fen / 100;
    const auto jiao = static_cast<std::size_t>(fen / 10 % 10);
    const auto cent = static_cast<std::size_t>(fen % 10);
    std::string text = capital_whole(yuan);
    if (!text.empty()) text += "元";
    if (jiao == 0 && cent == 0) return (text.empty() ? "零元" : text) + "整";
    if (jiao != 0) {
        text += numerals[jiao];
        text += "角";
    } else if (!text.empty()) {
        text += numerals[0];  // 元 then 分 with no 角 between them
    }
    if (cent == 0) return text + "整";
    text += numerals[cent];
    return text + "分";
}

}  // namespace qingqian::workflow
