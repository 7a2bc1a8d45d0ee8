#include "reopen.hpp"

#include <boost/json/parse.hpp>

#include "access.hpp"
#include "base/random.hpp"
#include "form.hpp"
#include "records/json.hpp"
#include "store/complaints.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Complaint;

constexpr std::size_t secret_bytes = 32;

// The form asks whoever complains again for the earlier number and for what is new.
std::string form_again(const Complaint& ended, const json::object& input) {
    auto form = json::parse(ended.form).as_object();
    auto& claim = form["claim"];
    if (!claim.is_object()) claim = json::object{};
    claim.as_object()["repeated"] = "yes";
    claim.as_object()["earlier_number"] = ended.number;
    if (const auto* facts = input.if_contains("new_facts")) claim.as_object()["new_facts"] = *facts;
    return records::canonical_json(form);
}

}  // namespace

LinkedDraft open_draft_from(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                            const Complaint& ended, const json::object& input) {
    const auto& definition = env.newest(ended.definition);
    LinkedDraft draft;
    auto& complaint = draft.complaint;
    complaint.uid = base::uuid_v7(tx.random(), tx.now());
    complaint.province = ended.province;
    complaint.definition = definition.name;
    complaint.definition_version = definition.version;
    complaint.state = definition.initial();
    complaint.form = form_again(ended, input);
    complaint.form_version = env.form_of(ended.definition).version;
    complaint.language = ended.language;
    complaint.accepting_body = ended.accepting_body;
    complaint.created_at = tx.now();
    complaint.updated_at = tx.now();
    fill_columns(complaint, json::parse(complaint.form).as_object());
    if (actor.kind == "officer") {
        complaint.assignee = actor.officer;  // a draft is its author's alone
    } else {
        draft.secret = base::random_hex(tx.random(), secret_bytes);
        complaint.draft_secret_hash = draft_secret_hash(draft.secret);
    }
    store::complaints::insert(tx, complaint);
    for (auto contact : store::complaints::contacts(tx, ended.id)) {
        contact.complaint = complaint.id;
        store::complaints::insert_contact(tx, contact);
    }
    return draft;
}

}  // namespace qingqian::cases
