#include "workflow/interest.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <boost/json/parse.hpp>
#include <string>

#include "workflow/load.hpp"
#include "workflow/money.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

const InterestRules& shipped() {
    static const InterestRules rules = load_interest_rules();
    return rules;
}

base::Day day(const char* iso) {
    return *base::parse_day(iso);
}

/// 486,000.00 due on 2025-09-30 and paid on 2026-03-15, the contract of 2025-07-01.
InterestQuestion vector() {
    InterestQuestion question;
    question.principal_fen = 48'600'000;
    question.due = day("2025-09-30");
    question.until = day("2026-03-15");
    question.contract = day("2025-07-01");
    return question;
}

std::string interest(const InterestQuestion& question) {
    const auto found = late_interest(shipped(), "", question);
    return found ? plain_yuan(found->interest_fen) : found.error().code;
}

std::vector<std::pair<std::string, std::string>> faults(const InterestQuestion& question) {
    const auto found = late_interest(shipped(), "", question);
    std::vector<std::pair<std::string, std::string>> list;
    if (found) return list;
    for (const auto& fault : found.error().fields) list.emplace_back(fault.pointer, fault.code);
    return list;
}

}  // namespace

TEST_CASE("f.4: 486,000.00 over 166 days at 每日万分之五 is 40,338.00") {
    const auto found = late_interest(shipped(), "", vector());
    REQUIRE(found);
    CHECK(found->days == 166);
    CHECK(plain_yuan(found->interest_fen) == "40338.00");
    CHECK(found->daily);
    CHECK(format_scaled(found->rate, 6) == "0.05");
    CHECK_FALSE(found->floor_applied);
    CHECK(found->article.find("第十七条") != std::string::npos);
    CHECK(found->notes.empty());
}

TEST_CASE("f.4: the same at 3.1 % a year is 6,851.93 by 365 days, 6,947.10 by 360") {
    auto question = vector();
    question.agreed_annual_rate = 3'100'000;
    CHECK(interest(question) == "6851.93");
    question.day_count = 360;
    CHECK(interest(question) == "6947.10");
}

TEST_CASE("f.4: 200,000.00 paid to the principal on 2025-12-31 leaves 32,938.00 in two segments") {
    auto question = vector();
    question.payments = {{day("2025-12-31"), 20'000'000, PaidTo::principal}};
    const auto found = late_interest(shipped(), "", question);
    REQUIRE(found);
    CHECK(plain_yuan(found->interest_fen) == "32938.00");
    REQUIRE(found->segments.size() == 2);
    CHECK(found->segments[0].days == 92);
    CHECK(plain_yuan(found->segments[0].interest_fen) == "22356.00");
    CHECK(found->segments[1].days == 74);
    CHECK(found->segments[1].principal_fen == 28'600'000);
    CHECK(plain_yuan(found->segments[1].interest_fen) == "10582.00");
    CHECK(found->unpaid_principal_fen == 28'600'000);
    CHECK(found->unpaid_interest_fen == 3'293'800);
}

TEST_CASE("民法典 561: a payment not agreed otherwise goes to interest first") {
    auto question = vector();
    question.payments = {{day("2025-12-31"), 20'000'000, PaidTo::interest_first}};
    const auto found = late_interest(shipped(), "", question);
    REQUIRE(found);
    // 22,356.00 of interest are paid first; 177,644.00 go to the principal.
    CHECK(found->segments[1].principal_fen == 48'600'000 - (20'000'000 - 2'235'600));
    CHECK(found->unpaid_interest_fen == found->segments[1].interest_fen);
    CHECK(found->interest_fen == 2'235'600 + found->segments[1].interest_fen);
}

