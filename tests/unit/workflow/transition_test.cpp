#include <doctest/doctest.h>

#include <algorithm>

#include "support.hpp"
#include "workflow/tracks.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// Rows T10 to T24 of the table of transitions, each with who, condition, deadline and telling. The earlier
// rows stand in decide_test.cpp.
namespace {

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor head = officer(2, "intake_head", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);
const records::Actor handling_head = officer(4, "handling_head", handling_id);
const records::Actor supervisor = officer(5, "supervisor", 99);
const records::Actor respondent{"respondent", 0, "", 0, {}, 7};

Decision decided(const CaseView& view, const std::string& action, const records::Actor& actor,
                 const std::string& day) {
    const auto result = take(view, action, actor, sound_input(action, view, at(day)), at(day));
    if (!result) FAIL(action << ": " << reasons_of(result.error()) << fields_of(result.error()));
    return *result;
}

std::string why_not(const CaseView& view, const std::string& action, const records::Actor& actor,
                    const std::string& day) {
    return refused(view, action, actor, sound_input(action, view, at(day)), at(day));
}

bool tells(const Decision& decision, std::string_view event, std::string_view audience) {
    return std::ranges::any_of(decision.notices, [&](const Notice& notice) {
        return notice.event == event &&
               std::ranges::find(notice.audiences, audience) != notice.audiences.end();
    });
}

const records::CaseClock* running(const CaseView& view, std::string_view kind) {
    const auto found = std::ranges::find_if(view.clocks, [&](const records::CaseClock& clock) {
        return clock.kind == kind && clock.state == "running";
    });
    return found == view.clocks.end() ? nullptr : &*found;
}

// HANDLING since 2026-11-23, inquiry sent the same day: due 2026-12-07.
CaseView inquired() {
    return after(case_in("HANDLING"), "inquire", handler);
}

// The inquiry was ignored and the letter issued on 2026-12-08: due 2026-12-15.
CaseView urged() {
    auto view = after(inquired(), "draft_supervision_letter", handler, at("2026-12-08"));
    return after(view, "issue_supervision_letter", handling_head, at("2026-12-08"));
}

// The letter was ignored, too, and the respondent summoned.
CaseView pressed() {
    auto view = after(urged(), "note_supervision_ignored", system_actor(), at("2026-12-16"));
    return after(view, "summon_interview", handling_head, at("2026-12-16"));
}

}  // namespace

TEST_CASE("T10: a return says why, within 5 working days of the receipt of the materials") {
    const auto view = case_in("HANDLING");
    CHECK(refused(view, "return", handler, {}) == "/reason:required");
    CHECK(refused(view, "return", handler, {{"reason", "不归我管"}}) == "/reason:too_short");
    CHECK(why_not(view, "return", handler, "2026-11-30") == "decided");
    CHECK(why_not(view, "return", handler, "2026-12-01") == "term_over");
    CHECK(why_not(case_in("TRANSFERRED"), "return", handler, "2026-12-01") == "decided");
    const auto decision = decided(view, "return", handler, "2026-11-24");
    CHECK(decision.complaint.state == "RETURNED");
    CHECK(tells(decision, "RETURNED", "complainant"));
    CHECK(decision.documents.at(0).infix == "退");
}

