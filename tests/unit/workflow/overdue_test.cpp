#include "workflow/overdue.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <string>

#include "workflow/load.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

const PaymentLaws& laws() {
    static const PaymentLaws shipped = load_payment_laws();
    return shipped;
}

const Calendar& calendar() {
    static const Calendar shipped = load_calendar();
    return shipped;
}

base::Day day(const char* iso) {
    return *base::parse_day(iso);
}

OverdueQuestion question(Debtor debtor, const char* contract, const char* delivered) {
    OverdueQuestion asked;
    asked.debtor = debtor;
    asked.contract = day(contract);
    asked.delivered = day(delivered);
    return asked;
}

base::Result<OverdueFinding> ask(const OverdueQuestion& asked) {
    return payment_due(laws(), calendar(), "", asked);
}

bool has_note(const OverdueFinding& finding, std::string_view code) {
    return std::ranges::find(finding.notes, code, &base::FieldFault::code) != finding.notes.end();
}

}  // namespace

TEST_CASE("a.3, 条例2025 第九条第一款: organs and institutions pay within 30 days of delivery") {
    for (const auto debtor : {Debtor::public_body, Debtor::institution}) {
        const auto found = ask(question(debtor, "2025-06-01", "2026-09-01"));
        REQUIRE(found);
        CHECK(found->term_days == 30);
        CHECK(base::to_iso(found->start) == "2026-09-01");
        CHECK(base::to_iso(found->due.raw) == "2026-10-01");
        CHECK(base::to_iso(found->due.legal) == "2026-10-08");
        CHECK_FALSE(found->due.provisional);
        CHECK(found->basis == "《保障中小企业款项支付条例》（国务院令第802号）第九条第一款");
        CHECK(has_note(*found, "due_rolled"));
        CHECK(has_note(*found, "no_excuse"));
    }
}

TEST_CASE(
    "a.3, 条例2025 第九条第二款: large enterprises pay within 60 days of delivery unless agreed otherwise") {
    auto asked = question(Debtor::large_enterprise, "2025-06-01", "2026-03-02");
    auto found = ask(asked);
    REQUIRE(found);
    CHECK(found->term_days == 60);
    CHECK(base::to_iso(found->due.raw) == "2026-05-01");
    CHECK(base::to_iso(found->due.legal) == "2026-05-06");
    CHECK(found->basis.ends_with("第九条第二款"));
    asked.term_days = 120;
    found = ask(asked);
    REQUIRE(found);
    CHECK(found->term_days == 120);
    CHECK_FALSE(has_note(*found, "term_capped"));
}

TEST_CASE("a.3, 条例2025 第九条第一款: a longer term agreed with a public body is cut to 60 days") {
    auto asked = question(Debtor::institution, "2026-01-05", "2026-03-02");
    asked.term_days = 90;
    const auto found = ask(asked);
    REQUIRE(found);
    CHECK(found->term_days == 60);
    CHECK(has_note(*found, "term_capped"));
    asked.term_days = 60;
    CHECK_FALSE(has_note(*ask(asked), "term_capped"));
    asked.term_days = 15;
    CHECK(ask(asked)->term_days == 15);
}

TEST_CASE("条例2025 第九条第二款: pay-when-paid of a large enterprise is void, 60 days run instead") {
    auto asked = question(Debtor::large_enterprise, "2025-06-01", "2026-03-02");
    asked.pay_when_paid = true;
    CHECK(ask(asked)->term_days == 60);
    asked.term_days = 180;
    const auto found = ask(asked);
    REQUIRE(found);
    CHECK(found->term_days == 60);
    CHECK(has_note(*found, "pay_when_paid_void"));
}

TEST_CASE("a.3, 条例第九条第四款、第十条: inspection goes before settlement, settlement before delivery") {
    auto asked = question(Debtor::public_body, "2025-06-02", "2026-01-05");
    asked.settlement_confirmed = day("2026-02-02");
    auto found = ask(asked);
    REQUIRE(found);
    CHECK(found->from == TermStart::settlement_confirmed);
    CHECK(base::to_iso(found->start) == "2026-02-02");
    CHECK(found->basis.ends_with("第九条第一款、第九条第四款"));
    asked.inspection_deadline = day("2026-03-02");
    found = ask(asked);
    CHECK(found->from == TermStart::inspection_deadline);
    CHECK(base::to_iso(found->start) == "2026-03-02");
    CHECK(found->basis.ends_with("第十条第二款"));
    asked.inspection_passed = day("2026-03-16");
    found = ask(asked);
    CHECK(found->from == TermStart::inspection_passed);
    CHECK(base::to_iso(found->start) == "2026-03-16");
    CHECK(found->basis.ends_with("第十条第一款"));
    CHECK(has_note(*found, "inspection_late"));
    asked.inspection_passed = day("2026-03-02");
    CHECK_FALSE(has_note(*ask(asked), "inspection_late"));
}

