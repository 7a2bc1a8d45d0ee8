#include <doctest/doctest.h>

#include <algorithm>

#include "support.hpp"
#include "workflow/clocks.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor head = officer(2, "intake_head", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);
const base::UtcMillis monday = at("2026-11-23");

Decision done(base::Result<Decision> decided) {
    if (!decided) FAIL(reasons_of(decided.error()));
    return *decided;
}

const records::CaseClock& clock_of(const Decision& decision, const std::string& kind) {
    for (const auto& change : decision.clocks) {
        if (change.clock.kind == kind) return change.clock;
    }
    FAIL("no clock " << kind);
    return decision.clocks.front().clock;
}

boost::json::object with(boost::json::object input, std::string_view key, boost::json::value value) {
    input[key] = std::move(value);
    return input;
}

boost::json::object without(boost::json::object input, std::string_view key) {
    input.erase(key);
    return input;
}

}  // namespace

TEST_CASE("T01, 224号文 art. 4: filing starts the review of 10 working days and gives a receipt") {
    const auto decision = done(take(draft_case(), "submit", complainant(), sound_input("submit"), monday));
    CHECK(decision.complaint.state == "SUBMITTED");
    CHECK(decision.complaint.received_at == monday);
    CHECK(decision.complaint.remaining_fen == 18'650'000);
    CHECK(decision.complaint.due == "2026-12-07");
    CHECK(decision.complaint.due_clock == "review");
    const auto& review = clock_of(decision, "review");
    CHECK(review.length == 10);
    CHECK(review.unit == "working_days");
    CHECK(review.started_day == "2026-11-23");
    CHECK(review.due_legal == "2026-12-07");
    CHECK(review.calendar_version == shipped_calendar().version());
    CHECK_FALSE(review.provisional);
    REQUIRE(decision.timers.size() == 1);
    CHECK(decision.timers[0].due_at == base::day_begins(*base::parse_day("2026-12-08")));
    REQUIRE(decision.notices.size() == 1);
    CHECK(decision.notices[0].event == "SUBMITTED");
    CHECK(decision.notices[0].audiences == std::vector<std::string>{"complainant"});
    CHECK(decision.notices[0].values.at("due") == "2026-12-07");
    CHECK(decision.notices[0].values.at("number") == "JSTS20261123000123");
    REQUIRE(decision.ledger.size() == 1);
    CHECK(decision.ledger[0].kind == "claimed");
    CHECK(decision.ledger[0].amount_fen == 18'650'000);
    CHECK(decision.changes.at("state").as_array()[0] == "DRAFT");
    CHECK(decision.changes.at("declarations").as_array()[1].as_array().size() == 4);
    CHECK(decision.values.empty());
}

TEST_CASE("a stored clock explains itself again, day by day, to the same dates") {
    const auto view = case_in("HANDLING");
    for (const auto& clock : view.clocks) {
        const auto explained = explain_clock(shipped_calendar(), clock);
        CHECK(base::to_iso(explained.raw) == clock.due_raw);
        CHECK(base::to_iso(explained.legal) == clock.due_legal);
        CHECK(explained.explain.front().day == *base::parse_day(clock.started_day));
    }
    CHECK(view.clocks.size() == 4);
}

TEST_CASE("a.3 R, 辽宁: a province's stricter review of 7 working days") {
    auto view = draft_case();
    view.complaint.province = "LN";
    const auto decision = done(take(view, "submit", complainant(), sound_input("submit"), monday));
    CHECK(clock_of(decision, "review").due_legal == "2026-12-02");
}

TEST_CASE("b.6: what is missing does not stop a filing, since a supplement may be asked for (T04)") {
    auto view = draft_case();
    view.attachments.clear();
    CHECK(done(take(view, "submit", complainant(), sound_input("submit"), monday)).complaint.state ==
          "SUBMITTED");
}

/// A province that takes no complaint without its materials.
Definition strict_definition() {
    auto strict = complaint_definition();
    for (auto& action : strict.actions) {
        if (action.name == "submit") {
            action.guards.push_back("materials_present(complaint_letter, licence, contract, debt_proof)");
        }
    }
    return strict;
}

