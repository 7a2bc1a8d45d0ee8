#include "cases/warnings.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <string>

#include "workflow/load.hpp"

using namespace qingqian;
namespace json = boost::json;

namespace {

using Warned = std::vector<std::pair<std::string, std::string>>;

/// Nothing to warn of: a small firm, an institution, a debt that fell due on 2026-10-08.
json::object sound() {
    return json::parse(R"({
      "complainant": {"credit_code": "914403001922038216", "industry": "industry", "size": "small",
                      "employees": 250, "revenue_fen": 5000000000},
      "respondent": {"credit_code": "12100000425006117P", "type": "institution", "central_soe": false},
      "debts": [{"signed_on": "2026-01-05", "delivered_on": "2026-09-01", "settlement": "once",
                 "due_on": "2026-10-08", "reasons": ["no_funds"]}]})")
        .as_object();
}

Warned warned(const json::object& form) {
    static const auto calendar = workflow::load_calendar();
    Warned list;
    for (const auto& warning : cases::form_warnings(form, cases::calculator_rules(), calendar, "JS",
                                                    *base::parse_day("2026-11-23"))) {
        list.emplace_back(warning.pointer, warning.code);
    }
    return list;
}

json::object with(json::object form, std::string_view section, std::string_view key, json::value value) {
    form[section].as_object()[key] = std::move(value);
    return form;
}

json::object debt(std::string_view key, json::value value, json::object form = sound()) {
    form["debts"].as_array()[0].as_object()[key] = std::move(value);
    return form;
}

}  // namespace

TEST_CASE("a sound form gives no warning, an empty one neither") {
    CHECK(warned(sound()).empty());
    CHECK(warned({}).empty());
    CHECK(warned(json::parse(R"({"complainant": {}, "respondent": {}, "debts": [{}]})").as_object()).empty());
    CHECK(warned(json::parse(R"({"complainant": 1, "debts": [1]})").as_object()).empty());
}

TEST_CASE("N05: the complainant's size at the contract, computed and as chosen") {
    CHECK(warned(with(sound(), "complainant", "size", "micro")) ==
          Warned{{"/form/complainant/size", "size_is_small"}});
    auto large = with(sound(), "complainant", "employees", 1000);
    large = with(large, "complainant", "revenue_fen", 40'000'000'000);
    CHECK(warned(large) == Warned{{"/form/complainant/size", "complainant_large"}});
    // Without the figures what was chosen counts.
    auto chosen = with(sound(), "complainant", "employees", nullptr);
    CHECK(warned(with(chosen, "complainant", "size", "large")) ==
          Warned{{"/form/complainant/size", "complainant_large"}});
}

TEST_CASE("N05: a complainant's code that is no enterprise's") {
    CHECK(warned(with(sound(), "complainant", "credit_code", "12100000470095016Q")) ==
          Warned{{"/form/complainant/credit_code", "complainant_no_enterprise"}});
}

TEST_CASE("GB 11714: a code whose inner check fails is remarked on, not refused") {
    CHECK(warned(with(sound(), "respondent", "credit_code", "12100000425006217D")) ==
          Warned{{"/form/respondent/credit_code", "credit_inner_check"}});
}

TEST_CASE("N06: the kind of debtor against the credit code") {
    CHECK(warned(with(sound(), "respondent", "type", "organ")) ==
          Warned{{"/form/respondent/type", "respondent_type_differs"}});
    CHECK(warned(with(sound(), "respondent", "type", "other")) ==
          Warned{{"/form/respondent/type", "respondent_outside"}});
    auto company = with(sound(), "respondent", "credit_code", "91100000100003962T");
    company = with(company, "respondent", "type", "private_large");
    company = debt("due_on", "2026-11-02", company);
    CHECK(warned(with(company, "respondent", "size", "large")).empty());
    CHECK(warned(with(company, "respondent", "size", "medium")) ==
          Warned{{"/form/respondent/size", "respondent_not_large"}});
    CHECK(warned(with(company, "respondent", "size", "unknown")) ==
          Warned{{"/form/respondent/size", "respondent_size_unknown"}});
}

TEST_CASE("N10: central state enterprises belong to the national platform") {
    CHECK(warned(with(sound(), "respondent", "central_soe", true)) ==
          Warned{{"/form/respondent/central_soe", "respondent_national"}});
}

TEST_CASE("N08: not due yet as stated, or only later by contract and law") {
    CHECK(warned(debt("due_on", "2026-11-23")) == Warned{{"/form/debts/0/due_on", "not_yet_due"}});
    CHECK(warned(debt("due_on", "2026-11-22")) == Warned{{"/form/debts/0/due_on", "due_by_law_differs"}});
    CHECK(warned(debt("delivered_on", "2026-11-02")) == Warned{{"/form/debts/0/due_on", "due_by_law_later"}});
    // 2026-10-01 is day 30; its legal day after the holidays is as good.
    CHECK(warned(debt("due_on", "2026-10-01")).empty());
}

TEST_CASE("a.8: inspection, settlement and an agreed date move the due date of the form") {
    auto inspected = debt("settlement", "inspection");
    inspected = debt("inspected_on", "2026-09-08", inspected);
    CHECK(warned(debt("due_on", "2026-10-08", inspected)).empty());
    auto delayed = debt("settlement", "inspection");
    delayed = debt("inspection_days", 7, delayed);
    CHECK(warned(debt("due_on", "2026-10-08", delayed)).empty());
    auto progress = debt("settlement", "progress");
    progress = debt("settled_on", "2026-09-10", progress);
    CHECK(warned(debt("due_on", "2026-10-10", progress)).empty());
    auto agreed = debt("payment_date", "2026-09-15");
    CHECK(warned(debt("due_on", "2026-09-15", agreed)).empty());
    agreed = debt("payment_date", "2026-11-10");
    CHECK(warned(debt("due_on", "2026-11-02", agreed)) ==
          Warned{{"/form/debts/0/payment_days", "term_capped"}});
}

TEST_CASE(
    "条例第九条第二款、第十四条、第十七条: void clauses, excuses that do not count, rates below the LPR") {
    auto company = with(sound(), "respondent", "credit_code", "91100000100003962T");
    company = with(company, "respondent", "type", "private_large");
    company = with(company, "respondent", "size", "large");
    company = debt("settlement", "pay_when_paid", company);
    CHECK(warned(debt("due_on", "2026-11-02", company)) ==
          Warned{{"/form/debts/0/settlement", "pay_when_paid_void"}});
    CHECK(warned(debt("reasons", json::array{"no_funds", "process", "audit"})) ==
          Warned{{"/form/debts/0/reasons", "no_excuse"}});
    CHECK(warned(debt("interest_percent", "２.９％")) ==
          Warned{{"/form/debts/0/interest_percent", "rate_below_lpr"}});
    CHECK(warned(debt("interest_percent", "3.0")).empty());
    CHECK(warned(debt("interest_percent", "每日万分之三")).empty());
    CHECK(warned(debt("inspected_on", "2026-01-04")) == Warned{{"/form/debts/0/inspected_on", "date_odd"}});
}
