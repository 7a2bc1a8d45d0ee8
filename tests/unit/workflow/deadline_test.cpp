#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "support.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// The deadlines of a.3 as the workflow sets them, and what never moves them.
namespace {

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);
const records::Actor handling_head = officer(4, "handling_head", handling_id);

const records::CaseClock& clock_of(const CaseView& view, std::string_view kind) {
    const auto found =
        std::ranges::find(view.clocks.rbegin(), view.clocks.rend(), kind, &records::CaseClock::kind);
    REQUIRE(found != view.clocks.rend());
    return *found;
}

}  // namespace

namespace {

/// The unit, length and legal day of a clock begun on Monday, 2026-11-23.
std::string term_of(const CaseView& view, std::string_view kind) {
    const auto& clock = clock_of(view, kind);
    return std::to_string(clock.length) + " " + clock.unit + " " + clock.due_legal;
}

}  // namespace

TEST_CASE("a.3 R: 10 working days from the receipt to review") {
    CHECK(term_of(case_in("SUBMITTED"), "review") == "10 working_days 2026-12-07");
}

TEST_CASE("a.3 T: 10 working days from the formal acceptance to transfer") {
    CHECK(term_of(case_in("ACCEPTED"), "transfer") == "10 working_days 2026-12-07");
}

TEST_CASE("a.3 S: 2 working days to sign for") {
    CHECK(term_of(case_in("TRANSFERRED"), "sign_for") == "2 working_days 2026-11-25");
}

TEST_CASE("a.3 H: 30 calendar days from the receipt of the materials") {
    CHECK(term_of(case_in("HANDLING"), "handling") == "30 calendar_days 2026-12-23");
}

TEST_CASE("a.3: supplement, inquiry, letter, closing and withdrawal in their units and lengths") {
    CHECK(term_of(case_in("SUPPLEMENT"), "supplement") == "10 working_days 2026-12-07");
    CHECK(term_of(case_in("REPLIED"), "closing") == "5 working_days 2026-11-30");
    CHECK(term_of(case_in("WITHDRAW_PENDING"), "withdrawal") == "5 working_days 2026-11-30");
    auto view = after(case_in("HANDLING"), "inquire", handler);
    CHECK(term_of(view, "inquiry_answer") == "10 working_days 2026-12-07");
    view = after(after(view, "draft_supervision_letter", handler, at("2026-12-08")),
                 "issue_supervision_letter", handling_head, at("2026-12-08"));
    CHECK(clock_of(view, "supervision_answer").due_legal == "2026-12-15");
}

TEST_CASE("trap 4: a late transfer does not shorten H; both lates stand by themselves") {
    auto view = after(case_in("ACCEPTED"), "transfer", intake, at("2026-12-20"));
    view = after(view, "sign_for", handler, at("2026-12-21"));
    CHECK(clock_of(view, "transfer").late);
    CHECK(clock_of(view, "handling").started_day == "2026-12-21");
    CHECK(clock_of(view, "handling").due_raw == "2027-01-20");
}

TEST_CASE("T09: unsigned, the materials count as received on the day of the transfer") {
    const auto view = case_in("TRANSFERRED");
    CHECK(refused(view, "deem_signed", system_actor(), {}, at("2026-11-25")) == "clock_not_passed");
    const auto deemed = after(view, "deem_signed", system_actor(), at("2026-11-26"));
    CHECK(deemed.complaint.state == "HANDLING");
    CHECK(clock_of(deemed, "handling").due_legal == "2026-12-23");
}

TEST_CASE("a note, a call-back, an evaluation, handing over or a report of retaliation moves no clock") {
    for (const auto& [state, action, actor] :
         {std::tuple{"HANDLING", "note", handler}, std::tuple{"REPLIED", "record_callback", intake},
          std::tuple{"REPLIED", "evaluate", complainant()}, std::tuple{"HANDLING", "assign", handling_head},
          std::tuple{"HANDLING", "report_retaliation", complainant()}}) {
        CAPTURE(action);
        const auto view = case_in(state);
        const auto decided =
            take(view, action, actor, sound_input(action, view, at("2026-11-25")), at("2026-11-25"));
        REQUIRE(decided);
        CHECK(decided->clocks.empty());
        CHECK(decided->timers.empty());
        CHECK(decided->complaint.due == view.complaint.due);
    }
}

TEST_CASE("an ended case has no deadline left, whatever ran") {
    auto view = after(case_in("HANDLING"), "inquire", handler);
    view = after(view, "propose_extension", handler, at("2026-11-30"));
    view = after(view, "terminate", handler, at("2026-12-01"));
    CHECK(view.complaint.due.empty());
    CHECK(std::ranges::all_of(view.clocks, [](const auto& clock) { return clock.state != "running"; }));
    CHECK(std::ranges::all_of(view.tracks, [](const auto& track) { return track.ended_at != 0; }));
}

TEST_CASE("property: filed later, nothing is due earlier") {
    CHECK(rc::check([] {
        const auto first = *base::parse_day("2026-01-01") + std::chrono::days{*rc::gen::inRange(0, 330)};
        const auto second = first + std::chrono::days{*rc::gen::inRange(0, 40)};
        const auto dues = [](base::Day day) {
            const auto now = base::day_begins(day) + 10 * 3'600'000;
            std::vector<std::string> found;
            auto view = after(draft_case(), "submit", complainant(), now);
            found.push_back(view.complaint.due);
            view = after(view, "accept", intake, now);
            found.push_back(view.complaint.due);
            view = after(view, "transfer", intake, now);
            found.push_back(view.complaint.due);
            view = after(view, "sign_for", handler, now);
            found.push_back(view.complaint.due);
            return found;
        };
        const auto early = dues(first);
        const auto late = dues(second);
        for (std::size_t i = 0; i < early.size(); ++i) RC_ASSERT(early[i] <= late[i]);
    }));
}