TEST_CASE("b.5, b.6: where a definition asks for materials, all that stops a filing is named at once") {
    auto view = draft_case();
    view.attachments[1].removed_at = monday;
    view.attachments[2].verdict = "infected";
    auto input = sound_input("submit");
    input["declarations"].as_array().pop_back();
    const auto decided = decide(strict_definition(), view, "submit", complainant(), input, shipped_calendar(),
                                shipped_terms(), monday);
    REQUIRE_FALSE(decided);
    CHECK(decided.error().status == 409);
    CHECK(reasons_of(decided.error()) == "materials_missing");
    CHECK(fields_of(decided.error()) == "/declarations:declarations_missing");
    const auto& sentences = decided.error().extra.at("reasons").as_array()[0].at("sentences");
    CHECK(sentences.at("zh-CN") == "还缺材料：营业执照、合同或者协议");
    CHECK(sentences.at("en") == "Material is missing: business licence, contract");
    input["declarations"].as_array().push_back(
        input["declarations"].as_array()[0]);  // the same one twice is one
    CHECK(refused(draft_case(), "submit", complainant(), input) == "/declarations:declarations_missing");
    CHECK(refused(draft_case(), "submit", complainant(), {}) == "/declarations:required");
}

TEST_CASE("another person's case: a complainant acts on his own alone") {
    auto other = complainant();
    other.complaint = 8;
    CHECK(refused(draft_case(), "submit", other, sound_input("submit")) == "wrong_role");
    CHECK(refused(draft_case(), "submit", records::Actor{}, sound_input("submit")) == "wrong_role");
}

TEST_CASE("T02: the desk registers a complaint with its channel") {
    const auto decision = done(take(draft_case(), "register", intake, sound_input("register"), monday));
    CHECK(decision.complaint.channel == "phone");
    CHECK(decision.complaint.due == "2026-12-07");
    CHECK(refused(draft_case(), "register", intake, {}) == "/channel:required");
    auto letter = draft_case();
    letter.complaint.channel = "letter";
    CHECK(done(take(letter, "register", intake, {}, monday)).complaint.channel == "letter");
    CHECK(refused(draft_case(), "register", officer(9, "intake", 99), sound_input("register")) ==
          "wrong_body");
}

TEST_CASE("T03, 条例 art. 25: acceptance meets the review and starts 10 working days to transfer") {
    const auto decision = done(take(case_in("SUBMITTED"), "accept", intake, {}, at("2026-11-30")));
    CHECK(clock_of(decision, "review").state == "met");
    CHECK_FALSE(clock_of(decision, "review").late);
    CHECK(clock_of(decision, "transfer").due_legal == "2026-12-14");
    CHECK(decision.complaint.due_clock == "transfer");
    CHECK(decision.complaint.assignee == 1);
    CHECK(decision.notices[0].values.at("due") == "2026-12-14");
}

TEST_CASE("a late decision is possible and marked late, from the day after the legal day") {
    const auto view = case_in("SUBMITTED");
    CHECK_FALSE(clock_of(done(take(view, "accept", intake, {}, at("2026-12-07", 23))), "review").late);
    CHECK(clock_of(done(take(view, "accept", intake, {}, at("2026-12-08", 0))), "review").late);
}

TEST_CASE("T04, 一次性告知: one notice names every defect with its cure and stops the review") {
    const auto view = case_in("SUBMITTED");
    const auto decision =
        done(take(view, "request_supplement", intake, sound_input("request_supplement"), at("2026-11-25")));
    CHECK(clock_of(decision, "review").state == "stopped");
    CHECK(decision.complaint.due_clock == "supplement");
    CHECK(decision.complaint.due == "2026-12-09");
    CHECK(decision.values.contains("items"));
    CHECK_FALSE(decision.changes.contains("items"));
    CHECK(refused(view, "request_supplement", intake, {}) == "/items:required");
    CHECK(refused(view, "request_supplement", intake, {{"items", boost::json::array{}}}) == "/items:too_few");
    CHECK(refused(view, "request_supplement", intake,
                  {{"items", {boost::json::object{{"defect", "  "}, {"remedy", "x"}}}}}) ==
          "/items/0/defect:required /items/0/cure:required /items/0/remedy:unknown_member");
}

