#include "negotiate.hpp"

#include "text.hpp"

namespace qingqian::http {
namespace {

// "0", "0.5", "1.000": at most three decimals; anything else weighs nothing.
int read_weight(std::string_view text) {
    if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return 0;
    int value = (text[0] - '0') * 1000;
    int unit = 100;
    for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
        if (text[1] != '.' || text[i] < '0' || text[i] > '9') return 0;
        value += (text[i] - '0') * unit;
    }
    return std::min(value, 1000);
}

struct Item {
    std::string_view name;
    int weight = 1000;
};

Item next_item(std::string_view& rest) {
    auto part = next_part(rest, ',');
    Item item{next_part(part, ';')};
    while (!part.empty()) {
        const auto parameter = next_part(part, ';');
        if (parameter.size() > 2 && lower(parameter[0]) == 'q' && parameter[1] == '=') {
            item.weight = read_weight(parameter.substr(2));
        }
    }
    return item;
}

// 3: the type itself, 2: "type/*", 1: "*/*", 0: no match.
int specificity(std::string_view range, std::string_view type) {
    if (same_text(range, type)) return 3;
    if (range == "*/*") return 1;
    const auto slash = type.find('/');
    const bool family =
        range.ends_with("/*") && same_text(range.substr(0, range.size() - 1), type.substr(0, slash + 1));
    return family ? 2 : 0;
}

std::string_view without_weak(std::string_view etag) {
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}

// "zh" is met by "zh-CN", "zh-Hans-CN" and "zh"; likewise "en".
bool speaks(std::string_view range, std::string_view language) {
    return same_text(range.substr(0, 2), language) && (range.size() == 2 || range[2] == '-');
}

}  // namespace

std::optional<int> weight(std::string_view list, std::string_view token) {
    std::optional<int> star;
    while (!list.empty()) {
        const auto item = next_item(list);
        if (same_text(item.name, token)) return item.weight;
        if (item.name == "*") star = item.weight;
    }
    return star;
}

bool accepts(std::string_view list, std::string_view type) {
    if (trimmed(list).empty()) return true;
    int best = 0;
    int granted = 0;
    while (!list.empty()) {
        const auto item = next_item(list);
        const int found = specificity(item.name, type);
        if (found > best) {
            best = found;
            granted = item.weight;
        }
    }
    return granted > 0;
}

std::string_view choose_language(std::string_view list) {
    int chinese = 0;
    int english = 0;
    while (!list.empty()) {
        const auto item = next_item(list);
        if (speaks(item.name, "zh")) chinese = std::max(chinese, item.weight);
        if (speaks(item.name, "en")) english = std::max(english, item.weight);
    }
    return english > chinese ? "en" : "zh-CN";
}

bool names_etag(std::string_view list, std::string_view etag) {
    if (trimmed(list) == "*") return true;
    while (!list.empty()) {
        if (without_weak(next_part(list, ',')) == without_weak(etag)) return true;
    }
    return false;
}

std::variant<WholeBody, Slice, NotSatisfiable> read_range(std::string_view range, std::uint64_t total) {
    range = trimmed(range);
    if (range.size() < 6 || !same_text(range.substr(0, 6), "bytes=")) return WholeBody{};
    range = trimmed(range.substr(6));
    const auto dash = range.find('-');
    if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return WholeBody{};
    const auto first = parse_number(range.substr(0, dash));
    const auto last = parse_number(range.substr(dash + 1));
    if (!first) {
        if (dash != 0 || !last) return WholeBody{};
        if (*last == 0 || total == 0) return NotSatisfiable{};
        const auto length = std::min(*last, total);
        return Slice{total - length, length};
    }
    if (!last && dash + 1 != range.size()) return WholeBody{};
    if (last && *last < *first) return WholeBody{};
    if (*first >= total) return NotSatisfiable{};
    return Slice{*first, std::min(last.value_or(total - 1), total - 1) - *first + 1};
}

bool is_json_type(std::string_view media_type) {
    const auto type = next_part(media_type, ';');
    const bool structured = type.size() > 17 && same_text(type.substr(0, 12), "application/") &&
                            same_text(type.substr(type.size() - 5), "+json");
    if (!structured && !same_text(type, "application/json")) return false;
    while (!media_type.empty()) {
        auto value = next_part(media_type, ';');
        const auto name = next_part(value, '=');
        const bool utf8 = same_text(value, "utf-8") || same_text(value, "\"utf-8\"");
        if (same_text(name, "charset") && !utf8) return false;
    }
    return true;
}

bool is_form_type(std::string_view media_type) {
    return same_text(next_part(media_type, ';'), "application/x-www-form-urlencoded");
}

}  // namespace qingqian::http
