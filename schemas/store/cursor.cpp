#include "store/cursor.hpp"

#include <charconv>

namespace qingqian::store {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<NumberedPlace> read_cursor(char list, std::string_view cursor) {
    const auto dot = cursor.rfind('.');
    if (cursor.empty() || cursor.front() != list || dot == std::string_view::npos) return std::nullopt;
    const auto key = number(cursor.substr(1, dot - 1));
    const auto id = number(cursor.substr(dot + 1));
    if (!key || !id) return std::nullopt;
    return NumberedPlace{*key, *id};
}

std::string write_cursor(char list, NumberedPlace place) {
    return std::string(1, list) + std::to_string(place.first) + "." + std::to_string(place.second);
}

std::unexpected<base::Problem> bad_cursor() {
    return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
}

}  // namespace qingqian::store
