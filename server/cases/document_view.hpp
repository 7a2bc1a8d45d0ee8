#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "cases/document_texts.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/case_parts.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

/// Numbered documents (文书) to read and to print.
namespace qingqian::cases {

/// The text of a document as it was in force on the day of issue. Null when there is none.
const DocumentText* text_of_document(const records::Complaint& complaint, const records::Document& document,
                                     std::string_view action);

/// Whether a reader who sees the step may read what it issued: officers every document, a party those that
/// are addressed to it or sent to it as a copy.
bool may_read_document(const DocumentText& text, const records::Actor& reader);

/// `DocumentPage` of a document that `issued` issued, its places filled by `document_places_at`. One that has
/// no uid or number yet shows null there.
boost::json::object document_page(const Environment& env, const records::Complaint& complaint,
                                  const records::Document& document, const records::Event& issued,
                                  const DocumentText& text, notifier::Places places);

/// `DocumentPage`: heading, addressee, text, signature and day, filled from the history as it was when the
/// document was issued; what happened since changes nothing in it. Never the complaint letter, nor anybody's
/// contacts. `complaint_not_found`, `document_not_found` (404; also where the reader may not read it).
base::Result<boost::json::object> read_document(store::ReadTx& tx, const Environment& env,
                                                const records::Actor& reader, std::string_view uid_or_number,
                                                std::string_view document);

}  // namespace qingqian::cases