TEST_CASE(
    "T11: a new department, or back with reasons; neither the transfer nor a handling term begins anew") {
    const auto returned = after(case_in("HANDLING"), "return", handler, at("2026-11-24"));
    CHECK(running(returned, "transfer") == nullptr);
    const auto back = after(returned, "send_back", intake, at("2026-11-25"));
    CHECK(back.complaint.state == "TRANSFERRED");
    CHECK(running(back, "transfer") == nullptr);
    const auto signed_again = after(back, "sign_for", handler, at("2026-11-26"));
    CHECK(running(signed_again, "handling")->started_day == "2026-11-23");

    CHECK(refused(returned, "reroute", intake, {{"handling_body", "NJ-GXJ"}}) == "/handling_body:same_body");
    const auto rerouted = decided(returned, "reroute", intake, "2026-11-25");
    CHECK(rerouted.complaint.handling_body == 21);
    CHECK(tells(rerouted, "REROUTED", "complainant"));
    const auto elsewhere =
        after(stored(returned, rerouted, intake), "sign_for", officer(9, "handler", 21), at("2026-11-26"));
    CHECK(running(elsewhere, "handling")->started_day == "2026-11-26");
    CHECK(std::ranges::count_if(elsewhere.parts, [](const auto& part) { return part.until == 0; }) == 1);
    CHECK(refused(returned, "send_back", intake, {{"reason", "不同意"}}) == "/reason:too_short");
}

TEST_CASE("主办, 协办: co-handling bodies are handling bodies, take part once and may leave") {
    const auto view = case_in("HANDLING");
    const auto with_co = after(view, "add_co_bodies", head);
    CHECK(with_co.parts.back().role == "co");
    CHECK(refused(with_co, "add_co_bodies", head, sound_input("add_co_bodies")) ==
          "/co_bodies/0:body_takes_part");
    CHECK(refused(view, "add_co_bodies", head,
                  {{"co_bodies", {"NJ-GXJ"}}, {"reason", "同一单位不能协办自己。"}}) ==
          "/co_bodies/0:body_takes_part");
    CHECK(refused(view, "remove_co_body", head, sound_input("remove_co_body")) == "no_co_body");
    CHECK(after(with_co, "remove_co_body", head).parts.back().until != 0);
    // It may note, and nothing more.
    const auto colleague = officer(8, "handler", 22);
    CHECK(refused(with_co, "note", colleague, sound_input("note")) == "decided");
    CHECK(refused(with_co, "inquire", colleague, sound_input("inquire")) == "wrong_body");
}

TEST_CASE(
    "T12, 条例 art. 25(3): the respondent gets an extract and 10 working days, the complainant no reasons") {
    const auto decision = decided(case_in("HANDLING"), "inquire", handler, "2026-11-23");
    CHECK(decision.values.contains("extract"));
    CHECK(decision.clocks.at(0).clock.due_legal == "2026-12-07");
    CHECK(decision.documents.at(0).track == "inquiry");
    CHECK(tells(decision, "INQUIRY", "respondent"));
    const auto view = inquired();
    CHECK(why_not(view, "inquire", handler, "2026-11-24") == "track_open");
    const auto answer = decided(view, "answer", respondent, "2026-12-01");
    CHECK(answer.tracks.at(0).track.result == "answered");
    CHECK(answer.clocks.at(0).clock.state == "met");
    auto input = sound_input("answer");
    input.erase("reason");
    CHECK(refused(view, "answer", respondent, input) == "/reason:reason_needed");
    CHECK(refused(case_in("HANDLING"), "answer", respondent, sound_input("answer")) == "answer_not_awaited");
    auto stranger = respondent;
    stranger.complaint = 8;
    CHECK(refused(view, "answer", stranger, sound_input("answer")) == "wrong_role");
    CHECK(decided(view, "remind_respondent", handler, "2026-12-01").clocks.empty());
}

