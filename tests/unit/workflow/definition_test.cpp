#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/embedded.hpp"
#include "support.hpp"
#include "support/paths.hpp"
#include "workflow/draw.hpp"
#include "workflow/load.hpp"
#include "workflow/verify.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

boost::json::value embedded_json(const char* path) {
    const auto text = base::embedded_text(path).value();
    return boost::json::parse({text.data(), text.size()});
}

// What the notifier has texts for, as far as the toy needs it.
const std::set<WordingKey> toy_wordings{{"LOADED", "", "zh-CN"},
                                        {"LOADED", "", "en"},
                                        {"DELIVERED", "complainant", "zh-CN"},
                                        {"DELIVERED", "complainant", "en"},
                                        {"LOADED", "accepting_body", "zh-CN"},
                                        {"DELIVERED", "accepting_body", "zh-CN"},
                                        {"DELIVERED", "accepting_body", "en"}};

Definition toy() {
    return read_definition(test_file("toy.json")).value();
}

}  // namespace

TEST_CASE("the shipped workflow is sound as a whole") {
    const auto faults = verify(complaint_definition(), {"SUBMITTED", "HANDLING"}, {}, &shipped_terms());
    for (const auto& fault : faults) MESSAGE(fault);
    CHECK(faults.empty());
}

TEST_CASE("a provision is named as it is shown; a rule of the platform's own names none") {
    const auto& definition = complaint_definition();
    CHECK(definition.action("transfer")->basis.starts_with("保障中小企业款项支付条例"));
    CHECK(definition.action("close")->basis.empty());
    CHECK(definition.action("return")->basis == "参照信访工作条例第二十三条");
    CHECK(definition.action("deem_signed")->basis == "保障中小企业款项支付条例第二十五条第二款");
    CHECK(definition.clock("sign_for")->basis.empty());
}

TEST_CASE("the shipped workflow obeys workflow.schema.json, and so does a toy") {
    const auto text = embedded_json("workflows/workflow.schema.json");
    valijson::Schema schema;
    valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(text), schema);
    const auto valid = [&](const boost::json::value& document) {
        valijson::adapters::BoostJsonAdapter target(document);
        valijson::ValidationResults results;
        const bool good = valijson::Validator().validate(schema, target, &results);
        valijson::ValidationResults::Error error;
        while (results.popError(error)) MESSAGE(error.description);
        return good;
    };
    CHECK(valid(embedded_json("workflows/complaint.json")));
    CHECK(valid(test_file("toy.json")));
    auto broken = test_file("toy.json");
    broken.as_object()["states"].as_array()[0].as_object()["owner"] = "the moon";
    valijson::adapters::BoostJsonAdapter target(broken);
    CHECK_FALSE(valijson::Validator().validate(schema, target, nullptr));
}

TEST_CASE("a.2: every transition T01 to T24 stands in the shipped workflow") {
    std::set<std::string> found;
    for (const auto& action : complaint_definition().actions) {
        if (!action.transition.empty()) found.insert(action.transition);
    }
    CHECK(found.size() == 24);
    CHECK(*found.begin() == "T01");
    CHECK(*found.rbegin() == "T24");
}

TEST_CASE("a.4: refusal knows the grounds N01 to N12, c.2: every officer's role has rights") {
    const auto& grounds = complaint_definition().choices.find("refusal_grounds")->second;
    REQUIRE(grounds.size() == 12);
    CHECK(grounds.front().code == "N01");
    CHECK(grounds.back().code == "N12");
    const auto rights = load_rights();
    for (const auto& action : complaint_definition().actions) {
        for (const auto& role : action.roles) {
            if (role == "complainant" || role == "respondent" || role == "system") continue;
            CAPTURE(role);
            CHECK(rights.has_role(role));
            CHECK((rights.scope({role}, "act") != Scope::none ||
                   rights.scope({role}, "register") != Scope::none));
        }
    }
    CHECK(rights.scope({"admin"}, "work") == Scope::none);
    CHECK(rights.scope({"handler", "supervisor"}, "work") == Scope::division);
}

TEST_CASE("every event that is told has a route, and a wording in both languages") {
    const auto routing = embedded_json("messages/routing.json");
    const auto& routes = routing.at("routes").as_object();
    for (const char* language : {"zh-CN", "en"}) {
        const auto wording = embedded_json((std::string("messages/wording.") + language + ".json").c_str());
        for (const auto& action : complaint_definition().actions) {
            for (const auto& tell : action.tells) {
                CAPTURE(tell.event);
                REQUIRE(routes.contains(tell.event));
                CHECK(wording.at("wordings").as_object().contains(tell.event));
                for (const auto& audience : tell.audiences)
                    CHECK(routes.at(tell.event).as_object().contains(audience));
            }
        }
    }
}

