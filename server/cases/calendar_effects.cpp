#include "calendar_effects.hpp"

#include <algorithm>
#include <vector>

#include "access.hpp"
#include "notices.hpp"
#include "store/calendar_moves.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "view_parts.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::CaseClock;

constexpr std::size_t page = 1000;

/// An open deadline that would fall on another day.
struct Shift {
    std::int64_t complaint = 0;
    std::string clock;
    std::string before;
    std::string after;
};

struct Effects {
    std::size_t looked = 0;
    std::size_t confirmed = 0;
    std::vector<Shift> shifts;
};

void look_at(const CaseClock& clock, const workflow::Calendar& calendar, Effects& effects) {
    const auto after = workflow::recount(clock, calendar);
    ++effects.looked;
    if (after.due_legal != clock.due_legal) {
        effects.shifts.push_back({clock.complaint, clock.kind, clock.due_legal, after.due_legal});
    } else if (after.provisional != clock.provisional || after.due_raw != clock.due_raw) {
        ++effects.confirmed;
    }
}

Effects effects_of(store::ReadTx& tx, const workflow::Calendar& calendar) {
    Effects effects;
    std::int64_t after = 0;
    while (true) {
        const auto clocks = store::history::running_clocks(tx, after, page);
        for (const auto& clock : clocks) look_at(clock, calendar, effects);
        if (clocks.size() < page) break;
        after = clocks.back().id;
    }
    return effects;
}

json::object clock_label(const Environment& env, std::string_view definition, std::int64_t version,
                         std::string_view kind) {
    const auto* clock = env.definition(definition, version).clock(kind);
    return parts::sentences(clock == nullptr ? base::Sentence{std::string(kind), std::string(kind)}
                                             : clock->label);
}

json::value shift_json(store::ReadTx& tx, const Environment& env, const Shift& shift) {
    const auto complaint = store::complaints::find_by_id(tx, shift.complaint);
    if (!complaint) return nullptr;
    return json::object{
        {"number", complaint->number},
        {"clock", shift.clock},
        {"label", clock_label(env, complaint->definition, complaint->definition_version, shift.clock)},
        {"due_before", shift.before},
        {"due_after", shift.after}};
}

store::complaints::Scope scope_for(const Environment& env, const records::Actor& reader) {
    if (env.rights.scope(reader.roles, "administer") != workflow::Scope::none)
        return {.everything = true, .body = 0, .officer = reader.officer};
    return scope_of(env, reader);
}

std::string_view or_in_force(const Environment& env, std::string_view version) {
    return version.empty() ? std::string_view(env.calendar.version()) : version;
}

}  // namespace

base::Result<json::object> preview_calendar(store::ReadTx& tx, const Environment& env,
                                            std::string_view notice) {
    const auto preview = preview_notice(tx, env.settings.province, notice);
    if (!preview) return std::unexpected(preview.error());
    auto effects = effects_of(tx, preview->calendar);
    auto& shifts = effects.shifts;
    std::ranges::sort(
        shifts, {}, [](const Shift& shift) { return std::tie(shift.before, shift.complaint, shift.clock); });
    json::array items;
    for (std::size_t i = 0; i < std::min(shifts.size(), preview_shows); ++i) {
        auto shown = shift_json(tx, env, shifts[i]);
        if (!shown.is_null()) items.push_back(std::move(shown));
    }
    const auto& change = preview->change;
    return json::object{{"id", change.id},
                        {"replaced", change.replaced},
                        {"version_before", change.version_before},
                        {"version", change.version},
                        {"missing", json::array(change.missing.begin(), change.missing.end())},
                        {"looked", effects.looked},
                        {"moved", shifts.size()},
                        {"confirmed", effects.confirmed},
                        {"items", std::move(items)}};
}

base::Result<json::object> read_calendar_moves(store::ReadTx& tx, const Environment& env,
                                               const records::Actor& reader, std::string_view version,
                                               std::string_view after, std::size_t limit) {
    const auto found =
        store::calendar_moves::list(tx, scope_for(env, reader), or_in_force(env, version), after, limit);
    if (!found) return std::unexpected(found.error());
    json::array items;
    for (const auto& line : found->lines) {
        const auto& move = line.move;
        items.push_back(
            json::object{{"number", line.number},
                         {"clock", move.clock},
                         {"label", clock_label(env, line.definition, line.definition_version, move.clock)},
                         {"due_before", move.due_before},
                         {"due_after", move.due_after},
                         {"reason", "放假安排 " + move.version},
                         {"version_before", move.version_before},
                         {"at", move.at}});
    }
    return json::object{{"version", or_in_force(env, version)},
                        {"items", std::move(items)},
                        {"next", parts::text_or_null(found->next)}};
}

std::int64_t count_calendar_moves(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                  std::string_view version) {
    return store::calendar_moves::count(tx, scope_for(env, reader), or_in_force(env, version));
}

}  // namespace qingqian::cases
