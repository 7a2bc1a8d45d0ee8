#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <optional>
#include <string>
#include <utility>

#include "workflow/credit_code.hpp"
#include "workflow/money.hpp"

using namespace qingqian::workflow;

TEST_CASE("f.1 GB 32100: codes that pass") {
    for (const char* code : {"914403001922038216", "91100000100003962T", "12100000425006117P",
                             "12100000470095016Q", "91350100M000100Y43"}) {
        CAPTURE(code);
        const auto found = check_credit_code(code);
        CHECK(found.valid);
        CHECK(found.reason.empty());
        CHECK(found.warnings.empty());
    }
}

TEST_CASE("f.1 GB 32100: codes that fail, each with its reason") {
    const std::pair<const char*, const char*> vectors[] = {
        {"91350100M000100Y4Z", "alphabet"},    {"914403001922038217", "check_digit"},
        {"914403001922038261", "check_digit"}, {"91440300192203821", "length"},
        {"9144030019220382160", "length"},     {"", "length"},
        {"9144A3001922038216", "layout"},      {"91440300192203821-", "alphabet"},
        {"统一社会信用", "alphabet"},
    };
    for (const auto& [code, reason] : vectors) {
        CAPTURE(code);
        CHECK_FALSE(check_credit_code(code).valid);
        CHECK(check_credit_code(code).reason == reason);
    }
}

TEST_CASE("f.1: the reason says which character, and what would be right") {
    const std::pair<const char*, const char*> vectors[] = {
        {"91350100M000100Y4Z", "alphabet: character 18 is Z, which no code holds"},
        {"9135O100M000100Y43", "alphabet: character 5 is O, which no code holds"},
        {"91统一", "alphabet: character 3 is 统, which no code holds"},
        {"914403001922038217", "check_digit: character 18 is 7, the others ask for 6"},
        {"914403001922038261", "check_digit: character 18 is 1, the others ask for M"},
        {"9144A3001922038216", "layout: character 5 is A, a digit is needed"},
        {"91440300192203821", "length: 17 characters, 18 are needed"},
        {"914403001922038216", ""},
    };
    for (const auto& [code, line] : vectors) {
        CAPTURE(code);
        CHECK(reason_line(check_credit_code(code)) == line);
    }
}

TEST_CASE("f.1: the first two characters say what kind of body it is") {
    CHECK(holder_kind("12100000425006117P") == "institution");
    CHECK(holder_kind("914403001922038216") == "enterprise");
    CHECK(holder_kind("11") == "organ");
    CHECK(holder_kind("N2") == "rural");
    CHECK(holder_kind("92") == "household");
    CHECK(holder_kind("A1").empty());
    CHECK(holder_kind("").empty());
}

TEST_CASE("f.1 trap 3: lower case, full width and blanks are normalised before the check") {
    for (const char* code :
         {"91100000100003962t", "９１１０００００１００００３９６２Ｔ", " 9110 0000 1000 0396 2T\n",
          "９１１００００010000396２ｔ", "911000001\u300000003962T"}) {
        CAPTURE(code);
        CHECK(check_credit_code(code).valid);
        CHECK(check_credit_code(code).code == "91100000100003962T");
    }
}

TEST_CASE("f.1: inner check, department and type only warn") {
    // Same first 16 characters with the inner check digit 8 in place of 1; the outer digit fits again.
    std::string code = "91440300192203828";
    std::optional<std::string> whole;
    for (const char last : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
        if (check_credit_code(code + last).valid) whole = code + last;
    }
    REQUIRE(whole);
    CHECK(check_credit_code(*whole).warnings == std::vector<std::string>{"inner_check"});
    std::optional<std::string> odd;
    for (const char last : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
        if (check_credit_code(std::string("B5440300192203821") + last).valid)
            odd = std::string("B5440300192203821") + last;
    }
    REQUIRE(odd);
    CHECK(check_credit_code(*odd).warnings == std::vector<std::string>{"department"});
}

TEST_CASE("property: GB 32100 finds every single wrong character") {
    const std::string good = "91350100M000100Y43";
    const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (const char c : alphabet) {
            std::string changed = good;
            changed[i] = c;
            CHECK(check_credit_code(changed).valid == (changed == good));
        }
    }
}

