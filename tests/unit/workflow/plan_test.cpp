#include "workflow/plan.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "support.hpp"
#include "workflow/ledger.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// Instalments: on rest days, paid in time and entered late, agreed anew, given up.
namespace {

const records::Actor head = officer(2, "intake_head", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);

boost::json::object plan(const char* text) {
    return {{"plan", boost::json::parse(text)}};
}

boost::json::object change(const char* text) {
    auto input = plan(text);
    input["reason"] = "双方重新约定了付款时间。";
    return input;
}

boost::json::object paid(std::int64_t instalment, std::int64_t fen, const char* day) {
    return {{"instalment", instalment}, {"amount", fen}, {"paid_on", day}, {"proof", "file-debt_proof"}};
}

boost::json::object waived(std::int64_t fen) {
    return {{"amount", fen}, {"proof", "file-debt_proof"}, {"reason", "双方和解，余款书面放弃。"}};
}

// 86,500.00 yuan in two instalments; the first is due on 2027-01-31, a Sunday: legally on Monday.
CaseView followed() {
    return after(
        case_in("REPLIED"), "agree_plan", handler,
        plan(R"([{"due":"2027-01-31","amount_fen":4000000},{"due":"2027-03-31","amount_fen":4650000}])"),
        at("2026-11-24"));
}

const records::CaseClock& first_instalment(const CaseView& view) {
    return *std::ranges::find(view.clocks, "instalment", &records::CaseClock::kind);
}

std::vector<std::string> states(const CaseView& view) {
    std::vector<std::string> found;
    for (const auto& instalment : view.plan) found.push_back(instalment.state);
    return found;
}

}  // namespace

TEST_CASE(
    "民法典 203: an instalment due on a rest day is broken after the next working day, as its clock says") {
    const auto view = followed();
    CHECK(view.complaint.due == "2027-02-01");
    const auto report = sound_input("report_default");
    for (const auto* day : {"2027-01-31", "2027-02-01"})
        CHECK(refused(view, "report_default", handler, report, at(day)) == "no_instalment_overdue");
    CHECK(refused(view, "report_default", handler, report, at("2027-02-02")) == "decided");
}

TEST_CASE("an instalment paid in time is in time, though it is entered late and the clock was marked") {
    auto view = followed();
    view = after(view, "mark_late", system_actor(), {{"clock", "instalment"}}, at("2027-02-02"));
    CHECK(first_instalment(view).late);
    const auto in_time =
        after(view, "prove_instalment", handler, paid(1, 4'000'000, "2027-02-01"), at("2027-02-05"));
    CHECK(first_instalment(in_time).state == "met");
    CHECK_FALSE(first_instalment(in_time).late);
    const auto late =
        after(view, "prove_instalment", handler, paid(1, 4'000'000, "2027-02-02"), at("2027-02-05"));
    CHECK(first_instalment(late).late);
    // Whichever part is entered first, the last payment tells.
    auto parts = after(view, "prove_instalment", handler, paid(1, 1'000'000, "2027-02-03"), at("2027-02-05"));
    parts = after(parts, "prove_instalment", handler, paid(1, 3'000'000, "2027-01-30"), at("2027-02-05"));
    CHECK(first_instalment(parts).late);
}

