// What one answer asks of another, and answers in the shape they had before.

#include <doctest/doctest.h>

#include "unit/cases/form_sample.hpp"

using namespace qingqian;
using namespace qingqian::test;

TEST_CASE(
    "a size that differs from the standard stands with its reason, and figures that are missing weigh "
    "nothing") {
    auto form = good();
    group(form, "complainant")["size"] = "medium";
    group(form, "complainant")["size_reason"] = "与集团合并计算从业人员";
    CHECK(check(form).empty());
    auto unweighed = definition();
    unweighed.sizes = nullptr;
    group(form, "complainant").erase("size_reason");
    CHECK(
        cases::check_form(unweighed, form, cases::FormCheck::submit, *base::parse_day("2026-11-23")).empty());
}

TEST_CASE("the agreed term is a number of days, a date, or the word that there is none") {
    for (const auto* term : {"days", "date", "none"}) {
        CAPTURE(term);
        auto form = good();
        debt(form).erase("payment_days");
        debt(form)["payment_term"] = term;
        if (std::string_view(term) == "days") debt(form)["payment_days"] = 30;
        if (std::string_view(term) == "date") debt(form)["payment_date"] = "2025-10-08";
        CHECK(check(form).empty());
    }
}

TEST_CASE("what older drafts hold of reminders as one text becomes dated entries") {
    auto form = good();
    debt(form)["dunning"] =
        "2026-01-01 电话\r\n\n2026年2月1日：发函\n2026/3/5\n记不清哪天，当面催过\n2026-02-30 没有这一天";
    CHECK(check(form, cases::FormCheck::draft).empty());
    CHECK(debt(form).at("dunning") == json::array{{{"on", "2026-01-01"}, {"how", "电话"}},
                                                  {{"on", "2026-02-01"}, {"how", "发函"}},
                                                  {{"on", "2026-03-05"}},
                                                  {{"how", "记不清哪天，当面催过"}},
                                                  {{"how", "2026-02-30 没有这一天"}}});
    const auto faults = check(form);
    REQUIRE(faults.size() == 3);
    CHECK(faults[0].pointer == "/form/debts/0/dunning/2/how");
    CHECK(faults[1].pointer == "/form/debts/0/dunning/3/on");
    debt(form)["dunning"] = "2026-01-01 电话";
    CHECK(check(form).empty());
}

TEST_CASE("what nobody sees in a copied code or number is no part of it") {
    auto form = good();
    group(form, "complainant")["credit_code"] = "\uFEFF91350100M000\u200B100Y43\u202C";
    group(form, "complainant")["mobile"] = "\u202A139\u00A00000\u00A01234\u202C";
    group(form, "complainant")["email"] = "\u200Bli@example.cn\uFEFF";
    group(form, "complainant")["postcode"] = "215\u2060000";
    group(form, "respondent")["phone"] = "0512\u200E-81234567";
    debt(form)["signed_on"] = "\u202D2025-07-01\u202C";
    REQUIRE(check(form).empty());
    CHECK(group(form, "complainant").at("credit_code") == "91350100M000100Y43");
    CHECK(group(form, "complainant").at("mobile") == "13900001234");
    CHECK(group(form, "complainant").at("email") == "li@example.cn");
    CHECK(group(form, "complainant").at("postcode") == "215000");
    CHECK(debt(form).at("signed_on") == "2025-07-01");
}
