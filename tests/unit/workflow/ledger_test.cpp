#include "workflow/ledger.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "support.hpp"
#include "workflow/plan.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// The ledger (账目), the plan (T19, T20) and outcomes O1 to O8.
namespace {

const records::Actor head = officer(2, "intake_head", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);
const records::Actor respondent{"respondent", 0, "", 0, {}, 7};

records::LedgerEntry entry(std::string kind, std::int64_t fen, std::int64_t corrects = 0) {
    records::LedgerEntry made;
    made.kind = std::move(kind);
    made.amount_fen = fen;
    made.corrects = corrects;
    return made;
}

boost::json::object with(boost::json::object input, std::string_view key, boost::json::value value) {
    input[key] = std::move(value);
    return input;
}

boost::json::object paid(std::int64_t instalment, std::int64_t fen, const std::string& day) {
    return {{"instalment", instalment}, {"amount", fen}, {"paid_on", day}, {"proof", "file-debt_proof"}};
}

}  // namespace

TEST_CASE("a balance adds up by kind; a correction counts towards what it corrects") {
    const auto balance = balance_of({entry("claimed", 1000), entry("verified", 900), entry("undisputed", 600),
                                     entry("disputed", 300), entry("paid", 500), entry("waived", 100),
                                     entry("correction", -200, 5)});
    CHECK(balance.paid == 300);
    CHECK(balance.remaining() == 500);
    CHECK(balance_fault(balance).empty());
    CHECK(balance_of({entry("claimed", 1000)}).remaining() == 1000);
    CHECK(balance_fault(balance_of({entry("claimed", 100), entry("paid", 101)})) == "negative_remainder");
    CHECK(balance_fault(balance_of({entry("verified", 100), entry("disputed", 99)})) == "split");
    CHECK(balance_fault(balance_of({entry("paid", 5), entry("correction", -6, 1)})) == "negative_sum");
}

TEST_CASE("O1 to O8 agree with the balance") {
    const auto fits = [](const char* outcome, std::int64_t undisputed, std::int64_t disputed,
                         std::int64_t amount, std::int64_t planned) {
        Balance balance;
        balance.assessed = true;
        balance.verified = undisputed + disputed;
        balance.undisputed = undisputed;
        balance.disputed = disputed;
        balance.paid = amount;
        balance.planned = planned;
        return outcome_fits(outcome, balance);
    };
    CHECK(fits("O1", 100, 0, 100, 0));
    CHECK_FALSE(fits("O1", 100, 0, 99, 0));
    CHECK_FALSE(fits("O1", 0, 0, 0, 0));
    CHECK(fits("O2", 100, 0, 40, 60));
    CHECK_FALSE(fits("O2", 100, 0, 0, 60));
    CHECK_FALSE(fits("O2", 100, 0, 40, 0));
    CHECK(fits("O3", 100, 0, 0, 100));
    CHECK_FALSE(fits("O3", 100, 0, 1, 99));
    CHECK(fits("O4", 60, 40, 60, 0));
    CHECK_FALSE(fits("O4", 60, 40, 59, 0));
    CHECK(fits("O5", 0, 100, 0, 0));
    CHECK_FALSE(fits("O5", 100, 0, 0, 0));
    CHECK(fits("O6", 0, 0, 0, 0));
    CHECK_FALSE(fits("O6", 1, 0, 0, 0));
    CHECK(fits("O7", 100, 0, 10, 0));
    CHECK_FALSE(fits("O7", 100, 0, 100, 0));
    CHECK(fits("O8", 100, 0, 10, 0));
}

TEST_CASE("a second result enters what it adds, and takes back no payment") {
    const auto redone =
        after(after(case_in("REPLIED"), "redo", head, at("2026-12-01")), "record_payment", handler,
              with(sound_input("record_payment", case_in("REPLIED"), at("2026-12-01")), "amount", 100),
              at("2026-12-01"));
    CHECK(redone.complaint.remaining_fen == 8'649'900);
    auto input = sound_input("reply");
    CHECK(refused(redone, "reply", handler, input, at("2026-12-10")) == "/paid:below_ledger");
    input["paid"] = 10'000'100;
    input["planned"] = 8'649'900;
    const auto again = take(redone, "reply", handler, input, at("2026-12-10"));
    REQUIRE(again);
    CHECK(again->ledger.empty());
    input["verified"] = 18'650'100;
    input["disputed"] = 650'100;
    const auto more = take(redone, "reply", handler, input, at("2026-12-10"));
    REQUIRE(more);
    CHECK(more->ledger.size() == 2);
    CHECK(more->complaint.remaining_fen == 8'650'000);
}

