#include "cases/form.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <functional>

#include "base/decode.hpp"
#include "cases/normalise.hpp"
#include "unit/cases/form_sample.hpp"

using namespace qingqian;
using namespace qingqian::test;

namespace {

struct Bad {
    const char* name;
    std::function<void(json::object&)> spoil;
    const char* pointer;
    const char* code;
};

std::vector<Bad> bad_forms() {
    using F = json::object&;
    return {
        {"section missing", [](F f) { f.erase("claim"); }, "/form/claim/request", "required_named"},
        {"no debts", [](F f) { f["debts"] = json::array{}; }, "/form/debts", "too_few"},
        {"debts no list", [](F f) { f["debts"] = "x"; }, "/form/debts", "wrong_type"},
        {"debt no object", [](F f) { f["debts"].as_array()[0] = 1; }, "/form/debts/0", "wrong_type"},
        {"21 debts",
         [](F f) {
             auto& d = f["debts"].as_array();
             while (d.size() < 21) d.push_back(d[0]);
         },
         "/form/debts", "too_many"},
        {"unknown section", [](F f) { f["extra"] = 1; }, "/form/extra", "unknown_member"},
        {"unknown field", [](F f) { group(f, "claim")["a/b"] = 1; }, "/form/claim/a~1b", "unknown_member"},
        {"nested where text belongs",
         [](F f) {
             group(f, "claim")["request"] = json::object{{"x", 1}};
         },
         "/form/claim/request", "wrong_type"},
        {"name missing", [](F f) { group(f, "complainant").erase("name"); }, "/form/complainant/name",
         "required_named"},
        {"name blank", [](F f) { group(f, "complainant")["name"] = "　 "; }, "/form/complainant/name",
         "required_named"},
        {"name short", [](F f) { group(f, "complainant")["name"] = "某"; }, "/form/complainant/name",
         "too_short"},
        {"name long",
         [](F f) {
             std::string s;
             for (int i = 0; i < 101; ++i) s += "某";
             group(f, "complainant")["name"] = s;
         },
         "/form/complainant/name", "too_long"},
        {"line break in a name", [](F f) { group(f, "complainant")["name"] = "某\n公司"; },
         "/form/complainant/name", "control_character"},
        {"check digit", [](F f) { group(f, "complainant")["credit_code"] = "91350100M000100Y4Z"; },
         "/form/complainant/credit_code", "bad_credit_code"},
        {"division unknown", [](F f) { group(f, "complainant")["division"] = "999999"; },
         "/form/complainant/division", "not_a_choice"},
        {"choice unknown", [](F f) { group(f, "complainant")["industry"] = "banking"; },
         "/form/complainant/industry", "not_a_choice"},
        {"employees needed for the industry", [](F f) { group(f, "complainant").erase("employees"); },
         "/form/complainant/employees", "required_named"},
        {"assets needed for construction", [](F f) { group(f, "complainant")["industry"] = "construction"; },
         "/form/complainant/assets_fen", "required_named"},
        {"year before 2000", [](F f) { group(f, "complainant")["size_year"] = 1999; },
         "/form/complainant/size_year", "too_small"},
        {"mobile of 10", [](F f) { group(f, "complainant")["mobile"] = "1390000123"; },
         "/form/complainant/mobile", "bad_mobile"},
        {"mobile with 12 in front", [](F f) { group(f, "complainant")["mobile"] = "12900001234"; },
         "/form/complainant/mobile", "bad_format"},
        {"mail", [](F f) { group(f, "complainant")["email"] = "a@b"; }, "/form/complainant/email",
         "bad_email"},
        {"postcode", [](F f) { group(f, "complainant")["postcode"] = "21000"; }, "/form/complainant/postcode",
         "bad_format"},
        {"identity number",
         [](F f) { group(f, "complainant")["legal_representative_id"] = "11010519491231002Y"; },
         "/form/complainant/legal_representative_id", "bad_format"},
        {"consent no boolean", [](F f) { group(f, "complainant")["consent_sms"] = "yes"; },
         "/form/complainant/consent_sms", "wrong_type"},
        {"consent unanswered", [](F f) { group(f, "complainant").erase("consent_sms"); },
         "/form/complainant/consent_sms", "required_named"},
        {"debtor's code missing without a reason", [](F f) { group(f, "respondent").erase("credit_code"); },
         "/form/respondent/credit_code", "required_named"},
        {"level needed for an organ", [](F f) { group(f, "respondent").erase("level"); },
         "/form/respondent/level", "required_named"},
        {"telephone", [](F f) { group(f, "respondent")["phone"] = "123"; }, "/form/respondent/phone",
         "bad_format"},
        {"both sides the same", [](F f) { group(f, "respondent")["credit_code"] = "９１350100m000100y43"; },
         "/form/respondent/credit_code", "same_party"},
        {"a day that does not exist", [](F f) { debt(f)["signed_on"] = "2025-02-29"; },
         "/form/debts/0/signed_on", "bad_date"},
        {"signed tomorrow", [](F f) { debt(f)["signed_on"] = "2026-11-24"; }, "/form/debts/0/signed_on",
         "date_in_future"},
        {"no date at all", [](F f) { debt(f).erase("delivered_on"); }, "/form/debts/0/delivered_on",
         "one_date_needed"},
        {"money as fraction", [](F f) { debt(f)["paid_fen"] = 0.5; }, "/form/debts/0/paid_fen", "amount_bad"},
        {"money negative", [](F f) { debt(f)["paid_fen"] = -1; }, "/form/debts/0/paid_fen", "amount_bad"},
        {"money over a trillion", [](F f) { debt(f)["contract_fen"] = 100'000'000'000'001; },
         "/form/debts/0/contract_fen", "amount_bad"},
        {"nothing owed", [](F f) { debt(f)["arrears_fen"] = 0; }, "/form/debts/0/arrears_fen",
         "amount_not_positive"},
        {"arrears are not payable less paid", [](F f) { debt(f)["paid_fen"] = 100; },
         "/form/debts/0/arrears_fen", "arrears_mismatch"},
        {"the split does not add up", [](F f) { debt(f)["disputed_fen"] = 650001; },
         "/form/debts/0/disputed_fen", "split_mismatch"},
        {"payable beyond the contract", [](F f) { debt(f)["contract_fen"] = 18649999; },
         "/form/debts/0/payable_fen", "over_contract"},
        {"reason unknown",
         [](F f) {
             debt(f)["reasons"] = json::array{"no_funds", "x"};
         },
         "/form/debts/0/reasons/1", "not_a_choice"},
        {"no reason", [](F f) { debt(f)["reasons"] = json::array{}; }, "/form/debts/0/reasons",
         "required_named"},
        {"inspection term needed", [](F f) { debt(f)["settlement"] = "inspection"; },
         "/form/debts/0/inspection_days", "required_named"},
        {"another size than the figures give", [](F f) { group(f, "complainant")["size"] = "medium"; },
         "/form/complainant/size_reason", "required_named"},
        {"an enterprise's size without its basis",
         [](F f) {
             group(f, "respondent")["type"] = "private_large";
             group(f, "respondent")["size"] = "large";
         },
         "/form/respondent/size_basis", "required_named"},
        {"no word on the term of payment", [](F f) { debt(f).erase("payment_days"); },
         "/form/debts/0/payment_term", "required_named"},
        {"a date was agreed but is not given",
         [](F f) {
             debt(f).erase("payment_days");
             debt(f)["payment_term"] = "date";
         },
         "/form/debts/0/payment_date", "required_named"},
        {"no term was agreed, and yet one is given", [](F f) { debt(f)["payment_term"] = "none"; },
         "/form/debts/0/payment_term", "term_contradicts"},
        {"a deposit without its kind",
         [](F f) {
             debt(f)["reasons"] = json::array{"no_funds", "deposit"};
             debt(f)["deposit_fen"] = 100;
         },
         "/form/debts/0/deposit_kind", "required_named"},
        {"a deposit without its sum",
         [](F f) {
             debt(f)["reasons"] = json::array{"deposit"};
             debt(f)["deposit_kind"] = "quality";
         },
         "/form/debts/0/deposit_fen", "required_named"},
        {"a deposit of nothing",
         [](F f) {
             debt(f)["reasons"] = json::array{"deposit"};
             debt(f)["deposit_kind"] = "quality";
             debt(f)["deposit_fen"] = 0;
         },
         "/form/debts/0/deposit_fen", "amount_not_positive"},
        {"reminders that are no list", [](F f) { debt(f)["dunning"] = 1; }, "/form/debts/0/dunning",
         "wrong_type"},
        {"a reminder without its day",
         [](F f) {
             debt(f)["dunning"] = json::array{{{"how", "电话催收"}}};
         },
         "/form/debts/0/dunning/0/on", "entry_incomplete"},
        {"a reminder without what was done",
         [](F f) {
             debt(f)["dunning"] = json::array{{{"on", "2026-01-02"}}};
         },
         "/form/debts/0/dunning/0/how", "entry_incomplete"},
        {"a reminder tomorrow",
         [](F f) {
             debt(f)["dunning"] = json::array{{{"on", "2026-11-24"}, {"how", "电话催收"}}};
         },
         "/form/debts/0/dunning/0/on", "date_in_future"},
        {"a reminder with more than it has",
         [](F f) {
             debt(f)["dunning"] = json::array{{{"on", "2026-01-02"}, {"how", "x"}, {"who", "y"}}};
         },
         "/form/debts/0/dunning/0/who", "unknown_member"},
        {"51 reminders",
         [](F f) {
             json::array many;
             while (many.size() < 51) many.push_back({{"on", "2026-01-02"}, {"how", "电话催收"}});
             debt(f)["dunning"] = many;
         },
         "/form/debts/0/dunning", "too_many"},
        {"before a court", [](F f) { group(f, "claim")["in_court"] = "yes"; }, "/form/claim/in_court",
         "in_court"},
        {"repeated without number", [](F f) { group(f, "claim")["repeated"] = "yes"; },
         "/form/claim/earlier_number", "required_named"},
        {"facts too short", [](F f) { group(f, "claim")["facts"] = "欠钱不还"; }, "/form/claim/facts",
         "too_short"},
    };
}

}  // namespace