TEST_CASE("T13: a 督办书 needs an inquiry unanswered in time, or improperly answered; the head signs it") {
    const auto view = inquired();
    CHECK(why_not(view, "draft_supervision_letter", handler, "2026-12-07") == "supervision_unfounded");
    CHECK(why_not(view, "draft_supervision_letter", handler, "2026-12-08") == "decided");
    CHECK(why_not(view, "propose_supervision", system_actor(), "2026-12-07") == "clock_not_passed");
    const auto proposed = after(view, "propose_supervision", system_actor(), at("2026-12-08"));
    CHECK(running_track(proposed.tracks, "supervision")->state == "open");
    CHECK_FALSE(
        tells(decided(view, "propose_supervision", system_actor(), "2026-12-08"), "URGED", "respondent"));
    CHECK(why_not(proposed, "issue_supervision_letter", handler, "2026-12-08") == "wrong_role");
    const auto issued = decided(proposed, "issue_supervision_letter", handling_head, "2026-12-08");
    CHECK(issued.documents.at(0).infix == "督");
    CHECK(issued.documents.at(0).body == handling_id);
    CHECK(issued.documents.at(0).track == "supervision");
    CHECK(tells(issued, "URGED", "respondent"));
    CHECK(tells(issued, "URGED", "accepting_body"));

    const auto improper = after(after(view, "answer", respondent, at("2026-12-01")), "reject_answer", handler,
                                at("2026-12-02"));
    CHECK(why_not(improper, "draft_supervision_letter", handler, "2026-12-02") == "decided");
    CHECK(why_not(view, "reject_answer", handler, "2026-12-02") == "answer_not_given");
}

TEST_CASE("T14: no 约谈, 通报 or 责令整改 before a 督办书 was ignored or improperly answered") {
    for (const auto* action : {"summon_interview", "circulate", "order_rectification"}) {
        CAPTURE(action);
        CHECK(why_not(inquired(), action, handling_head, "2026-12-08") == "pressure_unfounded");
        CHECK(why_not(urged(), action, handling_head, "2026-12-15") == "pressure_unfounded");
        CHECK(why_not(urged(), action, handling_head, "2026-12-16") == "decided");
        CHECK(why_not(urged(), action, handler, "2026-12-16") == "wrong_role");
        const auto answered = after(urged(), "answer", respondent, at("2026-12-10"));
        CHECK(why_not(answered, action, handling_head, "2026-12-20") == "pressure_unfounded");
        const auto improper = after(answered, "reject_answer", handler, at("2026-12-11"));
        CHECK(why_not(improper, action, handling_head, "2026-12-11") == "decided");
    }
    const auto view = pressed();
    CHECK(last_track(view.tracks, "supervision")->result == "ignored");
    CHECK(why_not(view, "summon_interview", handling_head, "2026-12-17") == "track_open");
    CHECK(
        last_track(after(view, "record_interview", handler, at("2026-12-18")).tracks, "interview")->result ==
        "ignored");
    CHECK(why_not(view, "circulate", supervisor, "2026-12-17") == "decided");
}

