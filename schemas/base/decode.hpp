#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "problem.hpp"

namespace qingqian::base {

/// Bounds of one member of an input struct. Lengths count Unicode code points; items count list entries.
struct Bound {
    std::string_view member;
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

/// Bounds of an input struct, found by argument-dependent overload:
/// `constexpr std::array bounds_of(const NewSession*) { return std::array{Bound{"login", 1, 64}}; }`.
/// Strings without a bound hold at most 4,096 code points, lists at most 1,000 entries.
template <class T>
concept HasBounds = requires(const T* type) {
    bounds_of(type);
};

/// Parses JSON text: at most `max_depth` levels, no trailing text, valid UTF-8, no
/// number beyond a double; of a repeated key the last counts.
/// Refuses with `malformed_json` (400).
Result<boost::json::value> parse_json(std::string_view text, std::size_t max_depth = 32);

/// RFC 6901: appends one token to a pointer, escaping '~' and '/'.
std::string pointer_to(std::string_view parent, std::string_view token);

/// Number of Unicode code points of valid UTF-8.
std::int64_t code_points(std::string_view text);

namespace detail {

using Faults = std::vector<FieldFault>;
constexpr Bound no_bound{};

void fault_type(Faults& faults, std::string_view pointer, std::string_view expected);
void check_string(Faults& faults, std::string_view pointer, std::string_view text, const Bound& bound);
void check_integer(Faults& faults, std::string_view pointer, std::int64_t number, const Bound& bound);
void check_items(Faults& faults, std::string_view pointer, std::size_t count, const Bound& bound);
void fault_missing(Faults& faults, std::string_view pointer);
void fault_unknown(Faults& faults, std::string_view pointer);
void fault_choice(Faults& faults, std::string_view pointer);

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <class T>
Bound bound_of(std::string_view member) {
    if constexpr (HasBounds<T>) {
        for (const Bound& bound : bounds_of(static_cast<const T*>(nullptr))) {
            if (bound.member == member) return bound;
        }
    }
    return no_bound;
}

template <class T>
void decode_object(const boost::json::value& value, std::string_view pointer, T& out, Faults& faults);

// Declared before the lists, whose items may be objects or optional themselves.
template <Described T>
void decode_value(const boost::json::value& value, std::string_view pointer, T& out, const Bound& bound,
                  Faults& faults);
template <class T>
void decode_value(const boost::json::value& value, std::string_view pointer, std::optional<T>& out,
                  const Bound& bound, Faults& faults);

inline void decode_value(const boost::json::value& value, std::string_view pointer, std::string& out,
                         const Bound& bound, Faults& faults) {
    if (!value.is_string()) return fault_type(faults, pointer, "string");
    out = std::string_view(value.get_string());
    check_string(faults, pointer, out, bound);
}

inline void decode_value(const boost::json::value& value, std::string_view pointer, bool& out, const Bound&,
                         Faults& faults) {
    if (!value.is_bool()) return fault_type(faults, pointer, "boolean");
    out = value.get_bool();
}

template <std::integral Integer>
void decode_value(const boost::json::value& value, std::string_view pointer, Integer& out, const Bound& bound,
                  Faults& faults) {
    if (!value.is_int64()) return fault_type(faults, pointer, "integer");
    const std::int64_t number = value.get_int64();
    if (!std::in_range<Integer>(number)) return fault_type(faults, pointer, "integer");
    out = static_cast<Integer>(number);
    check_integer(faults, pointer, number, bound);
}

inline void decode_value(const boost::json::value& value, std::string_view, boost::json::value& out,
                         const Bound&, Faults&) {
    out = value;
}

inline void decode_value(const boost::json::value& value, std::string_view pointer, boost::json::object& out,
                         const Bound&, Faults& faults) {
    if (!value.is_object()) return fault_type(faults, pointer, "object");
    out = value.get_object();
}

template <class Enum>
requires std::is_enum_v<Enum>
void decode_value(const boost::json::value& value, std::string_view pointer, Enum& out, const Bound&,
                  Faults& faults) {
    if (!value.is_string()) return fault_type(faults, pointer, "string");
    if (!boost::describe::enum_from_string(std::string(value.get_string()).c_str(), out)) {
        fault_choice(faults, pointer);
    }
}

template <class T>
void decode_value(const boost::json::value& value, std::string_view pointer, std::vector<T>& out,
                  const Bound& bound, Faults& faults) {
    if (!value.is_array()) return fault_type(faults, pointer, "array");
    const auto& items = value.get_array();
    check_items(faults, pointer, items.size(), bound);
    if (items.size() > 1000) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
        decode_value(items[i], pointer_to(pointer, std::to_string(i)), out.emplace_back(), no_bound, faults);
    }
}

template <Described T>
void decode_value(const boost::json::value& value, std::string_view pointer, T& out, const Bound&,
                  Faults& faults) {
    decode_object(value, pointer, out, faults);
}

template <class T>
void decode_value(const boost::json::value& value, std::string_view pointer, std::optional<T>& out,
                  const Bound& bound, Faults& faults) {
    if (value.is_null()) return;
    decode_value(value, pointer, out.emplace(), bound, faults);
}

template <class T>
void decode_object(const boost::json::value& value, std::string_view pointer, T& out, Faults& faults) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
    if (!value.is_object()) return fault_type(faults, pointer, "object");
    const auto& object = value.get_object();
    boost::mp11::mp_for_each<Members>([&](auto member) {
        const std::string at = pointer_to(pointer, member.name);
        auto& field = out.*member.pointer;
        const auto* found = object.if_contains(member.name);
        if (found != nullptr) {
            decode_value(*found, at, field, bound_of<T>(member.name), faults);
        } else if constexpr (!is_optional<std::remove_reference_t<decltype(field)>>::value) {
            fault_missing(faults, at);
        }
    });
    for (const auto& entry : object) {
        bool known = false;
        boost::mp11::mp_for_each<Members>([&](auto member) { known = known || entry.key() == member.name; });
        if (!known) fault_unknown(faults, pointer_to(pointer, entry.key()));
    }
}

}  // namespace detail

/// Reads a described struct out of JSON and collects **all** faults: missing and unknown members, wrong
/// types, broken bounds. Members are required unless `std::optional`. Refuses with `invalid_input` (422).
template <detail::Described T>
Result<T> decode(const boost::json::value& value) {
    T result{};
    detail::Faults faults;
    detail::decode_object(value, "", result, faults);
    if (!faults.empty()) return std::unexpected(invalid_input(std::move(faults)));
    return result;
}

}  // namespace qingqian::base
