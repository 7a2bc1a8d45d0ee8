#include "workflow/size.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <boost/json/parse.hpp>
#include <string>

#include "workflow/load.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

const SizeClasses& shipped() {
    static const SizeClasses classes = load_size_classes();
    return classes;
}

base::Day day(const char* iso) {
    return *base::parse_day(iso);
}

SizeFigures figures(std::optional<std::int64_t> employees, std::optional<std::int64_t> revenue_wan,
                    std::optional<std::int64_t> assets_wan) {
    const auto fen = [](std::optional<std::int64_t> wan) {
        return wan ? std::optional(*wan * 1'000'000) : std::nullopt;
    };
    return {employees, fen(revenue_wan), fen(assets_wan)};
}

std::string size_of(const char* industry, const SizeFigures& given) {
    const auto* row = shipped().find(industry, "", day("2026-11-23"));
    REQUIRE(row != nullptr);
    const auto found = classify(*row, given);
    return found ? std::string(to_string(*found)) : found.error().code;
}

constexpr auto none = std::nullopt;

}  // namespace

TEST_CASE("f.5 工业 X1200 Y39000 is 中型") {
    CHECK(size_of("工业", figures(1200, 39000, none)) == "medium");
}
TEST_CASE("f.5 工业 1000/40000 is 大型: “以上” includes the figure") {
    CHECK(size_of("工业", figures(1000, 40000, none)) == "large");
}
TEST_CASE("f.5 工业 250/5000 is 小型, 19/5000 is 微型") {
    CHECK(size_of("工业", figures(250, 5000, none)) == "small");
    CHECK(size_of("工业", figures(19, 5000, none)) == "micro");
}
TEST_CASE("f.5 建筑业 Y70000 Z90000 is 中型") {
    CHECK(size_of("建筑业", figures(none, 70000, 90000)) == "medium");
}
TEST_CASE("f.5 其他未列明行业 X300 is 大型, X299 is 中型") {
    CHECK(size_of("其他未列明行业", figures(300, none, none)) == "large");
    CHECK(size_of("其他未列明行业", figures(299, none, none)) == "medium");
}
TEST_CASE("f.5 信息传输业 2000/99999 is 中型") {
    CHECK(size_of("信息传输业", figures(2000, 99999, none)) == "medium");
}
TEST_CASE("f.5 房地产开发经营 Y1500 Z4000 is 小型") {
    CHECK(size_of("房地产开发经营", figures(none, 1500, 4000)) == "small");
}

TEST_CASE("f.5: all sixteen rows, 住宿业 and 餐饮业 apart, each found by name and by code") {
    CHECK(shipped().rows().size() == 16);
    for (const char* name : {"农、林、牧、渔业", "工业", "建筑业", "批发业", "零售业", "交通运输业", "仓储业",
                             "邮政业", "住宿业", "餐饮业", "信息传输业", "软件和信息技术服务业",
                             "房地产开发经营", "物业管理", "租赁和商务服务业", "其他未列明行业"}) {
        CAPTURE(name);
        const auto* row = shipped().find(name, "", day("2026-11-23"));
        REQUIRE(row != nullptr);
        CHECK(row->name == name);
        CHECK(shipped().find(row->industry, "", day("2026-11-23")) == row);
    }
    CHECK(shipped().find("住宿业", "", day("2026-11-23")) != shipped().find("餐饮业", "", day("2026-11-23")));
    CHECK(shipped().find("工业", "", day("2011-06-17")) == nullptr);
}

TEST_CASE("f.5: at every bound of every row the class begins, one below it ends") {
    for (const auto& row : shipped().rows()) {
        CAPTURE(row.name);
        for (const auto& bounds : row.bounds) {
            CHECK(*classify(row, bounds.least) == bounds.size);
            for (const auto figure :
                 {&SizeFigures::employees, &SizeFigures::revenue_fen, &SizeFigures::assets_fen}) {
                if (!(bounds.least.*figure)) continue;
                SizeFigures lower = bounds.least;
                --*(lower.*figure);
                CHECK(*classify(row, lower) < bounds.size);
            }
        }
    }
}

TEST_CASE("f.5: figures that the industry asks for and nobody gave are named, others are not asked for") {
    const auto* row = shipped().find("租赁和商务服务业", "", day("2026-11-23"));
    const auto found = classify(*row, figures(none, 500, none));
    REQUIRE_FALSE(found);
    CHECK(found.error().code == "invalid_input");
    REQUIRE(found.error().fields.size() == 2);
    CHECK(found.error().fields[0].pointer == "/employees");
    CHECK(found.error().fields[1].pointer == "/assets_wan");
    CHECK(size_of("租赁和商务服务业", figures(300, none, 120000)) == "large");
    CHECK_FALSE(classify(*row, figures(-1, none, 10)));
}

TEST_CASE("f.5: sectors the standard leaves out are for the officer; what is no industry is refused") {
    const auto sector = shipped().choose("金融业", "", day("2026-11-23"));
    REQUIRE_FALSE(sector);
    CHECK(sector.error().code == "sector_not_covered");
    const auto unknown = shipped().choose("炼金术", "", day("2026-11-23"));
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().fields.at(0).code == "not_a_choice");
}

TEST_CASE("property: more of any figure never makes an enterprise smaller") {
    CHECK(rc::check([] {
        const auto& rows = shipped().rows();
        const auto& row = rows[*rc::gen::inRange<std::size_t>(0, rows.size())];
        const auto wan = rc::gen::inRange<std::int64_t>(0, 250'000);
        SizeFigures less = figures(*rc::gen::inRange<std::int64_t>(0, 3000), *wan, *wan);
        SizeFigures more = less;
        *more.employees += *rc::gen::inRange<std::int64_t>(0, 500);
        *more.revenue_fen += *rc::gen::inRange<std::int64_t>(0, 50'000'000'000);
        *more.assets_fen += *rc::gen::inRange<std::int64_t>(0, 50'000'000'000);
        RC_ASSERT(*classify(row, less) <= *classify(row, more));
    }));
}

TEST_CASE("size classes: broken rows are refused, every fault at once") {
    const auto broken = boost::json::parse(R"({"classes": [
      {"id": "a", "industry": "x", "name": "甲", "large": {"employees": 10}, "medium": {"employees": 20},
       "small": {"employees": 1}, "valid_from": "2011-02-30", "source": "s", "colour": 1},
      {"id": "a", "industry": "x", "name": "甲", "large": {"employees": 3}, "medium": {"employees": 2},
       "small": {"revenue_wan": 1}, "valid_from": "2011-01-01", "source": "s"}], "not_covered": []})");
    const auto read = read_size_classes(broken);
    REQUIRE_FALSE(read);
    std::string all;
    for (const auto& fault : read.error()) all += fault + "\n";
    CAPTURE(all);
    CHECK(all.find("/classes/0/colour: is not a known member") != std::string::npos);
    CHECK(all.find("/classes/0/valid_from: not a day that exists") != std::string::npos);
    CHECK(all.find("/classes/0: the bounds of the classes do not fall") != std::string::npos);
    CHECK(all.find("/classes/1: the bounds of the classes do not fall") != std::string::npos);
    CHECK(all.find("the id stands twice: a") != std::string::npos);
    CHECK(all.find("a is valid at the same time as a") != std::string::npos);
}
