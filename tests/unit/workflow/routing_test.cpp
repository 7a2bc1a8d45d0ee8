#include "workflow/routing.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>

#include "base/decode.hpp"

using namespace qingqian;
using workflow::Destination;
using workflow::Routing;
using workflow::RoutingFacts;

namespace {

const base::Day today = base::parse_day("2026-11-23").value();

bool everywhere(std::string_view) {
    return true;
}

workflow::Routed routed(const RoutingFacts& facts, std::string_view province = "JS") {
    static const Routing routing = workflow::load_routing();
    return routing.route(facts, province, today, everywhere);
}

std::vector<std::string> faults_of(std::string_view text) {
    const auto read = workflow::read_routing(base::parse_json(text).value());
    return read ? std::vector<std::string>{} : read.error();
}

}  // namespace

TEST_CASE("c.3: every row of the routing table goes where it says, by the rule it names") {
    struct Row {
        RoutingFacts facts;
        Destination to;
        std::string_view body;
        std::string_view rule;
    };
    const std::array rows{
        // Central organs, institutions and state enterprises belong to the national platform, wherever they
        // sit.
        Row{{"organ", "central", "320102", "某部驻江苏办事处", ""},
            Destination::national_platform,
            "",
            "cn-central-organ"},
        Row{{"institution", "central", "110102", "某研究院", ""},
            Destination::national_platform,
            "",
            "cn-central-organ"},
        Row{{"soe_central", "", "320505", "中国某集团苏州分公司", ""},
            Destination::national_platform,
            "",
            "cn-central-soe"},
        // Provincial organs: their own unit, or their regulator.
        Row{{"organ", "province", "320102", "江苏省农业农村厅", ""}, Destination::desk, "", "js-province"},
        Row{{"institution", "province", "320102", "江苏省公路事业发展中心", ""},
            Destination::body,
            "JS-JTT",
            "js-transport"},
        Row{{"institution", "province", "320102", "某设计院", "江苏省住房和城乡建设厅"},
            Destination::body,
            "JS-ZJT",
            "js-construction"},
        // City, county and township organs by domicile.
        Row{{"organ", "city", "320100", "南京市水务局", ""}, Destination::body, "320100-GXJ", "js-3201"},
        Row{{"organ", "county", "320505", "苏州市虎丘区教育局", ""},
            Destination::body,
            "320500-GXJ",
            "js-3205"},
        Row{{"organ", "township", "321081", "仪征市某镇人民政府", ""},
            Destination::body,
            "321000-GXJ",
            "js-3210"},
        Row{{"organ", "county", "320576", "苏州工业园区管委会", ""},
            Destination::body,
            "320500-GXJ",
            "js-3205"},
        // A county that was abolished still lies in its city.
        Row{{"organ", "county", "320684", "海门市财政局", ""}, Destination::body, "320600-GXJ", "js-3206"},
        // Local state enterprises by their investor.
        Row{{"soe_local", "", "320102", "江苏某控股有限公司", "江苏省国资委"},
            Destination::body,
            "JS-GZW",
            "js-soe"},
        Row{{"soe_local", "", "320505", "苏州某城投有限公司", "江苏省苏州市国资委"},
            Destination::body,
            "320500-GXJ",
            "js-3205"},
        Row{{"soe_local", "", "320505", "苏州某城投有限公司", ""},
            Destination::body,
            "320500-GXJ",
            "js-3205"},
        // Private and foreign enterprises by domicile.
        Row{{"private_large", "", "320281", "江阴某科技有限公司", ""},
            Destination::body,
            "320200-GXJ",
            "js-3202"},
        Row{{"foreign_large", "", "320583", "昆山某电子有限公司", ""},
            Destination::body,
            "320500-GXJ",
            "js-3205"},
        // Another province.
        Row{{"organ", "city", "330100", "杭州市某局", ""},
            Destination::other_province,
            "",
            "cn-other-province"},
        Row{{"private_large", "", "440305", "深圳某公司", ""},
            Destination::other_province,
            "",
            "cn-other-province"},
        // Nothing known of the domicile: the desk.
        Row{{"private_large", "", "", "", ""}, Destination::desk, "", "default"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.facts.type);
        CAPTURE(row.facts.name);
        const auto found = routed(row.facts);
        CHECK(found.to == row.to);
        CHECK(found.body == row.body);
        CHECK(found.rule == row.rule);
        CHECK_FALSE(found.why.zh.empty());
        CHECK_FALSE(found.why.en.empty());
    }
}

TEST_CASE("the regulator of a private enterprise's sector gets a copy") {
    const auto found = routed({"private_large", "", "320505", "苏州某建筑集团有限公司", ""});
    CHECK(found.body == "320500-GXJ");
    CHECK(found.copies == std::vector<std::string>{"JS-ZJT"});
    CHECK(routed({"organ", "city", "320500", "苏州市交通运输局", ""}).copies.empty());
}