TEST_CASE("a good form passes, as a draft and submitted") {
    auto form = good();
    CHECK(check(form).empty());
    CHECK(check(form, cases::FormCheck::draft).empty());
    json::object empty;
    CHECK(check(empty, cases::FormCheck::draft).empty());
}

TEST_CASE("each bad form names its place and its code, in both languages and without open places") {
    for (const auto& bad : bad_forms()) {
        CAPTURE(bad.name);
        auto form = good();
        bad.spoil(form);
        const auto faults = check(form);
        const auto found =
            std::ranges::find(faults, std::string_view(bad.pointer), &base::FieldFault::pointer);
        REQUIRE(found != faults.end());
        CHECK(found->code == bad.code);
        CHECK(found->sentence.zh.find('{') == std::string::npos);
        CHECK(found->sentence.en.find('{') == std::string::npos);
    }
}

TEST_CASE("what was refused is refused again when the same object is checked a second time") {
    auto bad = bad_forms();
    bad.push_back({"only an unknown article",
                   [](json::object& form) { debt(form)["articles"] = json::array{"bogus"}; },
                   "/form/debts/0/articles/0", "not_a_choice"});
    for (const auto& each : bad) {
        CAPTURE(each.name);
        auto form = good();
        each.spoil(form);
        const auto first = check(form);
        const auto second = check(form);
        REQUIRE(first.size() == second.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
            CHECK(first[i].pointer == second[i].pointer);
            CHECK(first[i].code == second[i].code);
        }
    }
}