TEST_CASE("broken definitions on file are refused with the sentences expected") {
    const auto folder = test::source_dir() / "tests/unit/workflow/broken";
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto file = test_file("broken/" + entry.path().filename().string());
        CAPTURE(entry.path().filename().string());
        std::vector<std::string> expected;
        for (const auto& sentence : file.at("expected").as_array())
            expected.emplace_back(sentence.as_string());
        const auto read = read_definition(file.at("definition"));
        CHECK((read ? verify(*read, {"ON_THE_ROAD"}, toy_wordings) : read.error()) == expected);
        ++count;
    }
    CHECK(count >= 10);
}

TEST_CASE("a toy workflow runs on the same engine") {
    const auto definition = toy();
    CHECK(verify(definition, {}, toy_wordings).empty());
    const Terms terms({{"journey", "journey", "", 3, Unit::calendar_days, "2026-01-01", "", "test"}});
    CaseView view;
    view.complaint.state = definition.initial();
    const auto driver = officer(1, "driver", 1);
    const auto loaded =
        decide(definition, view, "load", driver, {}, shipped_calendar(), terms, at("2026-11-23"));
    REQUIRE(loaded);
    CHECK(loaded->complaint.state == "ON_THE_ROAD");
    CHECK(loaded->complaint.due == "2026-11-26");
    CHECK(loaded->notices[0].values.at("due") == "2026-11-26");
    view = stored(view, *loaded, driver);
    const auto early =
        decide(definition, view, "load", driver, {}, shipped_calendar(), terms, at("2026-11-23"));
    CHECK(early.error().code == "action_already_done");
    const auto there = decide(definition, view, "hand_over", driver, {{"weather", "rain"}},
                              shipped_calendar(), terms, at("2026-11-27"));
    REQUIRE(there);
    CHECK(there->complaint.state == "DELIVERED");
    CHECK(there->clocks[0].clock.late);
    CHECK(there->complaint.due.empty());
    CHECK(there->changes.at("weather").as_array()[1] == "rain");
}

TEST_CASE("the diagram names every state and every edge with its transition and who may take it") {
    const auto chinese = draw_mermaid(complaint_definition(), "zh-CN");
    CHECK(chinese.starts_with("stateDiagram-v2\n"));
    CHECK(chinese.find("    [*] --> DRAFT\n") != std::string::npos);
    CHECK(chinese.find("    SUBMITTED --> ACCEPTED: T03 受理 (受理岗、受理审核岗)\n") != std::string::npos);
    CHECK(chinese.find("    CLOSED --> [*]\n") != std::string::npos);
    const auto dot = draw_dot(complaint_definition(), "en");
    CHECK(dot.find(
              "    SUPPLEMENT -> TERMINATED [label=\"T06 Terminate for want of supplement (the system, ") !=
          std::string::npos);
    for (const auto& state : complaint_definition().states) CHECK(dot.find(state.code) != std::string::npos);
}

TEST_CASE("terms: the province's own row before the country's, only within its validity") {
    const auto day = *base::parse_day("2026-11-23");
    CHECK(shipped_terms().find("review", "JS", day)->length == 10);
    CHECK(shipped_terms().find("review", "LN", day)->length == 7);
    CHECK(shipped_terms().find("transfer", "JS", *base::parse_day("2025-05-31")) == nullptr);
    CHECK(shipped_terms().find("transfer", "JS", *base::parse_day("2025-06-01"))->length == 10);
    CHECK(shipped_terms().find("handling", "JS", day)->unit == Unit::calendar_days);
    CHECK(shipped_terms().find("patience", "JS", day) == nullptr);
}

TEST_CASE("broken terms and rights are refused with all faults") {
    const auto terms = read_terms(boost::json::parse(R"({"terms":[
        {"id":"a","key":"review","length":10,"unit":"working_days","valid_from":"2026-01-01","source":"s"},
        {"id":"a","key":"review","length":0,"unit":"weeks","valid_from":"2026-02-30","source":"s"}]})"));
    REQUIRE_FALSE(terms);
    CHECK(terms.error() == std::vector<std::string>{"/terms/1/length: must be an integer from 1 to 3660",
                                                    "/terms/1/unit: must be working_days or calendar_days",
                                                    "/terms/1/valid_from: not a day that exists: 2026-02-30",
                                                    "/terms/1: the id stands twice: a",
                                                    "/terms/1: is valid at the same time as a"});
    const auto rights = read_rights(boost::json::parse(R"({"roles":[],"rights":[],
        "grants":[{"role":"king","right":"reign","scope":"realm"}]})"));
    REQUIRE_FALSE(rights);
    CHECK(rights.error().size() == 3);
}