TEST_CASE("yuan are read as 分 exactly, or not at all") {
    const std::pair<const char*, std::int64_t> good[] = {
        {"186,500.00", 18'650'000},
        {"186500", 18'650'000},
        {"0.5", 50},
        {"0", 0},
        {"0.05", 5},
        {"1,000", 100'000},
        {"12.3", 1'230},
        {"1,000,000,000,000.00", max_fen},
        {"1000000000000", max_fen},
        {"999", 99'900},
    };
    for (const auto& [text, fen] : good) {
        CAPTURE(text);
        CHECK(parse_yuan(text) == fen);
    }
    for (const char* text :
         {"", "-1", "+1", "1.", ".5", "1.234", "1,00", "1,0000", ",100", "1,000,", "007", "00", "1e3",
          "1 000", "1000000000000.01", "99999999999999999999", "一百", "1.2.3", "0x10"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_yuan(text));
    }
}

TEST_CASE("分 are written with separators") {
    CHECK(format_yuan(18'650'000) == "186,500.00");
    CHECK(format_yuan(0) == "0.00");
    CHECK(format_yuan(5) == "0.05");
    CHECK(format_yuan(99'999) == "999.99");
    CHECK(format_yuan(100'000) == "1,000.00");
    CHECK(format_yuan(max_fen) == "1,000,000,000,000.00");
    CHECK(format_yuan(-5) == "-0.05");
    CHECK(format_yuan(std::numeric_limits<std::int64_t>::min()) == "-92,233,720,368,547,758.08");
}

TEST_CASE("property: what is written is read back") {
    CHECK(rc::check([] {
        const auto fen = *rc::gen::inRange<std::int64_t>(0, max_fen + 1);
        RC_ASSERT(parse_yuan(format_yuan(fen)) == fen);
    }));
}

TEST_CASE("支付结算办法 附件一: amounts in capital figures") {
    const std::pair<std::int64_t, const char*> vectors[] = {
        {0, "零元整"},
        {1, "壹分"},
        {10, "壹角整"},
        {15, "壹角伍分"},
        {100, "壹元整"},
        {101, "壹元零壹分"},
        {110, "壹元壹角整"},
        {1'000, "壹拾元整"},
        {1'500, "壹拾伍元整"},
        {10'500, "壹佰零伍元整"},
        {140'950, "壹仟肆佰零玖元伍角整"},
        {600'714, "陆仟零柒元壹角肆分"},
        // 万 and 元 zero, 仟 and 角 not: the rule leaves 零 free, and we write none.
        {10'700'053, "壹拾万柒仟元伍角叁分"},
        {18'650'000, "壹拾捌万陆仟伍佰元整"},
        {1'632'502, "壹万陆仟叁佰贰拾伍元零贰分"},
        {100'050'003, "壹佰万零伍佰元零叁分"},
        {1'000'000'000, "壹仟万元整"},
        {10'000'000'000, "壹亿元整"},
        {10'000'000'100, "壹亿零壹元整"},
        {10'010'000'000, "壹亿零壹拾万元整"},
        {1'234'567'891'234, "壹佰贰拾叁亿肆仟伍佰陆拾柒万捌仟玖佰壹拾贰元叁角肆分"},
        {max_fen, "壹万亿元整"},
    };
    for (const auto& [fen, text] : vectors) {
        CAPTURE(fen);
        CHECK(capital_yuan(fen).value() == text);
    }
    CHECK_FALSE(capital_yuan(-1));
    CHECK_FALSE(capital_yuan(max_fen + 1));
}

TEST_CASE("property: no two amounts share their capital figures, and 零 never stands twice in a row") {
    CHECK(rc::check([] {
        const auto fen = *rc::gen::inRange<std::int64_t>(0, max_fen);
        const auto text = *capital_yuan(fen);
        RC_ASSERT(text != *capital_yuan(fen + 1));
        RC_ASSERT(text.find("零零") == std::string::npos);
        RC_ASSERT(text.ends_with("整") || text.ends_with("分"));
    }));
}