TEST_CASE(
    "T15, a.3 H′: another than the proposer approves, not after the legal date of H, never beyond day 90") {
    const auto view = case_in("HANDLING");  // H: 2026-12-23; raw day 90: 2027-02-21
    const auto ask = [&](const std::string& day, const std::string& until) {
        auto input = sound_input("propose_extension");
        input["new_date"] = until;
        return refused(view, "propose_extension", handler, input, at(day));
    };
    CHECK(ask("2026-12-01", "2026-12-23") == "/new_date:date_too_early");
    CHECK(ask("2026-12-01", "2027-02-22") == "/new_date:date_beyond_day_90");
    CHECK(ask("2026-12-01", "2027-01-16") == "/new_date:not_a_working_day");
    CHECK(ask("2026-12-24", "2027-01-15") == "extension_too_late");
    const auto proposer = officer(3, "handling_head", handling_id);
    const auto proposed = after(view, "propose_extension", proposer, at("2026-12-01"));
    CHECK(why_not(proposed, "approve_extension", proposer, "2026-12-02") ==
          "same_officer,handler_may_not_approve");
    CHECK(why_not(proposed, "approve_extension", handler, "2026-12-02") == "wrong_role");
    // c.2: the approver is not the handler, even of what a colleague proposed; nor is who stands in for him.
    auto own = proposed;
    own.complaint.assignee = handling_head.officer;
    CHECK(why_not(own, "approve_extension", handling_head, "2026-12-02") == "handler_may_not_approve");
    auto deputy = officer(6, "handler", handling_id);
    deputy.represents.push_back({handling_head.officer, "absent", handling_id, {"handling_head"}});
    CHECK(why_not(own, "approve_extension", deputy, "2026-12-02") == "handler_may_not_approve");
    CHECK(why_not(own, "refuse_extension", handling_head, "2026-12-02") == "decided");
    CHECK(why_not(proposed, "approve_extension", handling_head, "2026-12-24") == "extension_too_late");
    const auto approved = decided(proposed, "approve_extension", handling_head, "2026-12-23");
    const auto until = track_text(approved.tracks.at(0).track, "new_date");
    CHECK(approved.complaint.due == until);
    CHECK(tells(approved, "EXTENDED", "complainant"));
    CHECK_FALSE(tells(approved, "EXTENDED", "respondent"));  // it does not know of the complaint yet
    const auto extended = stored(proposed, approved, handling_head);
    // A second one lies after the first, inside the same 90 days.
    auto again = sound_input("propose_extension");
    again["new_date"] = until;
    CHECK(refused(extended, "propose_extension", handler, again, at("2026-12-24")) ==
          "/new_date:date_too_early");
    CHECK(why_not(extended, "propose_extension", handler, "2026-12-24") == "decided");
    const auto kept = after(proposed, "refuse_extension", handling_head, at("2026-12-02"));
    CHECK(kept.complaint.due == "2026-12-23");
    const auto offered =
        offers(complaint_definition(), view, handler, shipped_calendar(), shipped_terms(), at("2026-12-01"));
    const auto offer = std::ranges::find_if(
        offered, [](const Offer& one) { return one.action->name == "propose_extension"; });
    CHECK(offer->days.at("new_date").min == "2026-12-24");
    CHECK(offer->days.at("new_date").max == "2027-02-21");
}

TEST_CASE("T18: redoing counts inside the 90 days from the first receipt") {
    const auto view = case_in("REPLIED");
    auto input = sound_input("redo", view, at("2026-12-01"));
    input["new_date"] = "2027-02-22";
    CHECK(refused(view, "redo", head, input, at("2026-12-01")) == "/new_date:date_beyond_day_90");
    input["new_date"] = "2027-01-15";
    const auto redone = take(view, "redo", head, input, at("2026-12-01"));
    REQUIRE(redone);
    CHECK(redone->complaint.state == "HANDLING");
    CHECK(redone->complaint.due == "2027-01-15");
    CHECK(running(stored(view, *redone, head), "handling")->started_day == "2026-11-23");
    CHECK(why_not(view, "redo", head, "2027-02-21") == "beyond_day_90");
    const auto again = after(stored(view, *redone, head), "reply", handler, at("2026-12-20"));
    CHECK(again.complaint.rating == 0);
}

TEST_CASE("T21: a withdrawal has a reason and is signed by the legal representative") {
    auto input = sound_input("request_withdrawal");
    input.erase("signed");
    CHECK(refused(case_in("SUBMITTED"), "request_withdrawal", complainant(), input) == "/signed:required");
    input["signed"] = false;
    CHECK(refused(case_in("SUBMITTED"), "request_withdrawal", complainant(), input) ==
          "/signed:signature_needed");
    // An officer who enters what came by letter declares the same.
    CHECK(refused(case_in("SUBMITTED"), "request_withdrawal", intake, input) == "/signed:signature_needed");
    input["signed"] = true;
    input.erase("reason");
    CHECK(refused(case_in("SUBMITTED"), "request_withdrawal", complainant(), input) == "/reason:required");
}