TEST_CASE("all faults come at once") {
    json::object nothing;
    std::size_t required = 0;
    for (const auto& section : definition().sections) {
        if (section.repeats) continue;
        required +=
            static_cast<std::size_t>(std::ranges::count(section.fields, true, &cases::FormField::required));
    }
    // Besides what is always required: the debts, and the respondent's code that nothing replaces.
    CHECK(check(nothing).size() == required + 2);
}

TEST_CASE("values are written back in their canonical form") {
    auto form = good();
    group(form, "complainant")["name"] = "　苏州澜岳机电有限公司 ";
    group(form, "complainant")["credit_code"] = " 91350100ｍ000100y43";
    group(form, "complainant")["mobile"] = "+86 139-0000-１２３４";
    group(form, "complainant")["email"] = "Li.Xiaoyan@Example.CN";
    group(form, "complainant")["landline"] = "（0512）81234567";
    group(form, "complainant")["postcode"] = "";
    debt(form)["dunning"] = json::array{{{"on", "２０２６-01-01"}, {"how", " 电话 "}}, json::object{}};
    debt(form)["reasons"] = json::array{"no_funds", "no_funds"};
    REQUIRE(check(form).empty());
    const auto& own = group(form, "complainant");
    CHECK(own.at("name") == "苏州澜岳机电有限公司");
    CHECK(own.at("credit_code") == "91350100M000100Y43");
    CHECK(own.at("mobile") == "13900001234");
    CHECK(own.at("email") == "Li.Xiaoyan@example.cn");
    CHECK(own.at("landline") == "0512-81234567");
    CHECK_FALSE(own.contains("postcode"));
    CHECK(debt(form).at("dunning") == json::array{{{"on", "2026-01-01"}, {"how", "电话"}}});
    CHECK(debt(form).at("reasons").as_array().size() == 1);
}

