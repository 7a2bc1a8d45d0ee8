// The table of administrative divisions (GB/T 2260, law-and-practice f.6).

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <functional>
#include <map>
#include <string>

#include "base/decode.hpp"
#include "base/embedded.hpp"
#include "cases/form.hpp"

using namespace qingqian;
namespace json = boost::json;

namespace {

json::value table() {
    return base::parse_json(*base::embedded_text("rules/divisions.json")).value();
}

std::string text_of(const json::object& row, std::string_view key) {
    const auto* value = row.if_contains(key);
    return value == nullptr ? "" : std::string(value->as_string());
}

using Visit = std::function<void(const json::object& row, const std::string& parent)>;

void walk(const json::array& rows, const std::string& parent, const Visit& visit) {
    for (const auto& row : rows) {
        visit(row.as_object(), parent);
        if (const auto* children = row.as_object().if_contains("children")) {
            walk(children->as_array(), text_of(row.as_object(), "code"), visit);
        }
    }
}

}  // namespace

TEST_CASE("f.6: every division lies in the one above it, and was valid before it ended") {
    std::map<std::string, std::string> names;
    std::map<std::string, std::string> ended;
    walk(table().at("items").as_array(), "", [&](const json::object& row, const std::string& parent) {
        const auto code = text_of(row, "code");
        CAPTURE(code);
        names[code] = text_of(row, "name");
        const auto from = text_of(row, "valid_from");
        const auto to = text_of(row, "valid_to");
        if (!to.empty()) ended[code] = to;
        if (!from.empty() && !to.empty()) CHECK(from < to);
        const auto whole = parent.find_last_not_of('0') == std::string::npos ? 0
                           : parent.ends_with("0000")                        ? 2
                                                                             : 4;
        CHECK(code.substr(0, static_cast<std::size_t>(whole)) ==
              parent.substr(0, static_cast<std::size_t>(whole)));
    });
    CHECK(names.size() > 3300);
    // Used codes stay: Haimen became a district of Nantong; the park of Suzhou got another code.
    CHECK(names.at("320684") == "海门市");
    CHECK(ended.at("320684") == "2021-10-31");
    CHECK(names.at("320614") == "海门区");
    CHECK(names.at("320571") == names.at("320576"));
    CHECK(ended.contains("320571"));
    CHECK_FALSE(ended.contains("320576"));
    for (const auto* city : {"441900", "442000", "460400"}) CHECK(names.contains(city));
}

TEST_CASE("f.6: 13 cities of Jiangsu; 东莞, 中山 and 儋州 have no counties below them") {
    std::map<std::string, std::size_t> below;
    walk(table().at("items").as_array(), "", [&](const json::object& row, const std::string& parent) {
        if (text_of(row, "valid_to").empty()) ++below[parent];
    });
    CHECK(below.at("320000") == 13);
    for (const auto* city : {"441900", "442000", "460400"}) CHECK_FALSE(below.contains(city));
    CHECK(below.contains("320500"));
}

TEST_CASE("f.6: a form may name a division that has ended, and none that never was") {
    cases::FormDefinition form;
    REQUIRE(cases::read_divisions(form, table()));
    for (const auto* code : {"320684", "320576", "320500", "320000"}) CHECK(form.divisions.contains(code));
    for (const auto* code : {"320599", "000000", "3205"}) CHECK_FALSE(form.divisions.contains(code));
}

TEST_CASE("f.6: what is wrong with the table is said all at once") {
    cases::FormDefinition form;
    const auto read = cases::read_divisions(form, json::parse(R"({"source": "x", "items": [
        {"code": "32", "name": "江苏省"}, {"code": "320000", "name": "江苏省", "valid_to": "2021-02-30"},
        {"code": "320000", "name": "又一次", "until": "2021-01-01"}, {"code": "330000"}]})"));
    REQUIRE_FALSE(read);
    CHECK(read.error().size() == 5);
}
