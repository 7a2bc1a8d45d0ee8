#include <algorithm>
#include <boost/json/serialize.hpp>

#include "workflow/bounds.hpp"
#include "workflow/effect_parts.hpp"
#include "workflow/tracks.hpp"

// Effects on tracks, and on the clocks whose end a person sets.
namespace qingqian::workflow::effects {
namespace {

using Kind = TrackChange::Kind;

// What the input says of the fields named, never what is personal.
boost::json::object data_of(const EffectContext& context, const Call& call, boost::json::object data) {
    for (std::size_t i = 1; i < call.arguments.size(); ++i) {
        if (const auto* value = context.input.if_contains(call.arguments[i]))
            data[call.arguments[i]] = *value;
    }
    return data;
}

// The running track of a kind, to be changed by this decision; null when none runs.
records::Track* edit(const EffectContext& context, Decision& decision, std::string_view kind) {
    for (auto& change : decision.tracks) {
        if (change.track.kind == kind && change.track.ended_at == 0) return &change.track;
    }
    const auto* running = running_track(context.view.tracks, kind);
    if (running == nullptr) return nullptr;
    const bool changed = std::ranges::any_of(decision.tracks, [&](const TrackChange& change) {
        return change.change == Kind::change && change.track.id == running->id && change.track.kind == kind;
    });
    if (changed) return nullptr;  // ended by an effect before
    decision.tracks.push_back({Kind::change, *running});
    return &decision.tracks.back().track;
}

/// add_track(kind, field, …): opens a track and keeps what the input says of the fields.
void add_track(const EffectContext& context, const Call& call, Decision& decision) {
    records::Track track;
    track.complaint = context.view.complaint.id;
    track.kind = call.arguments.at(0);
    track.opened_at = context.with.now;
    track.opened_by = context.actor.officer;
    track.opened_for = context.actor.acting_for;
    track.data = boost::json::serialize(data_of(context, call, {}));
    decision.tracks.push_back({Kind::open, std::move(track)});
}

/// open_track(kind, field, …): the same, or takes over the one that runs already (a draft of the system's).
void open_track(const EffectContext& context, const Call& call, Decision& decision) {
    auto* track = edit(context, decision, call.arguments.at(0));
    if (track == nullptr) return add_track(context, call, decision);
    track->opened_by = context.actor.officer;
    track->opened_for = context.actor.acting_for;
    track->data = boost::json::serialize(data_of(context, call, track_data(*track)));
}

/// note_track(kind, field, …): keeps more of the input with the running track.
void note_track(const EffectContext& context, const Call& call, Decision& decision) {
    if (auto* track = edit(context, decision, call.arguments.at(0)))
        track->data = boost::json::serialize(data_of(context, call, track_data(*track)));
}

/// approve_track(kind): what was proposed is decided, or issued, and runs.
void approve_track(const EffectContext& context, const Call& call, Decision& decision) {
    if (auto* track = edit(context, decision, call.arguments.at(0))) track->state = "approved";
}

void finish(const EffectContext& context, records::Track& track, const std::string& result) {
    track.state = result == "refused" ? "refused" : "done";
    track.result = result;
    track.ended_at = context.with.now;
    track.ended_by = context.actor.officer;
}

/// end_track(kind, result): ends every running track of the kind; "=field" takes the result from the input.
void end_track(const EffectContext& context, const Call& call, Decision& decision) {
    auto result = call.arguments.at(1);
    if (result.starts_with('=')) result = text_of(context, result.substr(1));
    for (const auto& track : context.view.tracks) {
        const bool waits = std::ranges::none_of(decision.tracks, [&](const TrackChange& change) {
            return change.change == Kind::change && change.track.id == track.id;
        });
        if (track.kind == call.arguments[0] && track.ended_at == 0 && waits)
            decision.tracks.push_back({Kind::change, track});
    }
    for (auto& change : decision.tracks) {
        if (change.track.kind == call.arguments[0] && change.track.ended_at == 0)
            finish(context, change.track, result);
    }
}

/// keep_state: a withdrawal remembers where the case goes back to when it is refused.
void keep_state(const EffectContext& context, const Call&, Decision& decision) {
    auto* track = edit(context, decision, "withdrawal");
    if (track == nullptr) return;
    auto data = track_data(*track);
    data["state"] = context.view.complaint.state;
    track->data = boost::json::serialize(data);
}

/// take_answer: the respondent answers the 督办书 that was issued, else the inquiry; a letter that was only
/// drafted is not needed any more.
void take_answer(const EffectContext& context, const Call&, Decision& decision) {
    auto* letter = edit(context, decision, "supervision");
    if (letter != nullptr) finish(context, *letter, letter->state == "approved" ? "answered" : "overtaken");
    if (auto* inquiry = edit(context, decision, "inquiry")) finish(context, *inquiry, "answered");
}

/// mark_improper: the last answer is found not to be as required.
void mark_improper(const EffectContext& context, const Call&, Decision& decision) {
    for (const auto* kind : {"supervision", "inquiry"}) {
        const auto* track = last_track(context.view.tracks, kind);
        if (track == nullptr || track->result != "answered") continue;
        decision.tracks.push_back({Kind::change, *track});
        decision.tracks.back().track.result = "improper";
        return;
    }
}

const records::CaseClock* last_clock(const CaseView& view, std::string_view kind) {
    const auto found =
        std::ranges::find(view.clocks.rbegin(), view.clocks.rend(), kind, &records::CaseClock::kind);
    return found == view.clocks.rend() ? nullptr : &*found;
}

void extend_to(const EffectContext& context, Decision& decision, std::string_view kind,
               std::string_view cap_rule, const std::string& until) {
    const auto* clock = last_clock(context.view, kind);
    const auto day = base::parse_day(until);
    const auto cap = bound_day(cap_rule, context.view, context.with);
    if (clock == nullptr || clock->state != "running" || !day || !cap) return;
    run_clock(decision, ClockChange::Kind::extend, extend(*clock, *day, *cap, context.with.calendar),
              clock->due_legal);
}

/// extend_handling: the handling term ends on the date that was proposed (T15).
void extend_handling(const EffectContext& context, const Call&, Decision& decision) {
    const auto* track = running_track(context.view.tracks, "extension");
    if (track == nullptr) return;
    extend_to(context, decision, "handling", "day90", track_text(*track, "new_date"));
}

/// extend_supplement: the supplement term ends on the date given.
void extend_supplement(const EffectContext& context, const Call&, Decision& decision) {
    extend_to(context, decision, "supplement", "supplement_cap", text_of(context, "until"));
}

/// reopen_handling: the handling term runs on from the receipt of the materials to the date given (T18).
void reopen_handling(const EffectContext& context, const Call&, Decision& decision) {
    const auto* before = last_clock(context.view, "handling");
    const auto day = base::parse_day(text_of(context, "new_date"));
    const auto cap = bound_day("day90", context.view, context.with);
    if (before == nullptr || !day || !cap) return;
    auto again = *before;
    again.id = 0;
    again.state = "running";
    again.started_at = context.with.now;
    again.ended_at = 0;
    again.late = false;
    run_clock(decision, ClockChange::Kind::start, extend(std::move(again), *day, *cap, context.with.calendar),
              "");
}

constexpr Effect table[] = {
    {"add_track", add_track},
    {"open_track", open_track},
    {"note_track", note_track},
    {"approve_track", approve_track},
    {"end_track", end_track},
    {"keep_state", keep_state},
    {"take_answer", take_answer},
    {"mark_improper", mark_improper},
    {"extend_handling", extend_handling},
    {"extend_supplement", extend_supplement},
    {"reopen_handling", reopen_handling},
};

}  // namespace

std::span<const Effect> of_tracks() {
    return table;
}

}  // namespace qingqian::workflow::effects