TEST_CASE("T21: the state is kept, confirmed by who has it, voluntary after a 督办书") {
    const auto before = after(case_in("SUBMITTED"), "request_withdrawal", complainant());
    CHECK(owner_of(complaint_definition(), before) == "accepting");
    CHECK(running(before, "review") != nullptr);  // all terms run on
    CHECK(refused(before, "confirm_withdrawal", handler, {}) == "wrong_body");
    CHECK(after(before, "confirm_withdrawal", head).complaint.state == "WITHDRAWN");
    CHECK(after(before, "refuse_withdrawal", head).complaint.state == "SUBMITTED");

    const auto late = after(urged(), "request_withdrawal", complainant(), at("2026-12-09"));
    CHECK(owner_of(complaint_definition(), late) == "handling");
    CHECK(refused(late, "confirm_withdrawal", head, {{"voluntary", true}}, at("2026-12-09")) == "wrong_body");
    CHECK(refused(late, "confirm_withdrawal", handler, {}, at("2026-12-09")) ==
          "/voluntary:voluntary_needed");
    CHECK(refused(late, "confirm_withdrawal", handler, {{"voluntary", false}}, at("2026-12-09")) ==
          "/voluntary:not_voluntary");
    const auto gone = decided(late, "confirm_withdrawal", handler, "2026-12-09");
    CHECK(tells(gone, "WITHDRAWN", "respondent"));
    CHECK_FALSE(tells(decided(before, "confirm_withdrawal", head, "2026-11-24"), "WITHDRAWN", "respondent"));
    CHECK(gone.complaint.due.empty());
    CHECK(why_not(case_in("REPLIED"), "request_withdrawal", complainant(), "2026-12-01") == "wrong_state");
}

TEST_CASE("T22: termination names a ground of a.5 and what it needs") {
    const auto view = case_in("HANDLING");
    auto input = sound_input("terminate");
    input["ground"] = "unreachable";
    CHECK(refused(view, "terminate", handler, input, at("2026-12-10")) ==
          "/first_notice:notices_needed /second_notice:notices_needed");
    input["first_notice"] = "2026-11-25";
    input["second_notice"] = "2026-11-25";
    CHECK(refused(view, "terminate", handler, input, at("2026-12-10")) == "/second_notice:notices_needed");
    input["second_notice"] = "2026-12-05";
    CHECK(refused(view, "terminate", handler, input, at("2026-12-10")) == "decided");
    CHECK(refused(view, "terminate", head, input, at("2026-12-10")) == "wrong_body");
    input["ground"] = "duplicate";
    CHECK(refused(view, "terminate", handler, input, at("2026-12-10")) == "/case:required");
    CHECK(decided(case_in("ACCEPTED"), "terminate", head, "2026-11-24").complaint.state == "TERMINATED");
    CHECK(why_not(case_in("SUBMITTED"), "terminate", head, "2026-11-24") == "wrong_state");
}

TEST_CASE("T22, h.6: a court that takes the matter after acceptance ends the case wherever it stands then") {
    const std::pair<const char*, const records::Actor*> owners[] = {
        {"ACCEPTED", &head},    {"TRANSFERRED", &handler}, {"RETURNED", &head},
        {"HANDLING", &handler}, {"REPLIED", &head},        {"FOLLOWUP", &handler}};
    for (const auto& [state, owner] : owners) {
        CAPTURE(state);
        const auto view = case_in(state);
        const auto ended = decided(view, "terminate", *owner, "2026-11-25");
        CHECK(ended.complaint.state == "TERMINATED");
        CHECK(ended.complaint.due.empty());
        CHECK(tells(ended, "TERMINATED", "complainant"));
        const auto kept = stored(view, ended, *owner);
        CHECK(std::ranges::none_of(kept.clocks, [](const auto& clock) { return clock.ended_at == 0; }));
        // Once a result was given, grounds that it has answered end nothing.
        auto input = sound_input("terminate");
        input["ground"] = "out_of_scope";
        const bool replied = view.complaint.state == "REPLIED" || view.complaint.state == "FOLLOWUP";
        CHECK(refused(view, "terminate", *owner, input, at("2026-11-25")) ==
              (replied ? "/ground:ground_not_here" : "decided"));
    }
}

