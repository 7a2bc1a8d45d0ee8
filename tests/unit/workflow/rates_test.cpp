#include "workflow/rates.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "workflow/load.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

auto read(std::string_view text) {
    return read_rate_file(boost::json::parse(text));
}

base::Day day(std::string_view text) {
    return base::parse_day(text).value();
}

std::int64_t rate_on(const InterestRules& rules, std::string_view on) {
    const auto* row = governing(rules.lpr, "", day(on), [](const LprRow&) { return true; });
    return row == nullptr ? 0 : row->annual_rate;
}

}  // namespace

TEST_CASE("a published rate holds from its day until the next, over the rates the program carries") {
    const auto file = read(R"({"lpr_checked_until":"2026-12-20","lpr_1y":[
        {"published":"2026-09-21","percent":"2.90","source":"全国银行间同业拆借中心2026年9月21日公布"},
        {"published":"2026-11-20","percent":"2.8","source":"全国银行间同业拆借中心2026年11月20日公布"}]})");
    REQUIRE(file);
    const auto rules = with_rates(load_interest_rules(), *file);
    CHECK(rate_on(rules, "2026-09-20") == 3 * percent);
    CHECK(rate_on(rules, "2026-09-21") == 2'900'000);
    CHECK(rate_on(rules, "2026-11-19") == 2'900'000);
    CHECK(rate_on(rules, "2026-11-20") == 2'800'000);
    CHECK(rate_on(rules, "2030-01-01") == 2'800'000);
    CHECK(rate_on(rules, "2024-10-20") == 3'350'000);
    CHECK(rules.lpr_checked_until == day("2026-12-20"));
    CHECK(rules.lpr.back().validity.source == "全国银行间同业拆借中心2026年11月20日公布");
}

TEST_CASE("a loaded rate puts right a known day, one between two rows ends the earlier") {
    const auto file = read(R"({"lpr_checked_until":"2025-01-01","lpr_1y":[
        {"published":"2024-07-22","percent":"3.36","source":"更正"},
        {"published":"2024-08-20","percent":"3.30","source":"补录"}]})");
    REQUIRE(file);
    const auto before = load_interest_rules();
    const auto rules = with_rates(before, *file);
    CHECK(rules.lpr.size() == before.lpr.size() + 1);
    CHECK(rate_on(rules, "2024-07-22") == 3'360'000);
    CHECK(rate_on(rules, "2024-08-20") == 3'300'000);
    CHECK(rate_on(rules, "2024-10-21") == 3'100'000);
    CHECK(rules.lpr_checked_until == before.lpr_checked_until);  // never back
}

TEST_CASE("a file of rates that is wrong is refused with every fault at its place") {
    const auto refused = read(R"({"lpr_checked_until":"2026-11-31","lpr_1y":[
        {"published":"2026-09-21","percent":"2,90","source":"x"},
        {"published":"2026-09-21","percent":"200","source":"","more":1}]})");
    REQUIRE_FALSE(refused);
    const auto has = [&](std::string_view start) {
        for (const auto& fault : refused.error()) {
            if (fault.starts_with(start)) return true;
        }
        return false;
    };
    CHECK(has("/lpr_checked_until"));
    CHECK(has("/lpr_1y/0/percent"));
    CHECK(has("/lpr_1y/1/percent"));
    CHECK(has("/lpr_1y/1/published"));
    CHECK(has("/lpr_1y/1/source"));
    CHECK(has("/lpr_1y/1"));
    CHECK_FALSE(read("[]"));
}
