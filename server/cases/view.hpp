#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "cases/file.hpp"
#include "cases/receipt.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/complaints.hpp"
#include "store/store.hpp"

/// Cases as the contract's JSON (schemas/api/openapi.yaml), each as its reader may see it. The functions that
/// take a transaction run on reader threads; the others need none.
namespace qingqian::cases {

/// `Complaint`: contacts masked for officers, whole for the complainant (also merged back into the form); the
/// actions this reader may take, with the reasons why not now. `complaint_not_found` when he may not see it.
base::Result<boost::json::object> read_complaint(store::ReadTx& tx, const Environment& env,
                                                 const records::Actor& reader,
                                                 std::string_view uid_or_number);
/// The same for a case already found visible, e.g. just changed in this transaction.
boost::json::object complaint_json(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                   const records::Complaint& complaint);

/// Where the words of a search stand in a case (word_index.hpp).
using FoundIn = std::function<boost::json::array(std::int64_t complaint)>;
/// `ComplaintPage` as JSON text; of a search, each line says what `found_in` finds.
std::string page_text(const Environment& env, const store::complaints::Page& page, base::UtcMillis now,
                      const FoundIn& found_in = {});
/// `ComplaintRef`.
boost::json::object ref_json(const records::Complaint& complaint);
/// `Filed`.
boost::json::object filed_json(const Environment& env, const Filed& filed, base::UtcMillis now);
/// `Receipt`; `code` null when it holds none.
boost::json::object receipt_json(const Environment& env, const Receipt& receipt, base::UtcMillis now);
/// `Attachment`, without how far its release has come.
boost::json::object attachment_json(const records::Attachment& attachment);
/// `Body`.
boost::json::object body_json(const records::Body& body);
/// One of `WorkflowList`.
boost::json::object workflow_name_json(const workflow::Definition& definition);
/// `Workflow`.
boost::json::object workflow_json(const workflow::Definition& definition);

/// `EventList`: the history, with those texts of each step that the reader may see.
base::Result<boost::json::object> read_events(store::ReadTx& tx, const Environment& env,
                                              const records::Actor& reader, std::string_view uid_or_number);
/// `ClockList`, each clock counted day by day.
base::Result<boost::json::object> read_clocks(store::ReadTx& tx, const Environment& env,
                                              const records::Actor& reader, std::string_view uid_or_number);
/// `MessageList`: complainants see what was sent to them, officers all; addresses masked for officers.
base::Result<boost::json::object> read_messages(store::ReadTx& tx, const Environment& env,
                                                const records::Actor& reader, std::string_view uid_or_number);
/// `AttachmentList`.
base::Result<boost::json::object> read_attachments(store::ReadTx& tx, const Environment& env,
                                                   const records::Actor& reader,
                                                   std::string_view uid_or_number);
/// The receipt of the last filing, without the code. `complaint_not_found` while the case is a draft.
base::Result<Receipt> read_receipt(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                   std::string_view uid_or_number);
/// `Verification`: whether a printed hash stands in the history of a case. For anybody.
boost::json::object verification_json(store::ReadTx& tx, std::string_view number, std::string_view hash);

/// "138****8000", "0512-****5678", "z***@example.cn"; empty stays empty.
std::string mask_phone(std::string_view phone);
std::string mask_mail(std::string_view mail);
/// An identity number: three characters in front and four behind stay.
std::string mask_id_number(std::string_view number);

}  // namespace qingqian::cases