TEST_CASE("a province without rules of its own leaves its cases to the desk, those of others to them") {
    CHECK(routed({"organ", "city", "330100", "杭州市某局", ""}, "ZJ").rule == "default");
    CHECK(routed({"organ", "city", "320100", "南京市水务局", ""}, "ZJ").to == Destination::other_province);
    CHECK(routed({"soe_central", "", "330100", "中国某集团", ""}, "ZJ").to == Destination::national_platform);
}

TEST_CASE("a rule whose body the installation does not have applies nowhere") {
    const auto routing = workflow::load_routing();
    const RoutingFacts facts{"institution", "province", "320102", "江苏省公路事业发展中心", ""};
    const auto without =
        routing.route(facts, "JS", today, [](std::string_view code) { return code != "JS-JTT"; });
    CHECK(without.rule == "js-province");
}

TEST_CASE("a rule counts on the days it is valid") {
    const auto routing = workflow::load_routing();
    const RoutingFacts facts{"organ", "city", "320100", "南京市水务局", ""};
    CHECK(routing.route(facts, "JS", base::parse_day("2025-05-31").value(), everywhere).rule == "default");
    CHECK(routing.route(facts, "JS", base::parse_day("2025-06-01").value(), everywhere).rule == "js-3201");
}

TEST_CASE("the level of a local state enterprise is its investor's") {
    const auto level = [](std::string superior) {
        return Routing::level_of({"soe_local", "", "320102", "某公司", std::move(superior)});
    };
    CHECK(level("江苏省人民政府国有资产监督管理委员会") == "province");
    CHECK(level("上海市国资委") == "province");
    CHECK(level("内蒙古自治区国资委") == "province");
    CHECK(level("重庆市渝中区国资委") == "county");
    CHECK(level("无锡市国资委") == "city");
    CHECK(level("某某集团") == "");
    CHECK(Routing::level_of({"private_large", "", "", "", "江苏省某厅"}) == "");
}

TEST_CASE("what is wrong with the rules is said all at once") {
    const auto faults =
        faults_of(R"({"provinces": [{"province": "JS", "division": "320"}], "sectors": [], "rules": [
        {"id": "a", "types": ["ministry"], "division": "3", "to": "nowhere", "why": {"zh-CN": "x", "en": "x"},
         "valid_from": "2025-06-01", "valid_until": "", "source": "x"},
        {"id": "a", "sectors": ["water"], "to": "body", "why": {"zh-CN": "x", "en": "x"},
         "valid_from": "2025-13-01", "valid_until": "", "source": "x"},
        {"id": "default", "to": "desk", "body": "X", "why": {"zh-CN": "x"}, "valid_from": "2025-06-01",
         "valid_until": "2025-06-01", "source": "x", "colour": "red"}]})");
    for (const std::string_view part :
         {"/provinces/0/division", "/rules/0/types", "/rules/0/division", "/rules/0/to", "/rules/1/id",
          "/rules/1/sectors", "/rules/1/body", "/rules/1/valid_from", "/rules/2/id", "/rules/2/body",
          "/rules/2/why/en", "/rules/2/valid_until", "/rules/2/colour"}) {
        CAPTURE(part);
        CHECK(std::ranges::any_of(faults, [&](const std::string& fault) { return fault.starts_with(part); }));
    }
}

TEST_CASE(
    "no rule that applies is longer than the one chosen, and of equally long ones the first is chosen") {
    CHECK(rc::check([] {
        const auto digits = rc::gen::element<std::string>("", "32", "3205", "320505", "33", "3301");
        std::vector<workflow::RoutingRule> rules;
        const auto count = *rc::gen::inRange(0, 12);
        for (int i = 0; i < count; ++i) {
            workflow::RoutingRule rule;
            rule.validity.id = "r" + std::to_string(i);
            rule.division = *digits;
            if (*rc::gen::arbitrary<bool>()) rule.types = {"organ"};
            rules.push_back(rule);
        }
        RoutingFacts facts;
        facts.type = *rc::gen::element<std::string>("organ", "soe_local");
        facts.division = *rc::gen::element<std::string>("320505", "320100", "330100", "110101");
        const auto applies = [&](const workflow::RoutingRule& rule) {
            return facts.division.starts_with(rule.division) && (rule.types.empty() || facts.type == "organ");
        };
        const auto found = Routing(rules, {}, {}).route(facts, "JS", today, everywhere);
        const auto chosen = std::ranges::find(
            rules, found.rule, [](const workflow::RoutingRule& rule) { return rule.validity.id; });
        if (chosen == rules.end()) {
            RC_ASSERT(std::ranges::none_of(rules, applies));
            return;
        }
        RC_ASSERT(applies(*chosen));
        for (auto rule = rules.begin(); rule != rules.end(); ++rule) {
            if (!applies(*rule)) continue;
            RC_ASSERT(rule->division.size() <= chosen->division.size());
            if (rule->division.size() == chosen->division.size()) RC_ASSERT(rule >= chosen);
        }
    }));
}