TEST_CASE("a draft keeps half-typed numbers, but nothing of a wrong type or beyond a bound") {
    auto form = good();
    group(form, "complainant")["mobile"] = "139";
    group(form, "complainant")["credit_code"] = "9135";
    group(form, "claim").erase("facts");
    CHECK(check(form, cases::FormCheck::draft).empty());
    group(form, "complainant")["mobile"] = std::string(41, '1');
    group(form, "complainant")["size_year"] = "2025";
    CHECK(check(form, cases::FormCheck::draft).size() == 2);
}

TEST_CASE("contacts leave the form and come back for the complainant") {
    auto form = good();
    const auto whole = form;
    auto contacts = cases::take_contacts(definition(), form);
    REQUIRE(contacts.size() == 2);
    CHECK(contacts[0].role == "complainant");
    CHECK(contacts[0].mobile == "13900001234");
    CHECK(contacts[0].consent_sms);
    CHECK(contacts[1].role == "respondent");
    CHECK(contacts[1].landline == "0512-81234567");
    CHECK(json::serialize(form).find("13900001234") == std::string::npos);
    contacts[0].consent_at = 1;
    cases::merge_contacts(definition(), form, contacts);
    CHECK(form == whole);
}

TEST_CASE("declarations count in the version the form has now") {
    std::vector<cases::Declaration> ticked;
    for (const auto& one : definition().declarations) ticked.push_back({one.code, one.version});
    CHECK(cases::check_declarations(definition(), ticked).empty());
    ticked[1].version += 1;
    ticked.push_back({"unknown", 1});
    const auto faults = cases::check_declarations(definition(), ticked);
    REQUIRE(faults.size() == 2);
    CHECK(faults[0].pointer == "/declarations/1");
    CHECK(faults[0].code == "declaration_needed");
    CHECK(faults[1].pointer == "/declarations/4");
}

TEST_CASE("identity numbers, landlines and telephones (GB 11643)") {
    CHECK(cases::normalise_id_number("11010519491231002x") == "11010519491231002X");
    CHECK_FALSE(cases::normalise_id_number("110105194912310021"));
    CHECK_FALSE(cases::normalise_id_number("11010519491331002X"));
    CHECK(cases::normalise_landline("010 6655 4433") == "010-66554433");
    CHECK(cases::normalise_landline("051281234567-801") == "0512-81234567-801");
    CHECK_FALSE(cases::normalise_landline("81234567"));
    CHECK(cases::normalise_phone("400-810-1234") == "4008101234");
    CHECK_FALSE(cases::normalise_phone("19"));
}
