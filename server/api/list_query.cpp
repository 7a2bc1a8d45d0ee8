#include "list_query.hpp"

#include <charconv>

#include "base/decode.hpp"

namespace qingqian::api {
namespace {

constexpr int largest_page = 100;
constexpr std::size_t longest_cursor = 200;

}  // namespace

std::optional<std::size_t> read_limit(std::string_view value, std::vector<base::FieldFault>& faults) {
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) {
        faults.push_back(base::fault("/limit", "wrong_type", {{"expected", "integer"}}));
    } else if (number < 1) {
        faults.push_back(base::fault("/limit", "too_small", {{"min", "1"}}));
    } else if (number > largest_page) {
        faults.push_back(base::fault("/limit", "too_large", {{"max", std::to_string(largest_page)}}));
    } else {
        return static_cast<std::size_t>(number);
    }
    return std::nullopt;
}

std::optional<bool> read_flag(std::string_view name, std::string_view value,
                              std::vector<base::FieldFault>& faults) {
    if (value == "true" || value == "false") return value == "true";
    faults.push_back(base::fault(base::pointer_to("", name), "wrong_type", {{"expected", "boolean"}}));
    return std::nullopt;
}

std::optional<base::UtcMillis> read_day(std::string_view name, std::string_view value,
                                        std::vector<base::FieldFault>& faults) {
    if (const auto day = base::parse_day(value)) return base::day_begins(*day);
    faults.push_back(base::fault(base::pointer_to("", name), "bad_date", {{"label", std::string(name)}}));
    return std::nullopt;
}

std::optional<std::string_view> read_after(std::string_view value, std::vector<base::FieldFault>& faults) {
    if (value.size() <= longest_cursor) return value;
    faults.push_back(base::fault("/after", "bad_cursor"));
    return std::nullopt;
}

base::Result<Page> read_page(const std::vector<std::pair<std::string, std::string>>& query,
                             std::size_t limit) {
    std::vector<base::FieldFault> faults;
    Page page{"", limit};
    for (const auto& [name, value] : query) {
        if (name == "after") {
            page.after = read_after(value, faults).value_or("");
        } else if (name == "limit") {
            page.limit = read_limit(value, faults).value_or(limit);
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return page;
}

void unknown_filter(std::string_view name, std::vector<base::FieldFault>& faults) {
    faults.push_back(base::fault(base::pointer_to("", name), "unknown_filter"));
}

}  // namespace qingqian::api
