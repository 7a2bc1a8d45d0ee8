#include "bodies.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/decode.hpp"
#include "reference_change.hpp"
#include "store/identity.hpp"

namespace qingqian::cases {
namespace {

using Faults = std::vector<base::FieldFault>;

constexpr std::array<std::string_view, 3> kinds{"accepting", "handling", "supervising"};
constexpr std::size_t division_digits = 6;

bool is_division(std::string_view text) {
    return text.size() == division_digits &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void take(const std::optional<std::string>& given, std::string_view pointer, std::int64_t max,
          std::string& member, Faults& faults) {
    if (!given) return;
    const auto length = base::code_points(*given);
    if (length > max) {
        faults.push_back(base::fault(pointer, "too_long",
                                     {{"max", std::to_string(max)}, {"over", std::to_string(length - max)}}));
    }
    member = *given;
}

void take_closing(const BodyChange& change, records::Body& body, Faults& faults) {
    if (!change.closed_on) return;
    body.closed_on = *change.closed_on;
    if (body.closed_on.empty()) return;
    if (!base::parse_day(body.closed_on)) faults.push_back(base::fault("/closed_on", "date_bad"));
    if (body.kind != "handling") faults.push_back(base::fault("/closed_on", "closes_handling_alone"));
}

void check(const records::Body& body, Faults& faults) {
    constexpr std::size_t longest_code = 40;
    if (body.code.empty() || body.code.size() > longest_code)
        faults.push_back(base::fault("/code", "required"));
    if (body.name.empty()) faults.push_back(base::fault("/name", "required"));
    if (std::ranges::find(kinds, body.kind) == kinds.end())
        faults.push_back(base::fault("/kind", "not_a_choice"));
    if (!is_division(body.division))
        faults.push_back(base::fault("/division", "bad_format", {{"label", "division"}}));
}

}  // namespace

base::Result<bool> set_body(store::WriteTx& tx, const BodyChange& change) {
    constexpr std::int64_t longest_name = 100;
    constexpr std::int64_t longest_phone = 40;
    constexpr std::int64_t longest_prefix = 20;
    Faults faults;
    const auto known = store::identity::body_by_code(tx, change.code);
    records::Body body = known.value_or(records::Body{});
    body.code = change.code;
    take(change.name, "/name", longest_name, body.name, faults);
    take(change.name_en, "/name_en", longest_name, body.name_en, faults);
    take(change.kind, "/kind", longest_name, body.kind, faults);
    take(change.division, "/division", longest_name, body.division, faults);
    take(change.phone, "/phone", longest_phone, body.phone, faults);
    take(change.prefix, "/prefix", longest_prefix, body.prefix, faults);
    take_closing(change, body, faults);
    check(body, faults);
    if (change.parent) {
        const auto parent = store::identity::body_by_code(tx, *change.parent);
        if (!parent && !change.parent->empty()) faults.push_back(base::fault("/parent", "unknown_body"));
        const auto above = parent ? parent->id : std::int64_t{0};
        if (known && above != known->parent) faults.push_back(base::fault("/parent", "parent_stays"));
        body.parent = above;
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    if (known) {
        store::identity::update_body(tx, body);
    } else {
        store::identity::insert_body(tx, body);
    }
    note_reference_change(tx);
    return !known;
}

}  // namespace qingqian::cases