TEST_CASE("条例第十七条: an agreed rate below the LPR at the date of the contract gives way to it") {
    const std::pair<const char*, std::int64_t> rows[] = {
        {"2019-08-20", 4'250'000}, {"2019-09-19", 4'250'000}, {"2019-09-20", 4'200'000},
        {"2020-02-19", 4'150'000}, {"2021-12-19", 3'850'000}, {"2022-08-22", 3'650'000},
        {"2024-10-20", 3'350'000}, {"2025-05-19", 3'100'000}, {"2025-05-20", 3'000'000},
        {"2025-09-30", 3'000'000}};
    for (const auto& [contract, lpr] : rows) {
        CAPTURE(contract);
        auto question = vector();
        question.contract = day(contract);
        question.agreed_annual_rate = lpr - 1;
        const auto below = late_interest(shipped(), "", question);
        REQUIRE(below);
        CHECK(below->floor_applied);
        CHECK(below->rate == lpr);
        question.agreed_annual_rate = lpr;
        const auto equal = late_interest(shipped(), "", question);
        REQUIRE(equal);
        CHECK_FALSE(equal->floor_applied);
    }
}

TEST_CASE("f.4: where no LPR had been published, or none is entered any more, a remark says so") {
    auto question = vector();
    question.agreed_annual_rate = 0;
    question.contract = day("2019-08-19");
    const auto early = late_interest(shipped(), "", question);
    REQUIRE(early);
    CHECK_FALSE(early->floor_applied);
    CHECK(early->interest_fen == 0);
    REQUIRE(early->notes.size() == 2);
    CHECK(early->notes[0].code == "lpr_not_published");
    CHECK(early->notes[1].code == "before_regulation");
    question.contract = day("2026-07-21");
    question.due = day("2026-08-01");
    question.until = day("2026-08-02");
    const auto late = late_interest(shipped(), "", question);
    REQUIRE(late);
    CHECK(late->floor_applied);
    REQUIRE(late->notes.size() == 1);
    CHECK(late->notes[0].code == "lpr_not_checked");
}

TEST_CASE("f.4: half a 分 is rounded up, once a segment") {
    auto question = vector();
    question.until = question.due + std::chrono::days(1);
    question.principal_fen = 1'000;  // 0.05 % of 10.00 is 0.005
    CHECK(interest(question) == "0.01");
    question.principal_fen = 999;
    CHECK(interest(question) == "0.00");
    question.principal_fen = 3'000;  // 0.015
    CHECK(interest(question) == "0.02");
}

TEST_CASE("f.4: the day it fell due is not counted, the day of payment is") {
    auto question = vector();
    question.until = question.due;
    CHECK(interest(question) == "0.00");
    question.until = question.due + std::chrono::days(1);
    CHECK(interest(question) == "243.00");
}