TEST_CASE("T17, T18: who closes a case whose complainant is not satisfied says why it is not redone") {
    const auto close = [](const CaseView& view, boost::json::object input) {
        input["outcome"] = "O2";
        input["callback"] = "reached";
        return refused(view, "close", head, input, at("2026-11-26"));
    };
    const auto view = case_in("REPLIED");
    CHECK(close(view, {}) == "decided");
    const auto rated = after(view, "evaluate", complainant(), at("2026-11-24"));  // two of five
    CHECK(close(rated, {}) == "/no_redo_reason:redo_decision_needed");
    CHECK(close(rated, {{"no_redo_reason", "不重办"}}) == "/no_redo_reason:redo_decision_needed");
    CHECK(close(rated, {{"no_redo_reason", "质保金另有约定，不在本案处理范围。"}}) == "decided");
    CHECK(why_not(rated, "redo", head, "2026-11-26") == "decided");
    auto content = rated;
    content.complaint.rating = 3;
    CHECK(close(content, {}) == "decided");
    content.unsatisfied = true;  // he said so when he was called back
    CHECK(close(content, {}) == "/no_redo_reason:redo_decision_needed");
}

TEST_CASE(
    "约谈: the record is due five working days after the day of the interview; 通报, 曝光 keep theirs") {
    auto view = pressed();  // summoned on 2026-12-16 for 2026-12-18, a Friday
    const auto* record = running(view, "interview_record");
    REQUIRE(record != nullptr);
    CHECK(record->started_day == "2026-12-18");
    CHECK(record->due_legal == "2026-12-25");
    view = after(view, "record_interview", handler, at("2026-12-21"));
    CHECK(running(view, "interview_record") == nullptr);
    auto input = sound_input("circulate");
    input["issued_on"] = "2026-12-22";
    view = after(view, "circulate", handling_head, input, at("2026-12-21"));
    CHECK(track_text(*running_track(view.tracks, "circular"), "issued_on") == "2026-12-22");
    input = sound_input("record_circular");
    input["result_on"] = "2026-12-24";
    CHECK(refused(view, "record_circular", handler, input, at("2026-12-23")) == "/result_on:date_too_late");
    view = after(view, "record_circular", handler, input, at("2026-12-24"));
    CHECK(track_text(*last_track(view.tracks, "circular"), "result_on") == "2026-12-24");
    CHECK(last_track(view.tracks, "circular")->result == "ignored");
}

TEST_CASE("T23: an ended case opens a linked draft on new facts alone") {
    for (const auto* state : {"CLOSED", "REFUSED"}) {
        const auto decision = decided(case_in(state), "reopen", complainant(), "2026-12-01");
        CHECK(decision.opens_draft);
        CHECK(decision.complaint.state == state);
    }
    CHECK(refused(case_in("CLOSED"), "reopen", complainant(), {}) == "/new_facts:required");
    CHECK(why_not(case_in("HANDLING"), "reopen", complainant(), "2026-12-01") == "wrong_state");
}

TEST_CASE(
    "T24, 条例 art. 26: dishonesty needs pressure, a hearing and a second person; exposure needs pressure") {
    CHECK(why_not(urged(), "propose_dishonesty", supervisor, "2026-12-16") == "not_pressed");
    CHECK(why_not(urged(), "expose", supervisor, "2026-12-16") == "not_pressed");
    CHECK(why_not(pressed(), "expose", supervisor, "2026-12-17") == "decided");
    const auto proposed = after(pressed(), "propose_dishonesty", supervisor, at("2026-12-17"));
    CHECK(why_not(proposed, "approve_dishonesty", supervisor, "2026-12-17") == "same_officer,not_heard");
    CHECK(why_not(proposed, "approve_dishonesty", head, "2026-12-24") == "not_heard");
    CHECK(why_not(proposed, "approve_dishonesty", head, "2026-12-25") == "decided");
    const auto heard = after(proposed, "record_hearing", head, at("2026-12-18"));
    const auto found = decided(heard, "approve_dishonesty", head, "2026-12-18");
    CHECK(found.tracks.at(0).track.result == "recognised");
    CHECK(found.documents.at(0).infix == "信");
}
