#include "decode.hpp"

#include <algorithm>
#include <boost/json/parser.hpp>
#include <boost/json/stream_parser.hpp>
#include <cmath>

namespace qingqian::base {
namespace {

/// A number beyond every double is read as an infinite one, which could not be written as JSON again.
bool is_finite(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::double_:
            return std::isfinite(value.get_double());
        case boost::json::kind::array:
            return std::ranges::all_of(value.get_array(), is_finite);
        case boost::json::kind::object:
            return std::ranges::all_of(value.get_object(),
                                       [](const auto& member) { return is_finite(member.value()); });
        default:
            return true;
    }
}

}  // namespace

Result<boost::json::value> parse_json(std::string_view text, std::size_t max_depth) {
    boost::json::parse_options options;
    options.max_depth = max_depth;
    boost::json::error_code error;
    boost::json::parser parser({}, options);
    parser.write(text.data(), text.size(), error);
    if (error) {
        auto problem = base::problem("malformed_json");
        problem.log_detail = error.message();
        return std::unexpected(std::move(problem));
    }
    auto value = parser.release();
    if (!is_finite(value)) {
        auto problem = base::problem("malformed_json");
        problem.log_detail = "a number is out of range";
        return std::unexpected(std::move(problem));
    }
    return value;
}

std::string pointer_to(std::string_view parent, std::string_view token) {
    std::string pointer(parent);
    pointer += '/';
    for (const char c : token) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

std::int64_t code_points(std::string_view text) {
    return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

namespace detail {
namespace {
constexpr std::int64_t default_string_max = 4096;
constexpr std::int64_t default_items_max = 1000;
constexpr auto unbounded_min = std::numeric_limits<std::int64_t>::min();
constexpr auto unbounded_max = std::numeric_limits<std::int64_t>::max();
}  // namespace

void fault_type(Faults& faults, std::string_view pointer, std::string_view expected) {
    faults.push_back(fault(pointer, "wrong_type", {{"expected", std::string(expected)}}));
}

void check_string(Faults& faults, std::string_view pointer, std::string_view text, const Bound& bound) {
    const auto length = code_points(text);
    const auto max = bound.max == unbounded_max ? default_string_max : bound.max;
    const bool control = std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
    });
    if (control) return faults.push_back(fault(pointer, "control_character"));
    if (bound.min > 0 && length == 0) return fault_missing(faults, pointer);
    if (length < bound.min) {
        faults.push_back(fault(pointer, "too_short", {{"min", std::to_string(bound.min)}}));
    } else if (length > max) {
        faults.push_back(fault(pointer, "too_long",
                               {{"max", std::to_string(max)}, {"over", std::to_string(length - max)}}));
    }
}

void check_integer(Faults& faults, std::string_view pointer, std::int64_t number, const Bound& bound) {
    if (number < bound.min) {
        faults.push_back(fault(pointer, "too_small", {{"min", std::to_string(bound.min)}}));
    } else if (number > bound.max) {
        faults.push_back(fault(pointer, "too_large", {{"max", std::to_string(bound.max)}}));
    }
}

void check_items(Faults& faults, std::string_view pointer, std::size_t count, const Bound& bound) {
    const auto items = static_cast<std::int64_t>(count);
    const auto max = bound.max == unbounded_max ? default_items_max : bound.max;
    if (bound.min != unbounded_min && items < bound.min) {
        faults.push_back(fault(pointer, "too_few", {{"min", std::to_string(bound.min)}}));
    } else if (items > max) {
        faults.push_back(fault(pointer, "too_many", {{"max", std::to_string(max)}}));
    }
}

void fault_missing(Faults& faults, std::string_view pointer) {
    faults.push_back(fault(pointer, "required"));
}

void fault_unknown(Faults& faults, std::string_view pointer) {
    faults.push_back(fault(pointer, "unknown_member"));
}

void fault_choice(Faults& faults, std::string_view pointer) {
    faults.push_back(fault(pointer, "not_a_choice"));
}

}  // namespace detail
}  // namespace qingqian::base