TEST_CASE("T19: a plan rises by day, promises no more than is owed, and its first day runs") {
    const auto view = case_in("REPLIED");
    const auto plan = [](const char* text) {
        return boost::json::object{{"plan", boost::json::parse(text)}};
    };
    CHECK(refused(view, "agree_plan", handler, {}) == "/plan:required");
    CHECK(refused(view, "agree_plan", handler, plan(R"([{"due":"2026-11-23","amount_fen":1}])")) ==
          "/plan/0/due:plan_order");
    CHECK(refused(view, "agree_plan", handler,
                  plan(R"([{"due":"2027-02-01","amount_fen":1},{"due":"2027-01-01","amount_fen":1}])")) ==
          "/plan/1/due:plan_order");
    CHECK(refused(view, "agree_plan", handler, plan(R"([{"due":"2027-02-01","amount_fen":8650001}])")) ==
          "/plan:plan_over");
    CHECK(refused(view, "agree_plan", handler, plan(R"([{"due":"2027-02-30","amount_fen":0}])")) ==
          "/plan/0/due:bad_date /plan/0/amount_fen:too_small");
    const auto agreed = after(
        view, "agree_plan", handler,
        plan(R"([{"due":"2026-12-31","amount_fen":4000000},{"due":"2027-02-26","amount_fen":4650000}])"),
        at("2026-11-24"));
    CHECK(agreed.complaint.state == "FOLLOWUP");
    CHECK(agreed.complaint.due_clock == "instalment");
    CHECK(agreed.complaint.due == "2026-12-31");
    CHECK(promised(agreed.plan) == 8'650'000);
}