TEST_CASE("T05: a re-submission is a new receipt with a new review") {
    const auto decision =
        done(take(case_in("SUPPLEMENT"), "resubmit", complainant(), {{"note", "已补交"}}, at("2026-12-01")));
    CHECK(decision.complaint.state == "SUBMITTED");
    CHECK(decision.complaint.received_at == at("2026-12-01"));
    CHECK(clock_of(decision, "supplement").state == "met");
    CHECK(clock_of(decision, "review").started_day == "2026-12-01");
    CHECK(decision.complaint.due == "2026-12-15");
    CHECK(decision.ledger.empty());
    auto more = case_in("SUPPLEMENT");
    more.complaint.arrears_fen = 18'000'000;
    const auto less = done(take(more, "resubmit", complainant(), {}, at("2026-12-01")));
    REQUIRE(less.ledger.size() == 1);
    CHECK(less.ledger[0].amount_fen == -650'000);
    CHECK(less.complaint.remaining_fen == 18'000'000);
}

TEST_CASE("T06: want of supplement ends the case once the term has passed, not before") {
    const auto view = case_in("SUPPLEMENT");
    CHECK(view.complaint.due == "2026-12-07");
    CHECK(refused(view, "lapse", system_actor(), {}, at("2026-12-07", 23)) == "clock_not_passed");
    CHECK(refused(view, "lapse", intake, {}, at("2026-12-07")) == "clock_not_passed");
    const auto decision = done(take(view, "lapse", system_actor(), {}, at("2026-12-08", 0)));
    CHECK(decision.complaint.state == "TERMINATED");
    CHECK(decision.complaint.closed_at == at("2026-12-08", 0));
    CHECK(decision.complaint.due.empty());
    CHECK(decision.complaint.due_clock.empty());
    CHECK(decision.notices[0].event == "TERMINATED");
    CHECK(action_when_passed(complaint_definition(), "SUPPLEMENT", "supplement")->name == "lapse");
    CHECK(action_when_passed(complaint_definition(), "SUPPLEMENT", "review") == nullptr);
    CHECK(action_when_passed(complaint_definition(), "SUBMITTED", "supplement") == nullptr);
}

TEST_CASE(
    "T07, a.4: refusal takes one main ground, a reason of ten characters and the channel that is open") {
    const auto view = after(case_in("SUBMITTED"), "propose_refusal", intake);
    const auto sound = sound_input("refuse");
    const auto decision = done(take(view, "refuse", head, sound, monday));
    CHECK(decision.complaint.state == "REFUSED");
    CHECK(decision.values.at("reason") == "合同约定的付款期限尚未届满。");
    CHECK(decision.changes.at("ground").as_array()[1] == "N08");
    CHECK(refused(view, "refuse", head, {}) == "/ground:required /reason:required /open_channel:required");
    CHECK(refused(view, "refuse", head, with(sound, "reason", "期限未到        ")) == "/reason:too_short");
    CHECK(refused(view, "refuse", head, with(sound, "ground", "N13")) == "/ground:not_a_choice");
    CHECK(refused(view, "refuse", head, with(sound, "further_grounds", {"N08"})) ==
          "/further_grounds:ground_repeated");
    CHECK(refused(view, "refuse", head, with(sound, "further_grounds", {"N07", "N07"})) ==
          "/further_grounds/1:repeated");
    CHECK(refused(view, "refuse", head, with(sound, "ground", "N04")) == "/provision:provision_needed");
    CHECK(refused(view, "refuse", head, with(sound, "because", 1)) == "/because:unknown_member");
    CHECK(refused(view, "refuse", intake, sound) == "wrong_role");
}

TEST_CASE("c.2: a refusal takes two: who proposed it may not sign it, and nobody signs without a proposal") {
    const auto proposer = records::Actor{"officer", 5, "both", accepting_id, {"intake", "intake_head"}, 0};
    const auto view = case_in("SUBMITTED");
    const auto proposed =
        done(take(view, "propose_refusal", proposer, sound_input("propose_refusal"), monday));
    CHECK(proposed.complaint.state == "SUBMITTED");
    CHECK(proposed.notices.empty());
    CHECK(proposed.complaint.due == view.complaint.due);
    const auto waiting = stored(view, proposed, proposer);
    CHECK(refused(waiting, "refuse", proposer, sound_input("refuse")) == "same_officer");
    CHECK(take(waiting, "refuse", head, sound_input("refuse"), monday));
    CHECK(refused(view, "refuse", head, sound_input("refuse")) == "refusal_not_proposed");
}

TEST_CASE("T08, 条例 art. 25: transfer names a handling body and announces the latest reply") {
    const auto view = case_in("ACCEPTED");
    const auto decision = done(take(view, "transfer", intake, sound_input("transfer"), monday));
    CHECK(decision.complaint.handling_body == handling_id);
    CHECK(decision.complaint.assignee == 0);
    CHECK(clock_of(decision, "transfer").state == "met");
    CHECK(decision.complaint.due == "2026-11-25");  // two working days to sign
    // Signed on 2026-11-25 at the latest, day 30 is 2026-12-25.
    CHECK(decision.notices[0].values.at("due") == "2026-12-25");
    CHECK(decision.notices[0].values.at("body") == "南京市工业和信息化局");
    CHECK(decision.notices[1].audiences == std::vector<std::string>{"handling_body"});
    CHECK(decision.notices[1].values.at("due") == "2026-11-25");
    CHECK(refused(view, "transfer", intake, {{"handling_body", "NOWHERE"}}) == "/handling_body:unknown_body");
    auto supervising = view;
    supervising.bodies[0].kind = "supervising";
    CHECK(refused(supervising, "transfer", intake, sound_input("transfer")) == "/handling_body:unknown_body");
}

TEST_CASE("T09, 条例 art. 25: 30 calendar days run from the receipt of the materials, late transfer or not") {
    const auto view = case_in("TRANSFERRED");
    const auto decision = done(take(view, "sign_for", handler, {}, at("2026-12-01")));
    CHECK(decision.complaint.state == "HANDLING");
    CHECK(decision.complaint.assignee == 3);
    CHECK(clock_of(decision, "sign_for").late);
    const auto& handling = clock_of(decision, "handling");
    CHECK(handling.unit == "calendar_days");
    CHECK(handling.due_raw == "2026-12-31");
    CHECK(handling.provisional);
    CHECK(refused(view, "sign_for", officer(8, "handler", 21), {}) == "wrong_body");
}

TEST_CASE("T16, a.5: the result's amounts balance and fit its outcome") {
    const auto view = case_in("HANDLING");
    const auto sound = sound_input("reply");
    const auto decision = done(take(view, "reply", handler, sound, monday));
    CHECK(decision.complaint.state == "REPLIED");
    CHECK(decision.complaint.outcome == "O2");
    CHECK(decision.complaint.remaining_fen == 8'650'000);
    CHECK(decision.complaint.assignee == 0);
    CHECK(decision.ledger.size() == 5);
    CHECK(decision.values.contains("result"));
    CHECK(decision.notices.size() == 2);
    CHECK(refused(view, "reply", handler, with(sound, "disputed", 1)) == "/disputed:split_mismatch");
    CHECK(refused(view, "reply", handler, with(sound, "paid", 18'650'001)) == "/paid:over_verified");
    CHECK(refused(view, "reply", handler, with(sound, "planned", 8'650'001)) == "/planned:over_verified");
    CHECK(refused(view, "reply", handler, with(sound, "planned", -1)) == "/planned:too_small");
    CHECK(refused(view, "reply", handler, with(sound, "paid", 1.5)) == "/paid:wrong_type");
    CHECK(refused(view, "reply", handler, with(sound, "outcome", "O1")) ==
          "/outcome:outcome_amount_mismatch");
    CHECK(refused(view, "reply", handler, with(sound, "outcome", "O3")) ==
          "/outcome:outcome_amount_mismatch");
    CHECK(refused(view, "reply", handler, with(sound, "outcome", "O6")) ==
          "/outcome:outcome_amount_mismatch");
    CHECK(refused(view, "reply", handler, with(sound, "result", "已处理")) == "/result:too_short");
    CHECK(refused(view, "reply", handler, without(sound, "verified")) == "/verified:required");
}

TEST_CASE("T17: closure confirms the outcome and records the call-back") {
    const auto view = case_in("REPLIED");
    const auto decision = done(take(view, "close", head, sound_input("close"), monday));
    CHECK(decision.complaint.state == "CLOSED");
    CHECK(decision.complaint.closed_at == monday);
    CHECK(decision.complaint.outcome == "O2");
    CHECK_FALSE(decision.changes.contains("outcome"));
    CHECK(decision.changes.at("callback").as_array()[1] == "reached");
    CHECK(refused(view, "close", head, {{"outcome", "O1"}, {"callback", "reached"}}) ==
          "/outcome:outcome_amount_mismatch");
    CHECK(refused(view, "close", head, {{"outcome", "O2"}}) == "/callback:required");
}

TEST_CASE("claim, release and note keep the state and move no clock") {
    const auto view = case_in("SUBMITTED");
    const auto claimed = done(take(view, "claim", intake, {}, monday));
    CHECK(claimed.complaint.assignee == 1);
    CHECK(claimed.clocks.empty());
    CHECK(claimed.timers.empty());
    CHECK(claimed.complaint.due == view.complaint.due);
    const auto mine = stored(view, claimed, intake);
    CHECK(refused(mine, "claim", intake, {}) == "action_already_done");
    CHECK(refused(mine, "claim", officer(6, "intake", accepting_id), {}) == "assigned_to_other");
    CHECK(done(take(mine, "claim", head, {}, monday)).complaint.assignee == 2);
    CHECK(refused(mine, "release", officer(6, "intake", accepting_id), {}) == "assigned_to_other");
    CHECK(done(take(mine, "release", intake, {}, monday)).complaint.assignee == 0);
    CHECK(refused(view, "release", intake, {}) == "not_assigned");
    const auto noted = done(take(view, "note", intake, sound_input("note"), monday));
    CHECK(noted.changes.empty());
    CHECK(noted.clocks.empty());
    CHECK(noted.notices.empty());
    CHECK(noted.values.at("text") == "已电话联系。");
    CHECK(refused(view, "note", handler, sound_input("note")) == "wrong_body");
}