TEST_CASE("interest: the largest sum over a thousand years stays exact") {
    auto question = vector();
    question.principal_fen = max_fen;
    question.due = day("2021-01-01");
    question.contract = question.due;
    question.until = day("3021-01-01");
    question.agreed_annual_rate = max_annual_rate;
    const auto found = late_interest(shipped(), "", question);
    REQUIRE(found);
    // 100 % a year over 365,242 days
    CHECK(found->days == 365'242);
    CHECK(found->interest_fen == 100'066'301'369'863'014);
}

TEST_CASE("interest: what does not add up is refused, every fault with its place") {
    using Fault = std::pair<std::string, std::string>;
    auto question = vector();
    question.principal_fen = 0;
    question.day_count = 364;
    question.agreed_annual_rate = max_annual_rate + 1;
    question.contract = day("2025-10-01");
    question.until = day("2025-09-29");
    CHECK(faults(question) == std::vector<Fault>{{"/principal", "sum_bad"},
                                                 {"/day_count", "not_a_choice"},
                                                 {"/agreed_annual_percent", "rate_bad"},
                                                 {"/due", "date_before_contract"},
                                                 {"/until", "until_before_due"}});
    question = vector();
    question.payments = {{day("2025-09-29"), 1, PaidTo::principal},
                         {day("2026-03-16"), 0, PaidTo::principal}};
    CHECK(faults(question) == std::vector<Fault>{{"/payments/0/date", "payment_outside"},
                                                 {"/payments/1/amount", "sum_bad"},
                                                 {"/payments/1/date", "payment_outside"}});
    question.payments = {{day("2026-01-01"), 48'600'001, PaidTo::principal}};
    CHECK(faults(question) == std::vector<Fault>{{"/payments/0/amount", "payment_over"}});
    question = vector();
    question.contract = day("1999-09-30");
    CHECK(faults(question) == std::vector<Fault>{{"/contract", "before_every_rule"}});
}

TEST_CASE("property: interest falls into segments that add up, and no payment brings a negative remainder") {
    CHECK(rc::check([] {
        auto question = vector();
        question.principal_fen = *rc::gen::inRange<std::int64_t>(1, max_fen);
        const auto days = *rc::gen::inRange(0, 2000);
        question.until = question.due + std::chrono::days(days);
        if (*rc::gen::arbitrary<bool>()) {
            question.agreed_annual_rate = *rc::gen::inRange<std::int64_t>(0, max_annual_rate);
        }
        std::int64_t paid = 0;
        for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
            const auto fen = *rc::gen::inRange<std::int64_t>(1, 1 + question.principal_fen / 5);
            question.payments.push_back({question.due + std::chrono::days(*rc::gen::inRange(0, days + 1)),
                                         fen, *rc::gen::element(PaidTo::principal, PaidTo::interest_first)});
            paid += fen;
        }
        const auto found = late_interest(shipped(), "", question);
        if (!found) {
            // Only where the parts were rounded up to more than the whole.
            RC_ASSERT(paid > question.principal_fen);
            return;
        }
        std::int64_t sum = 0;
        std::int64_t counted = 0;
        for (const auto& segment : found->segments) {
            RC_ASSERT(segment.principal_fen >= 0);
            RC_ASSERT(segment.interest_fen >= 0);
            sum += segment.interest_fen;
            counted += segment.days;
        }
        RC_ASSERT(sum == found->interest_fen);
        RC_ASSERT(counted == found->days);
        RC_ASSERT(found->unpaid_principal_fen >= 0);
        RC_ASSERT(found->unpaid_interest_fen >= 0);
        RC_ASSERT(question.principal_fen + sum ==
                  paid + found->unpaid_principal_fen + found->unpaid_interest_fen);
    }));
}

TEST_CASE("property: a longer delay and a larger sum never cost less") {
    CHECK(rc::check([] {
        auto question = vector();
        question.principal_fen = *rc::gen::inRange<std::int64_t>(1, max_fen / 2);
        question.until = question.due + std::chrono::days(*rc::gen::inRange(0, 3000));
        const auto less = late_interest(shipped(), "", question)->interest_fen;
        question.principal_fen += *rc::gen::inRange<std::int64_t>(0, max_fen / 2);
        question.until += std::chrono::days(*rc::gen::inRange(0, 100));
        RC_ASSERT(late_interest(shipped(), "", question)->interest_fen >= less);
    }));
}

TEST_CASE("decimals are read and written exactly") {
    CHECK(parse_scaled("3.1", 6, 100'000'000) == 3'100'000);
    CHECK(parse_scaled("100", 6, 100'000'000) == 100'000'000);
    CHECK(parse_scaled("0.000001", 6, 100'000'000) == 1);
    for (const char* text : {"", ".", "3.", ".1", "-3", "+3", "1e2", "03", "3.1234567", "100.000001", " 3",
                             "9999999999999999999999", "三"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_scaled(text, 6, 100'000'000));
    }
    CHECK(format_scaled(3'100'000, 6) == "3.1");
    CHECK(format_scaled(50'000, 6) == "0.05");
    CHECK(format_scaled(0, 6) == "0");
    CHECK(format_scaled(100'000'000, 6) == "100");
    CHECK(plain_yuan(4'033'800) == "40338.00");
}

TEST_CASE("interest rules: broken rows are refused, every fault at once") {
    const auto broken = boost::json::parse(R"({"lpr_checked_until": "soon", "late_interest": [
      {"id": "a", "daily_percent": "0,05", "valid_from": "2020-01-01", "valid_until": "2020-01-01", "source": "s"}],
      "lpr_1y": [{"id": "b", "percent": "3", "valid_from": "2020-01-01", "source": "s"},
                 {"id": "c", "percent": "3", "valid_from": "2021-01-01", "source": "s"}]})");
    const auto read = read_interest_rules(broken);
    REQUIRE_FALSE(read);
    CHECK(read.error().size() == 4);
}