TEST_CASE("T20: closing waits until every instalment is paid with its proof; a broken plan goes back") {
    auto view = after(case_in("REPLIED"), "agree_plan", handler,
                      {{"plan", boost::json::parse(R"([{"due":"2026-12-31","amount_fen":4000000},
                                                       {"due":"2027-02-26","amount_fen":4650000}])")}},
                      at("2026-11-24"));
    CHECK(refused(view, "close_plan", head, {{"outcome", "O1"}, {"callback", "reached"}}) ==
          "instalments_open");
    CHECK(refused(view, "prove_instalment", handler, paid(3, 1, "2026-11-24"), at("2026-12-01")) ==
          "/instalment:unknown_instalment");
    CHECK(refused(view, "prove_instalment", handler, paid(1, 4'000'001, "2026-11-24"), at("2026-12-01")) ==
          "/amount:payment_over");
    CHECK(refused(view, "prove_instalment", handler, paid(1, 1, "2026-12-02"), at("2026-12-01")) ==
          "/paid_on:date_too_late");
    CHECK(refused(view, "prove_instalment", handler, with(paid(1, 1, "2026-12-01"), "proof", "nothing"),
                  at("2026-12-01")) == "/proof:unknown_attachment");
    CHECK(refused(view, "prove_instalment", respondent, paid(1, 1, "2026-12-01")) == "wrong_role");
    CHECK(take(view, "offer_proof", respondent, paid(1, 1, "2026-12-01"), at("2026-12-01"))->ledger.empty());
    CHECK(refused(view, "report_default", handler, sound_input("report_default"), at("2026-12-31")) ==
          "no_instalment_overdue");
    const auto broken = after(view, "report_default", handler, at("2027-01-01"));
    CHECK(broken.complaint.state == "REPLIED");
    CHECK(broken.complaint.due_clock == "closing");

    view = after(view, "prove_instalment", handler, paid(1, 1'000'000, "2026-12-10"), at("2026-12-11"));
    CHECK(view.complaint.due == "2026-12-31");
    view = after(view, "prove_instalment", handler, paid(1, 3'000'000, "2026-12-30"), at("2027-01-05"));
    CHECK(view.complaint.due == "2027-02-26");
    CHECK(std::ranges::none_of(view.clocks,
                               [](const auto& clock) { return clock.kind == "instalment" && clock.late; }));
    view = after(view, "prove_instalment", handler, paid(2, 4'650'000, "2027-02-26"), at("2027-02-26"));
    CHECK(view.complaint.remaining_fen == 0);
    CHECK(view.complaint.due.empty());
    CHECK(refused(view, "close_plan", head, {{"outcome", "O2"}, {"callback", "reached"}}) ==
          "/outcome:outcome_amount_mismatch");
    CHECK(refused(view, "close_plan", head, {{"outcome", "O1"}}) == "/callback:required");
    CHECK(after(view, "close_plan", head, at("2027-03-01")).complaint.state == "CLOSED");
}

TEST_CASE("a correction is a counter-entry; the entry stays, and the instalment is open again") {
    auto view = after(case_in("REPLIED"), "agree_plan", handler,
                      {{"plan", boost::json::parse(R"([{"due":"2026-12-31","amount_fen":8650000}])")}},
                      at("2026-11-24"));
    view = after(view, "prove_instalment", handler, paid(1, 8'650'000, "2026-12-10"), at("2026-12-11"));
    const auto place = [&] {
        const auto found = std::ranges::find(view.ledger, 1, &records::LedgerEntry::instalment);
        return found - view.ledger.begin() + 1;
    }();
    const boost::json::object input{
        {"entry", place}, {"amount", 8'640'000}, {"reason", "凭证实际为八万六千四百元。"}};
    CHECK(refused(view, "correct_ledger", handler, with(input, "entry", 1)) == "/entry:entry_stands");
    CHECK(refused(view, "correct_ledger", handler, with(input, "entry", 99)) == "/entry:unknown_entry");
    CHECK(refused(view, "correct_ledger", handler, with(input, "amount", 8'650'000)) == "/amount:entry_same");
    CHECK(refused(view, "correct_ledger", handler, with(input, "amount", 8'650'001)) ==
          "/amount:payment_over");
    const auto corrected = after(view, "correct_ledger", handler, input, at("2026-12-12"));
    CHECK(corrected.complaint.remaining_fen == 10'000);
    CHECK(corrected.plan.at(0).state == "open");
    CHECK(corrected.complaint.due == "2026-12-31");
    CHECK(corrected.ledger.size() > view.ledger.size());
    CHECK(refused(corrected, "correct_ledger", handler, input) == "/entry:entry_stands");
}

TEST_CASE("property: no payments, waivers and corrections make a sum or a remainder negative") {
    CHECK(rc::check([] {
        auto view = case_in("REPLIED");
        for (int i = 0; i < 12; ++i) {
            const auto fen = *rc::gen::inRange<std::int64_t>(1, 6'000'000);
            const auto place = *rc::gen::inRange<std::int64_t>(1, 20);
            const auto which = *rc::gen::inRange(0, 3);
            boost::json::object input{
                {"amount", fen}, {"proof", "file-debt_proof"}, {"reason", "凭书面证明登记这一笔。"}};
            if (which == 0) input["paid_on"] = "2026-11-23";
            if (which == 0) input.erase("reason");
            if (which == 2)
                input = {{"amount", fen}, {"entry", place}, {"reason", "凭证金额登记有误，更正。"}};
            const char* action = which == 0   ? "record_payment"
                                 : which == 1 ? "record_waiver"
                                              : "correct_ledger";
            const auto decided = take(view, action, handler, input, at("2026-11-24"));
            if (!decided) continue;
            view = stored(view, *decided, handler);
            const auto balance = balance_of(view.ledger);
            RC_ASSERT(balance_fault(balance).empty());
            RC_ASSERT(balance.remaining() == view.complaint.remaining_fen);
            RC_ASSERT(balance.planned <= balance.remaining());
        }
    }));
}
