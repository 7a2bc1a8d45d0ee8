#include "notifier/pattern.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using qingqian::notifier::Escape;
using qingqian::notifier::Pattern;
using qingqian::notifier::Places;

namespace {

std::string fill(const char* pattern, const Places& places) {
    return Pattern(pattern).fill(places);
}

}  // namespace

TEST_CASE("places are filled, unknown ones are empty") {
    CHECK(fill("编号{{number}}。", {{"number", "N1"}}) == "编号N1。");
    CHECK(fill("{{ number }}-{{other}}-", {{"number", "N1"}}) == "N1--");
    CHECK(fill("", {}).empty());
}

TEST_CASE("a section stands or falls with its place, also inside another") {
    const char* clause = "a{{#due}} by {{due}}{{#late}} (late){{/late}}{{/due}}.";
    CHECK(fill(clause, {{"due", "Monday"}}) == "a by Monday.");
    CHECK(fill(clause, {{"due", "Monday"}, {"late", "yes"}}) == "a by Monday (late).");
    CHECK(fill(clause, {{"due", ""}, {"late", "yes"}}) == "a.");
    CHECK(fill("{{^due}}no date{{/due}}", {}) == "no date");
    CHECK(fill("{{^due}}no date{{/due}}", {{"due", "Monday"}}).empty());
}

TEST_CASE("tags of sections on lines of their own leave no lines") {
    CHECK(fill("a\n{{#due}}\n{{due}}\n{{/due}}\nb\n", {{"due", "Monday"}}) == "a\nMonday\nb\n");
    CHECK(fill("a\n{{#due}}\n{{due}}\n{{/due}}\nb\n", {}) == "a\n\nb\n");
    CHECK(fill("a\n\nb", {}) == "a\n\nb");
}

TEST_CASE("paragraphs are repeated") {
    const std::vector<std::string> paragraphs{"one", "two"};
    const Pattern mail("Hello\n{{#paragraphs}}\n<p>{{paragraph}}</p>\n{{/paragraphs}}\nBye\n");
    CHECK(mail.fill({}, Escape::none, paragraphs) == "Hello\n<p>one</p>\n<p>two</p>\nBye\n");
    const Pattern nested("{{#paragraphs}}{{#paragraphs}}{{paragraph}} {{/paragraphs}}{{/paragraphs}}");
    CHECK(nested.fill({}, Escape::none, paragraphs) == "one two ");
    CHECK(mail.fill({}, Escape::none, {}) == "Hello\n\nBye\n");
}

TEST_CASE("values are escaped for HTML, the pattern is not, and a value is never a pattern") {
    const Pattern pattern("<b>{{name}}</b>");
    CHECK(pattern.fill({{"name", R"(<a href="x">'&)"}}, Escape::html) ==
          "<b>&lt;a href=&quot;x&quot;&gt;&apos;&amp;</b>");
    CHECK(pattern.fill({{"name", "{{name}}"}}) == "<b>{{name}}</b>");
}

TEST_CASE("what is not closed stands as text") {
    CHECK(fill("a {{number", {{"number", "N1"}}) == "a {{number");
    CHECK(fill("a {{#due}}b", {{"due", "x"}}) == "a b");
    CHECK(fill("a {{/due}}b", {}) == "a b");
}
