#include <algorithm>

#include "workflow/bounds.hpp"
#include "workflow/guard_parts.hpp"
#include "workflow/tracks.hpp"

// Guards about tracks in general, extension (延期), redo (退回重办) and withdrawal (撤回).
namespace qingqian::workflow::guards {
namespace {

/// track_runs(kind, state): a track of that kind runs; with a second argument it stands in that state.
void track_runs(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& kind = call.arguments.at(0);
    const auto* track = running_track(context.view.tracks, kind);
    const bool stands = track != nullptr && (call.arguments.size() < 2 || track->state == call.arguments[1]);
    if (stands) return;
    objections.reasons.push_back(
        problem_in_words("track_missing", {{"track", label_of_track(context.definition, kind)}}));
}

/// track_rests(kind, state): no track of that kind runs; with a second argument none in that state.
void track_rests(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& kind = call.arguments.at(0);
    const auto* track = running_track(context.view.tracks, kind);
    if (track == nullptr || (call.arguments.size() > 1 && track->state != call.arguments[1])) return;
    objections.reasons.push_back(
        problem_in_words("track_open", {{"track", label_of_track(context.definition, kind)}}));
}

/// track_by_other(kind): somebody else proposed what is to be decided; neither the officer himself nor the
/// one whom he stands in for (c.2).
void track_by_other(const GuardContext& context, const Call& call, Objections& objections) {
    const auto* track = running_track(context.view.tracks, call.arguments.at(0));
    if (track == nullptr || context.actor.officer == 0) return;
    for (const auto decides : {context.actor.officer, context.actor.acting_for}) {
        if (decides != 0 && (decides == track->opened_by || decides == track->opened_for)) {
            objections.reasons.push_back(base::problem("same_officer"));
            return;
        }
    }
}

/// not_own_case: the actor has the case not in hand himself, nor has the one whom he stands in for: who
/// handles a case does not approve its extension (c.2), whoever proposed it.
void not_own_case(const GuardContext& context, const Call&, Objections& objections) {
    const auto assignee = context.view.complaint.assignee;
    if (assignee == 0) return;
    if (assignee == context.actor.officer || assignee == context.actor.acting_for)
        objections.reasons.push_back(base::problem("handler_may_not_approve"));
}

/// extension_in_time: not later than the legal date of the handling term (条例 25¶2); never back-dated.
void extension_in_time(const GuardContext& context, const Call&, Objections& objections) {
    const auto* clock = open_clock(context.view, "handling");
    if (clock == nullptr) {
        objections.reasons.push_back(problem_in_words(
            "clock_not_running", {{"clock", label_of_clock(context.definition, "handling")}}));
    } else if (passed(context, *clock)) {
        objections.reasons.push_back(
            problem_in_words("extension_too_late", {{"due", plain(clock->due_legal)}}));
    }
}

/// extension_left: a working day is left between the legal date of the handling term and day 90.
void extension_left(const GuardContext& context, const Call&, Objections& objections) {
    const auto* clock = open_clock(context.view, "handling");
    const auto cap = bound_day("day90", context.view, context.with);
    if (clock == nullptr || !cap || !extension_days(*clock, *cap, context.with.calendar).empty()) return;
    objections.reasons.push_back(problem_in_words("beyond_day_90", {{"max", plain(base::to_iso(*cap))}}));
}

/// works_on(field): the day given is a working day, so that the date told is the date that binds.
void works_on(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& field = call.arguments.at(0);
    const auto day = base::parse_day(text_of(context, field));
    if (day && !context.with.calendar.is_working_day(*day))
        objections.faults.push_back(base::fault("/" + field, "not_a_working_day"));
}

/// proposed_date_stands: the date proposed still lies after the legal date and within day 90.
void proposed_date_stands(const GuardContext& context, const Call&, Objections& objections) {
    const auto* track = running_track(context.view.tracks, "extension");
    const auto* clock = open_clock(context.view, "handling");
    const auto cap = bound_day("day90", context.view, context.with);
    if (track == nullptr || clock == nullptr || !cap) return;  // other guards say so
    const auto proposed = track_text(*track, "new_date");
    if (proposed <= clock->due_legal || proposed > base::to_iso(*cap)) {
        objections.reasons.push_back(problem_in_words("beyond_day_90", {{"max", plain(base::to_iso(*cap))}}));
    }
}

/// redo_in_time: a working day is left of the 90 days from the receipt of the materials (T18).
void redo_in_time(const GuardContext& context, const Call&, Objections& objections) {
    const auto cap = bound_day("day90", context.view, context.with);
    if (!cap) return;
    for (auto day = base::legal_day(context.with.now) + std::chrono::days{1}; day <= *cap;
         day += std::chrono::days{1}) {
        if (context.with.calendar.is_working_day(day)) return;
    }
    objections.reasons.push_back(problem_in_words("beyond_day_90", {{"max", plain(base::to_iso(*cap))}}));
}

/// supplement_extendable: the supplement term is not over, and a working day is left before its cap.
void supplement_extendable(const GuardContext& context, const Call&, Objections& objections) {
    const auto* clock = open_clock(context.view, "supplement");
    const auto cap = bound_day("supplement_cap", context.view, context.with);
    if (clock == nullptr || !cap) return;  // clock_runs says so
    if (passed(context, *clock)) {
        objections.reasons.push_back(problem_in_words("term_over", {{"due", plain(clock->due_legal)}}));
    } else if (extension_days(*clock, *cap, context.with.calendar).empty()) {
        objections.reasons.push_back(problem_in_words("term_over", {{"due", plain(base::to_iso(*cap))}}));
    }
}

/// declared(field): the declaration named is ticked (T21: reason and signature).
void declared(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& field = call.arguments.at(0);
    const auto* value = given(context, field);
    if (value == nullptr || !value->as_bool())
        objections.faults.push_back(base::fault("/" + field, "signature_needed"));
}

/// voluntariness_confirmed: after a 督办书 whoever confirms a withdrawal says that it is voluntary (条例 20).
void voluntariness_confirmed(const GuardContext& context, const Call&, Objections& objections) {
    const auto* letter = last_track(context.view.tracks, "supervision");
    if (letter == nullptr || letter->state == "open") return;
    const auto* voluntary = given(context, "voluntary");
    if (voluntary == nullptr) {
        objections.faults.push_back(base::fault("/voluntary", "voluntary_needed"));
    } else if (!voluntary->as_bool()) {
        objections.faults.push_back(base::fault("/voluntary", "not_voluntary"));
    }
}

constexpr Guard table[] = {
    {"track_runs", false, track_runs},
    {"track_rests", false, track_rests},
    {"track_by_other", false, track_by_other},
    {"not_own_case", false, not_own_case},
    {"extension_in_time", false, extension_in_time},
    {"extension_left", false, extension_left},
    {"works_on", true, works_on},
    {"proposed_date_stands", false, proposed_date_stands},
    {"redo_in_time", false, redo_in_time},
    {"supplement_extendable", false, supplement_extendable},
    {"declared", true, declared},
    {"voluntariness_confirmed", true, voluntariness_confirmed},
};

}  // namespace

std::span<const Guard> of_tracks() {
    return table;
}

}  // namespace qingqian::workflow::guards
