// What the documents say: every document that a workflow issues has a text, and nothing in a text stays
// unfilled.
#include "cases/document_texts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "base/decode.hpp"
#include "notifier/catalogue.hpp"
#include "workflow/load.hpp"

using qingqian::cases::DocumentTexts;
using qingqian::notifier::Catalogue;
namespace workflow = qingqian::workflow;

namespace {

constexpr auto row = R"({"workflow": "appeal", "documents": [{"id": "note", "type": "supervision_note",
    "province": "", "valid_from": "2025-06-01", "valid_until": "", "source": "x", "to": "handling_body",
    "title": "单", "signed": "body", "blocks": [{"text": "BODY"}]}]})";

std::vector<std::string> faults_of(std::string text, std::string_view from, std::string_view to) {
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    DocumentTexts texts;
    const auto parsed = qingqian::base::parse_json(text);
    REQUIRE(parsed);
    const auto added = texts.add(*parsed);
    return added ? std::vector<std::string>{} : added.error();
}

bool names(const std::vector<std::string>& faults, std::string_view words) {
    return std::ranges::any_of(faults,
                               [&](const auto& fault) { return fault.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE(
    "every document of the shipped workflows has its text, and every place in it is filled by somebody") {
    const auto texts = DocumentTexts::load();
    REQUIRE(texts);
    for (const auto& name : workflow::definition_names()) {
        CHECK(texts->check(workflow::load_definition(name)) == std::vector<std::string>{});
    }
}

TEST_CASE("a text holds from its first day, and for the actions it names") {
    const auto texts = DocumentTexts::load();
    REQUIRE(texts);
    const auto in_force = *qingqian::base::parse_day("2026-12-17");
    const auto before = *qingqian::base::parse_day("2025-05-31");
    CHECK(texts->find("complaint", "supervision_letter", "issue_supervision_letter", "JS", before) ==
          nullptr);
    const auto* letter =
        texts->find("complaint", "supervision_letter", "issue_supervision_letter", "JS", in_force);
    REQUIRE(letter != nullptr);
    CHECK(letter->head_signs);
    CHECK(letter->is_for("respondent"));
    CHECK(!letter->is_for("complainant"));
    const auto* back = texts->find("complaint", "return_letter", "return", "JS", in_force);
    const auto* again = texts->find("complaint", "return_letter", "send_back", "JS", in_force);
    REQUIRE(back != nullptr);
    REQUIRE(again != nullptr);
    CHECK(back->to == "accepting_body");
    CHECK(again->to == "handling_body");
}

TEST_CASE(
    "only the transfer, the return, what the platform asks other offices for and the offices' own records "
    "stay hidden from both sides") {
    const auto texts = DocumentTexts::load();
    REQUIRE(texts);
    const auto definition = workflow::load_definition("complaint");
    const auto day = *qingqian::base::parse_day("2026-12-17");
    std::vector<std::string> hidden;
    for (const auto& action : definition.actions) {
        for (const auto& type : action.documents) {
            const auto* text = texts->find("complaint", type, action.name, "JS", day);
            REQUIRE(text != nullptr);
            if (!text->is_for("complainant") && !text->is_for("respondent")) hidden.push_back(action.name);
        }
    }
    CHECK(hidden == std::vector<std::string>{"transfer", "return", "reroute", "send_back", "record_interview",
                                             "approve_extension", "close", "close_plan", "record_callback"});
}

TEST_CASE("a broken text is refused, each fault with its place") {
    CHECK(faults_of(row, "", "").empty());
    CHECK(names(faults_of(row, R"("to": "handling_body")", R"("to": "the_press")"), "/documents/0/to"));
    CHECK(names(faults_of(row, R"("to": "handling_body")", R"("to": "other")"), "names no addressee"));
    CHECK(names(faults_of(row, R"("signed": "body")", R"("signed": "nobody")"), "/documents/0/signed"));
    CHECK(names(faults_of(row, R"({"text": "BODY"})", R"({"heading": "x"})"), "a text or rows"));
    CHECK(names(faults_of(row, R"({"text": "BODY"})", R"({"rows": [["label"]]})"), "a label and a value"));
    CHECK(names(faults_of(row, R"("title": "单")", R"("titel": "单")"), "/documents/0/titel"));
    CHECK(names(faults_of(row, "2025-06-01", "2025-06-31"), "not a day that exists"));
}

TEST_CASE("a place that nothing fills and a document nobody issues are named") {
    for (const auto& [body, wrong] :
         {std::pair<std::string, bool>{"{{demand}} {{assigned.on}} {{complainant}}", false},
          {"{{demnad}}", true},
          {"{{assigned.decision}}", true},
          {"{{clock.review.due}}", true},
          {"{{#retaliation_reported.facts}}x{{/retaliation_reported.facts}}", true}}) {
        DocumentTexts texts;
        std::string text = row;
        text.replace(text.find("BODY"), 4, body);
        REQUIRE(texts.add(*qingqian::base::parse_json(text)));
        const auto faults = texts.check(workflow::load_definition("appeal"));
        CHECK(names(faults, "nothing fills") == wrong);
        CHECK(names(faults, "declining_notice of decline has no text"));
    }
}

TEST_CASE(
    "whom a document is for is told of the step that issues it: in the platform, and by SMS or mail "
    "(法定告知)") {
    const auto texts = DocumentTexts::load();
    const auto catalogue = Catalogue::load();
    REQUIRE(texts);
    REQUIRE(catalogue);
    const auto day = *qingqian::base::parse_day("2026-12-17");
    const auto told = [&](const workflow::Action& action, const std::string& party) {
        return std::ranges::any_of(action.tells, [&](const workflow::Tell& row) {
            if (std::ranges::find(row.audiences, party) == row.audiences.end()) return false;
            const auto& channels = catalogue->channels(row.event, party);
            const auto by = [&](std::string_view channel) {
                return std::ranges::find(channels, channel) != channels.end();
            };
            return by("site") && (by("sms") || by("mail"));
        });
    };
    std::size_t documents = 0;
    for (const auto& name : workflow::definition_names()) {
        for (const auto& action : workflow::load_definition(name).actions) {
            for (const auto& type : action.documents) {
                const auto* text = texts->find(name, type, action.name, "JS", day);
                REQUIRE(text != nullptr);
                CAPTURE(action.name);
                for (const std::string party : {"complainant", "respondent"}) {
                    if (!text->is_for(party)) continue;
                    CAPTURE(party);
                    CHECK(told(action, party));
                    ++documents;
                }
            }
        }
    }
    CHECK(documents > 10);
}
