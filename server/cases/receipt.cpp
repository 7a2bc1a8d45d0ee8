#include "receipt.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <stdexcept>

#include "base/random.hpp"
#include "records/json.hpp"
#include "step.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::cases {

namespace json = boost::json;
using records::Complaint;
using workflow::ClockChange;

namespace {

records::Event event_of(store::ReadTx& tx, const Complaint& complaint, std::int64_t seq) {
    for (auto& event : store::history::events(tx, complaint.id)) {
        if (event.seq == seq) return std::move(event);
    }
    throw std::runtime_error("the receipt's event is not there");
}

// What came with the complaint stands in the event; names and pages are in the table alone.
std::vector<ReceiptMaterial> materials_of(store::ReadTx& tx, const Complaint& complaint,
                                          const json::value& changes) {
    const auto stored = store::attachments::of_case(tx, complaint.id);
    std::vector<ReceiptMaterial> found;
    for (const auto& item : changes.at("materials").at(1).as_array()) {
        ReceiptMaterial file;
        file.kind = item.at("kind").as_string();
        file.size = item.at("size").as_int64();
        file.sha256 = item.at("sha256").as_string();
        const auto uid = std::string_view(item.at("uid").as_string());
        const auto kept = std::ranges::find(stored, uid, &records::Attachment::uid);
        if (kept != stored.end()) {
            file.name = kept->name;
            file.pages = kept->pages;
        }
        found.push_back(std::move(file));
    }
    return found;
}

}  // namespace

json::object whole_form(store::ReadTx& tx, const Environment& env, const Complaint& complaint) {
    json::object form = json::parse(complaint.form).as_object();
    merge_contacts(env.form_of(complaint.definition), form, store::complaints::contacts(tx, complaint.id));
    return form;
}

json::object filing_digest(const Complaint& complaint, const std::vector<records::Contact>& contacts) {
    json::array people;
    for (const auto& contact : contacts) {
        people.push_back(json::object{{"role", contact.role},
                                      {"name", contact.name},
                                      {"mobile", contact.mobile},
                                      {"landline", contact.landline},
                                      {"email", contact.email},
                                      {"id_number", contact.id_number},
                                      {"consent_sms", contact.consent_sms},
                                      {"consent_email", contact.consent_email},
                                      {"consent_at", contact.consent_at}});
    }
    return {{"form", base::sha256_hex(complaint.form)},
            {"contacts", base::sha256_hex(records::canonical_json(people))}};
}

json::object clock_note(const ClockChange& change) {
    using Kind = ClockChange::Kind;
    const auto& clock = change.clock;
    json::object note{{"change", workflow::to_string(change.change)}, {"kind", clock.kind}};
    if (change.change == Kind::start) {
        note["unit"] = clock.unit;
        note["started_day"] = clock.started_day;
        note["started_at"] = clock.started_at;
    } else {
        note["late"] = clock.late;
        if (change.legal_before != clock.due_legal) note["due_before"] = change.legal_before;
    }
    // Whatever ends as it was needs no dates.
    if (change.change == Kind::meet || change.change == Kind::stop) return note;
    note["length"] = clock.length;
    note["due_raw"] = clock.due_raw;
    note["due_legal"] = clock.due_legal;
    note["calendar_version"] = clock.calendar_version;
    note["provisional"] = clock.provisional;
    if (!clock.pauses.empty()) note["pauses"] = json::parse(records::pauses_to_json(clock.pauses));
    if (!clock.latest.empty()) note["latest"] = clock.latest;
    return note;
}

Receipt receipt_at(store::ReadTx& tx, const Complaint& complaint, std::int64_t seq) {
    const auto event = event_of(tx, complaint, seq);
    const auto payload = json::parse(event.payload);
    const auto& changes = payload.at("changes");
    Receipt receipt;
    receipt.definition = complaint.definition;
    receipt.definition_version = complaint.definition_version;
    receipt.number = complaint.number;
    receipt.received_at = event.at;
    for (auto& clock : store::history::clocks(tx, complaint.id)) {
        if (clock.started_at == event.at) receipt.review = std::move(clock);
    }
    receipt.event_count = event.seq;
    receipt.head_hash = event.hash;
    receipt.accepting_body = complaint.accepting_body;
    receipt.complainant_name = complaint.complainant_name;
    receipt.respondent_name = complaint.respondent_name;
    receipt.arrears_fen = complaint.arrears_fen;
    for (auto& file : materials_of(tx, complaint, changes)) {
        receipt.materials.push_back(std::move(file));
    }
    return receipt;
}

}  // namespace qingqian::cases
