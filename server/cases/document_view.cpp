#include "document_view.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string>

#include "access.hpp"
#include "document_places.hpp"
#include "store/documents.hpp"
#include "store/history.hpp"
#include "view_beside.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using notifier::Places;
using records::Complaint;
using records::Document;
using records::Event;

// The name that an audience has in a document.
std::string name_of(const Places& places, std::string_view audience) {
    const auto found = places.find(std::string(audience));
    return found == places.end() ? std::string{} : found->second;
}

json::array blocks_json(const DocumentText& text, const Places& places) {
    json::array out;
    for (const auto& block : text.blocks) {
        const auto words = block.text.fill(places);
        json::array rows;
        for (const auto& [label, value] : block.rows) {
            const auto filled = value.fill(places);
            if (!filled.empty()) rows.push_back(json::array{label, filled});
        }
        // What nothing was said of needs no heading either.
        if (words.empty() && rows.empty()) continue;
        out.push_back(json::object{{"heading", parts::text_or_null(block.heading)},
                                   {"text", parts::text_or_null(words)},
                                   {"rows", std::move(rows)}});
    }
    return out;
}

std::string addressee_of(const DocumentText& text, const Places& places) {
    return text.addressee.empty() ? name_of(places, text.to) : text.addressee.fill(places);
}

json::array copies_of(const DocumentText& text, const Places& places, std::string_view issuer) {
    json::array out;
    for (const auto& audience : text.copies) {
        auto name = name_of(places, audience);
        if (!name.empty() && name != issuer) out.push_back(json::string(name));
    }
    return out;
}

}  // namespace

json::object document_page(const Environment& env, const Complaint& complaint, const Document& document,
                           const Event& issued, const DocumentText& text, Places places) {
    places["number"] = complaint.number;
    places["document"] = document.number;
    const auto& definition = env.definition(complaint.definition, complaint.definition_version);
    const auto* kind = definition.document(document.type);
    const auto* issuer = env.body(document.body);
    return {{"uid", parts::text_or_null(document.uid)},
            {"complaint", complaint.number},
            {"type", document.type},
            {"number", parts::text_or_null(document.number)},
            {"title", text.title},
            {"issuer", parts::body_or_null(env, document.body)},
            {"addressee", addressee_of(text, places)},
            {"copies", copies_of(text, places, issuer == nullptr ? "" : issuer->name)},
            {"basis", kind == nullptr || kind->basis.starts_with("[D]") ? json::value(nullptr)
                                                                        : json::value(kind->basis)},
            {"blocks", blocks_json(text, places)},
            // The party deals with the department; a letter that its head must sign bears the head's name.
            {"signatory", text.head_signs && issued.actor_kind == "officer" ? json::value(issued.actor_name)
                                                                            : json::value(nullptr)},
            {"day", base::to_iso(base::legal_day(document.at))},
            {"voided_at", document.voided_at == 0 ? json::value(nullptr) : json::value(document.voided_at)}};
}

const DocumentText* text_of_document(const Complaint& complaint, const Document& document,
                                     std::string_view action) {
    return shipped_documents().find(complaint.definition, document.type, action, complaint.province,
                                    base::legal_day(document.at));
}

bool may_read_document(const DocumentText& text, const records::Actor& reader) {
    const bool party = reader.kind == "complainant" || reader.kind == "respondent";
    return !party || text.is_for(reader.kind);
}

base::Result<json::object> read_document(store::ReadTx& tx, const Environment& env,
                                         const records::Actor& reader, std::string_view uid_or_number,
                                         std::string_view document) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    const auto documents = store::documents::of_case(tx, complaint->id);
    const auto found = std::ranges::find(documents, document, &Document::uid);
    if (found == documents.end()) return base::refuse("document_not_found");
    const auto& definition = env.definition(complaint->definition, complaint->definition_version);
    const auto history = document_history(tx, complaint->id);
    const auto issued = std::ranges::find(history.events, found->event, &Event::seq);
    if (issued == history.events.end() || !sees_step(definition, *complaint, reader, *issued))
        return base::refuse("document_not_found");
    const auto* text = text_of_document(*complaint, *found, issued->action);
    if (text == nullptr || !may_read_document(*text, reader)) return base::refuse("document_not_found");
    return document_page(env, *complaint, *found, *issued, *text,
                         document_places_at(env, *complaint, history, found->event));
}

}  // namespace qingqian::cases
