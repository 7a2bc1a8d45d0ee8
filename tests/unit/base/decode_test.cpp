#include "base/decode.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

using qingqian::base::Bound;
using qingqian::base::decode;
using qingqian::base::parse_json;

namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Item {
    std::string name;
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (name, amount))
constexpr std::array<Bound, 2> bounds_of(const Item*) {
    return {Bound{"name", 1, 4}, Bound{"amount", 0, 100}};
}

struct Order {
    std::string title;
    std::optional<std::string> note;
    bool urgent = false;
    Colour colour = Colour::red;
    std::vector<Item> items;
};
BOOST_DESCRIBE_STRUCT(Order, (), (title, note, urgent, colour, items))
constexpr std::array<Bound, 2> bounds_of(const Order*) {
    return {Bound{"title", 2, 10}, Bound{"items", 1, 3}};
}

std::string faults_of(std::string_view text) {
    const auto result = decode<Order>(parse_json(text).value());
    if (result) return "";
    std::string all;
    for (const auto& field : result.error().fields) all += field.pointer + " " + field.code + "; ";
    return all;
}

}  // namespace

TEST_CASE("a sound object is read whole") {
    const auto order = decode<Order>(
        parse_json(R"({"title":"货款","urgent":true,"colour":"green","items":[{"name":"甲","amount":7}]})")
            .value());
    REQUIRE(order);
    CHECK(order->title == "货款");
    CHECK_FALSE(order->note);
    CHECK(order->colour == Colour::green);
    CHECK(order->items.at(0).amount == 7);
}

TEST_CASE("all faults are reported at once, each with its pointer (RFC 6901)") {
    struct Row {
        const char* text;
        const char* faults;
    };
    const std::array rows{
        Row{R"([])", " wrong_type; "},
        Row{R"({})", "/title required; /urgent required; /colour required; /items required; "},
        Row{R"({"title":"","urgent":1,"colour":"blue","items":[]})",
            "/title required; /urgent wrong_type; /colour not_a_choice; /items too_few; "},
        Row{R"({"title":"甲","urgent":true,"colour":"red","items":[{"name":"一二三四五","amount":101}],"x/y":1})",
            "/title too_short; /items/0/name too_long; /items/0/amount too_large; /x~1y unknown_member; "},
        Row{"{\"title\":\"a\\u0000b\",\"urgent\":true,\"colour\":\"red\",\"items\":[{\"name\":\"n\","
            "\"amount\":1.5}]}",
            "/title control_character; /items/0/amount wrong_type; "},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(faults_of(row.text) == row.faults);
    }
}

TEST_CASE("a rune outside the BMP counts once") {
    CHECK(qingqian::base::code_points("𠮷野家") == 3);
}

TEST_CASE("malformed, deep and trailing JSON is refused") {
    for (const std::string text : {"", "{", "{} x", "{\"a\":}", "\xff\xfe", "nul"}) {
        CAPTURE(text);
        const auto parsed = parse_json(text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == "malformed_json");
    }
    CHECK(parse_json(std::string(32, '[') + std::string(32, ']')));
    CHECK_FALSE(parse_json(std::string(33, '[') + std::string(33, ']')));
    // A number that could not be written again.
    CHECK_FALSE(parse_json(R"({"sums": [1, {"fen": 1E650000}]})"));
    CHECK(parse_json(R"([1e308, -1e-650000])"));
}

TEST_CASE("no bytes, however hostile, break the decoder") {
    CHECK(rc::check([](const std::string& bytes) {
        const auto parsed = parse_json(bytes);
        if (parsed) (void)decode<Order>(*parsed);
    }));
}