TEST_CASE("a plan agreed anew replaces what is open; what was paid and promised before stays on record") {
    auto view = followed();
    view = after(view, "prove_instalment", handler, paid(1, 1'000'000, "2027-01-20"), at("2027-01-21"));
    CHECK(refused(view, "change_plan", handler, change(R"([{"due":"2027-05-31","amount_fen":7650001}])"),
                  at("2027-01-22")) == "/plan:plan_over");
    CHECK(refused(view, "change_plan", handler, plan(R"([{"due":"2027-05-31","amount_fen":1}])"),
                  at("2027-01-22")) == "/reason:required");
    CHECK(refused(case_in("REPLIED"), "change_plan", handler,
                  change(R"([{"due":"2027-05-31","amount_fen":1}])")) == "wrong_state");
    const auto decided = take(
        view, "change_plan", handler,
        change(R"([{"due":"2027-04-30","amount_fen":3000000},{"due":"2027-06-30","amount_fen":4000000}])"),
        at("2027-01-22"));
    REQUIRE(decided);
    CHECK(decided->documents.at(0).infix == "还");
    const auto changed = stored(view, *decided, handler);
    CHECK(changed.complaint.state == "FOLLOWUP");
    CHECK(states(changed) == std::vector<std::string>{"replaced", "replaced", "open", "open"});
    CHECK(changed.plan[0].paid_fen == 1'000'000);
    CHECK(changed.complaint.due == "2027-04-30");
    const auto balance = balance_of(changed.ledger);
    CHECK(balance.planned == 7'000'000);
    CHECK(balance.remaining() == 7'650'000);
    CHECK(balance_fault(balance).empty());
    CHECK(changed.ledger.size() == view.ledger.size() + 1);  // what the promise changed by
}

TEST_CASE(
    "a settlement gives up planned sums from the last instalment back; given up whole, the case may close") {
    const auto view = followed();
    CHECK(refused(view, "record_waiver", handler, waived(8'650'001), at("2026-12-01")) ==
          "/amount:payment_over");
    const auto cut = after(view, "record_waiver", handler, waived(5'000'000), at("2026-12-01"));
    CHECK(states(cut) == std::vector<std::string>{"replaced", "replaced", "open"});
    CHECK(cut.plan[2].due == "2027-01-31");
    CHECK(cut.plan[2].amount_fen == 3'650'000);
    CHECK(cut.complaint.due == "2027-02-01");
    auto balance = balance_of(cut.ledger);
    CHECK(balance.planned == 3'650'000);
    CHECK(balance.remaining() == 3'650'000);
    const auto part = after(view, "record_waiver", handler, waived(650'000), at("2026-12-01"));
    CHECK(states(part) == std::vector<std::string>{"open", "replaced", "open"});
    CHECK(part.plan[2].due == "2027-03-31");

    const auto settled = after(cut, "record_waiver", handler, waived(3'650'000), at("2026-12-02"));
    CHECK(next_instalment(settled.plan) == nullptr);
    CHECK(settled.complaint.due.empty());
    balance = balance_of(settled.ledger);
    CHECK(balance.planned == 0);
    CHECK(balance.remaining() == 0);
    CHECK(after(settled, "close_plan", head, at("2026-12-03")).complaint.state == "CLOSED");
}

TEST_CASE("property: whatever is paid, given up, corrected and agreed anew, ledger and plan agree") {
    CHECK(rc::check([] {
        auto view = followed();
        auto now = at("2026-12-01");
        for (int i = 0; i < 14; ++i) {
            now += *rc::gen::inRange(0, 20) * 24LL * 3600 * 1000;
            const std::string action = *rc::gen::element<std::string>(
                "prove_instalment", "record_payment", "record_waiver", "correct_ledger", "change_plan");
            auto input = sound_input(action, view, now);
            const auto fen = *rc::gen::inRange<std::int64_t>(1, 4'000'000);
            if (action == "record_waiver" || action == "prove_instalment" || action == "record_payment")
                input["amount"] = fen;
            const auto decided = take(view, action, handler, input, now);
            if (!decided) continue;
            view = stored(view, *decided, handler);
            const auto balance = balance_of(view.ledger);
            RC_ASSERT(balance_fault(balance).empty());
            RC_ASSERT(balance.remaining() == view.complaint.remaining_fen);
            RC_ASSERT(balance.planned == promised(view.plan));
            RC_ASSERT(promised(view.plan) <= balance.remaining());
            const auto* next = next_instalment(view.plan);
            const auto running = std::ranges::count_if(view.clocks, [&](const records::CaseClock& clock) {
                return clock.kind == "instalment" && clock.state == "running" && next != nullptr &&
                       clock.due_raw == next->due;
            });
            RC_ASSERT(running == (next == nullptr ? 0 : 1));
        }
    }));
}