TEST_CASE("条例2020 第八条: contracts of 2020-09-01 to 2025-05-31") {
    auto asked = question(Debtor::public_body, "2025-05-31", "2026-09-01");
    auto found = ask(asked);
    REQUIRE(found);
    CHECK(found->basis == "《保障中小企业款项支付条例》（国务院令第728号）第八条第一款");
    asked.contract = day("2020-09-01");
    asked.term_days = 61;
    CHECK(ask(asked)->term_days == 60);
    asked.debtor = Debtor::large_enterprise;
    CHECK(ask(asked)->term_days == 61);
    asked.term_days.reset();
    found = ask(asked);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == "no_statutory_term");
    CHECK(found.error().fields.back().pointer == "/term_days");
    // 法释〔2024〕11号: the clause is void, and no number takes its place.
    asked.pay_when_paid = true;
    asked.term_days = 30;
    found = ask(asked);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == "no_statutory_term");
    CHECK(found.error().fields.front().code == "pay_when_paid_void");
}

TEST_CASE("section 0: contracts before 2020-09-01 go by what they say alone") {
    for (const auto debtor : {Debtor::public_body, Debtor::institution, Debtor::large_enterprise}) {
        auto asked = question(debtor, "2020-08-31", "2026-01-05");
        CHECK(ask(asked).error().code == "no_statutory_term");
        asked.term_days = 90;
        const auto found = ask(asked);
        REQUIRE(found);
        CHECK(found->term_days == 90);
        CHECK(found->basis == "合同约定");
        CHECK_FALSE(has_note(*found, "no_excuse"));
    }
}

TEST_CASE("f.3: the legal day may be a Sunday made a working day; 2027 is provisional") {
    const auto sunday = ask(question(Debtor::public_body, "2025-06-02", "2025-12-02"));
    REQUIRE(sunday);
    CHECK(base::to_iso(sunday->due.raw) == "2026-01-01");
    CHECK(base::to_iso(sunday->due.legal) == "2026-01-04");
    auto asked = question(Debtor::large_enterprise, "2025-06-02", "2026-11-16");
    const auto provisional = ask(asked);
    REQUIRE(provisional);
    CHECK(base::to_iso(provisional->due.raw) == "2027-01-15");
    CHECK(provisional->due.provisional);
    CHECK(has_note(*provisional, "due_provisional"));
}

TEST_CASE("a.8: a question that cannot be answered is refused with every fault") {
    OverdueQuestion asked;
    asked.contract = day("2026-01-05");
    asked.term_days = -1;
    auto found = ask(asked);
    REQUIRE_FALSE(found);
    REQUIRE(found.error().fields.size() == 2);
    CHECK(found.error().fields[0].code == "one_date_needed");
    CHECK(found.error().fields[1].code == "too_small");
    asked.delivered = day("2026-01-04");
    asked.inspection_deadline = day("2026-01-03");
    asked.term_days = max_term_length + 1;
    found = ask(asked);
    REQUIRE_FALSE(found);
    REQUIRE(found.error().fields.size() == 3);
    CHECK(found.error().fields[0].pointer == "/delivered");
    CHECK(found.error().fields[0].code == "date_before_contract");
    CHECK(found.error().fields[1].pointer == "/inspection_deadline");
    CHECK(found.error().fields[2].code == "too_large");
}

TEST_CASE("property: the due date never falls when delivery or term grow, and is counted day by day") {
    CHECK(rc::check([] {
        auto asked =
            question(*rc::gen::element(Debtor::public_body, Debtor::institution, Debtor::large_enterprise),
                     "2025-06-01", "2025-06-01");
        asked.delivered = *asked.delivered + std::chrono::days(*rc::gen::inRange(0, 400));
        asked.term_days = *rc::gen::inRange<std::int64_t>(0, 120);
        const auto first = ask(asked);
        RC_ASSERT(first.has_value());
        RC_ASSERT(first->due.legal >= first->due.raw);
        RC_ASSERT(first->due.raw == first->start + std::chrono::days(first->term_days));
        RC_ASSERT(first->due.explain.front().day == first->start);
        RC_ASSERT(first->due.explain.back().day == first->due.legal);
        asked.delivered = *asked.delivered + std::chrono::days(*rc::gen::inRange(0, 30));
        *asked.term_days += *rc::gen::inRange<std::int64_t>(0, 30);
        RC_ASSERT(ask(asked)->due.legal >= first->due.legal);
    }));
}

TEST_CASE("payment laws: broken rows are refused, every fault at once") {
    const auto broken = boost::json::parse(R"({"laws": [
      {"id": "a", "name": "n", "debtors": {"public_body": {"days": 61, "most_days": 60}, "nobody": {}},
       "articles": {"weather": "x"}, "valid_from": "2020-01-01", "source": "s"}]})");
    const auto read = read_payment_laws(broken);
    REQUIRE_FALSE(read);
    CHECK(read.error().size() == 5);
}
