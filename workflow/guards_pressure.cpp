#include <algorithm>

#include "workflow/guard_parts.hpp"
#include "workflow/tracks.hpp"

// Guards of what is asked of the respondent, step by step (条例 25¶3, 26): inquiry, 督办书, 约谈, 通报,
// 责令整改, 失信, 曝光.
namespace qingqian::workflow::guards {
namespace {

// Whether what was asked in a track was not answered within its clock, or not as required.
bool not_met(const GuardContext& context, std::string_view kind, std::string_view clock_kind) {
    const auto* track = last_track(context.view.tracks, kind);
    if (track == nullptr) return false;
    if (track->result == "ignored" || track->result == "improper") return true;
    const auto* clock = open_clock(context.view, clock_kind);
    return track->ended_at == 0 && clock != nullptr && passed(context, *clock);
}

void say_when(const GuardContext& context, std::string_view code, std::string_view clock_kind,
              Objections& objections) {
    const auto* clock = open_clock(context.view, clock_kind);
    const base::Sentence due =
        clock == nullptr ? base::Sentence{"期限", "its term"} : plain(clock->due_legal);
    objections.reasons.push_back(problem_in_words(code, {{"due", due}}));
}

/// answer_awaited: an inquiry, or a 督办书 that was issued, waits for the respondent's answer.
void answer_awaited(const GuardContext& context, const Call&, Objections& objections) {
    const auto* letter = running_track(context.view.tracks, "supervision");
    const bool waits = running_track(context.view.tracks, "inquiry") != nullptr ||
                       (letter != nullptr && letter->state == "approved");
    if (!waits) objections.reasons.push_back(base::problem("answer_not_awaited"));
}

/// answer_given: the respondent answered last what it was asked, so that the answer can be found improper.
void answer_given(const GuardContext& context, const Call&, Objections& objections) {
    const auto answered = [&](std::string_view kind) {
        const auto* track = last_track(context.view.tracks, kind);
        return track != nullptr && track->result == "answered";
    };
    if (!answered("inquiry") && !answered("supervision"))
        objections.reasons.push_back(base::problem("answer_not_given"));
}

/// supervision_founded: the inquiry was not answered in time or not as required (T13:
/// 未及时反馈或者未按规定反馈).
void supervision_founded(const GuardContext& context, const Call&, Objections& objections) {
    if (!not_met(context, "inquiry", "inquiry_answer"))
        say_when(context, "supervision_unfounded", "inquiry_answer", objections);
}

/// pressure_founded: a 督办书 was issued, and its term has passed or its answer was improper (T14:
/// 仍拒不配合).
void pressure_founded(const GuardContext& context, const Call&, Objections& objections) {
    const auto* letter = last_track(context.view.tracks, "supervision");
    const bool issued = letter != nullptr && letter->state != "open";
    if (!issued || !not_met(context, "supervision", "supervision_answer"))
        say_when(context, "pressure_unfounded", "supervision_answer", objections);
}

/// pressed: at least one of 约谈, 通报, 责令整改 was taken (T24).
void pressed(const GuardContext& context, const Call&, Objections& objections) {
    for (const auto* kind : {"interview", "circular", "rectification"}) {
        if (last_track(context.view.tracks, kind) != nullptr) return;
    }
    objections.reasons.push_back(base::problem("not_pressed"));
}

/// heard: the respondent was heard on the proposal, or its term to speak has passed (T24).
void heard(const GuardContext& context, const Call&, Objections& objections) {
    const auto* track = running_track(context.view.tracks, "dishonesty");
    if (track == nullptr) return;  // track_runs says so
    if (!track_text(*track, "hearing").empty()) return;
    const auto* clock = open_clock(context.view, "hearing");
    if (clock == nullptr || !passed(context, *clock)) say_when(context, "not_heard", "hearing", objections);
}

constexpr Guard table[] = {
    {"answer_awaited", false, answer_awaited},
    {"answer_given", false, answer_given},
    {"supervision_founded", false, supervision_founded},
    {"pressure_founded", false, pressure_founded},
    {"pressed", false, pressed},
    {"heard", false, heard},
};

}  // namespace

std::span<const Guard> of_pressure() {
    return table;
}

}  // namespace qingqian::workflow::guards
