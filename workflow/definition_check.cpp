#include "definition_check.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "workflow/effects.hpp"
#include "workflow/guards.hpp"

namespace qingqian::workflow {
namespace {

template <class Range, class Name>
void once_each(Reader& reader, std::string_view list, const Range& rows, Name name) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string& own = rows[i].*name;
        if (!own.empty() && !seen.insert(own).second) {
            reader.fault("/" + std::string(list) + "/" + std::to_string(i), own + " stands twice");
        }
    }
}

// What a guard or effect about a track names first is that track.
void check_tracks_named(Reader& reader, const Definition& definition, const std::string& text,
                        const std::string& at) {
    const Call call = read_call(text);
    if (!call.name.starts_with("track_") && !call.name.ends_with("_track")) return;
    const auto code = call.arguments.empty() ? std::string{} : call.arguments.front();
    if (definition.track(code) == nullptr) reader.fault(at, "there is no track " + code);
}

// grounds_in names a state first; misspelt, it would hold nobody back.
void check_state_named(Reader& reader, const Definition& definition, const std::string& text,
                       const std::string& at) {
    const Call call = read_call(text);
    if (call.name != "grounds_in") return;
    const auto code = call.arguments.empty() ? std::string{} : call.arguments.front();
    if (definition.state(code) == nullptr) reader.fault(at, "there is no state " + code);
}

void check_clock_effect(Reader& reader, const Definition& definition, const Action& action,
                        const ClockEffect& clock, const std::string& at) {
    for (const auto& kind : {clock.kind, clock.since}) {
        if (kind.empty() || kind == named_clock || kind.starts_with('=')) continue;
        if (definition.clock(kind) == nullptr) reader.fault(at + "/clocks", "there is no clock " + kind);
    }
    if (!clock.since.starts_with('=')) return;
    const auto field = std::ranges::find(action.fields, clock.since.substr(1), &InputField::name);
    if (field == action.fields.end() || field->type != "date")
        reader.fault(at + "/clocks", "there is no date " + clock.since.substr(1));
}

void check_action(Reader& reader, const Definition& definition, const Action& action, const std::string& at) {
    for (const auto& from : action.from) {
        if (definition.state(from) == nullptr) reader.fault(at + "/from", "there is no state " + from);
    }
    if (!action.to.empty() && action.to != "previous" && definition.state(action.to) == nullptr) {
        reader.fault(at + "/to", "there is no state " + action.to);
    }
    for (const auto& role : action.roles) {
        if (definition.role(role) == nullptr) reader.fault(at + "/roles", "there is no role " + role);
    }
    for (const auto& clock : action.clocks) check_clock_effect(reader, definition, action, clock, at);
    for (const auto& document : action.documents) {
        if (definition.document(document) == nullptr)
            reader.fault(at + "/documents", "there is no document " + document);
    }
    for (const auto& tell : action.tells) {
        if (!tell.due.empty() && tell.due != named_clock && definition.clock(tell.due) == nullptr) {
            reader.fault(at + "/tells", "there is no clock " + tell.due);
        }
    }
    for (const auto& guard : action.guards) {
        if (!guard_known(read_call(guard).name)) reader.fault(at + "/guards", "there is no guard " + guard);
        check_tracks_named(reader, definition, guard, at + "/guards");
        check_state_named(reader, definition, guard, at + "/guards");
    }
    for (const auto& effect : action.effects) {
        if (!effect_known(read_call(effect).name))
            reader.fault(at + "/effects", "there is no effect " + effect);
        check_tracks_named(reader, definition, effect, at + "/effects");
    }
    once_each(reader, at.substr(1) + "/fields", action.fields, &InputField::name);
}

}  // namespace

void check_references(Reader& reader, const Definition& definition) {
    once_each(reader, "states", definition.states, &State::code);
    once_each(reader, "clocks", definition.clocks, &ClockKind::kind);
    once_each(reader, "actions", definition.actions, &Action::name);
    once_each(reader, "roles", definition.roles, &Role::code);
    once_each(reader, "tracks", definition.tracks, &TrackKind::code);
    once_each(reader, "documents", definition.documents, &DocumentKind::type);
    once_each(reader, "documents", definition.documents, &DocumentKind::infix);
    for (std::size_t i = 0; i < definition.clocks.size(); ++i) {
        const auto& track = definition.clocks[i].track;
        if (!track.empty() && definition.track(track) == nullptr)
            reader.fault("/clocks/" + std::to_string(i) + "/track", "there is no track " + track);
    }
    const auto initial = std::ranges::count_if(definition.states, &State::initial);
    if (initial != 1) reader.fault("/states", "exactly one state must be initial");
    for (std::size_t i = 0; i < definition.actions.size(); ++i) {
        check_action(reader, definition, definition.actions[i], "/actions/" + std::to_string(i));
    }
}

}  // namespace qingqian::workflow
