#include "file.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "access.hpp"
#include "base/random.hpp"
#include "normalise.hpp"
#include "records/json.hpp"
#include "repetition.hpp"
#include "step.hpp"
#include "store/complaints.hpp"
#include "store/contact_ways.hpp"
#include "store/repetition.hpp"
#include "view.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace ways = store::contact_ways;
using base::FieldFault;
using records::Actor;
using records::Complaint;

constexpr std::string_view usual_workflow = "complaint";

bool officer_may_register(const Environment& env, const Actor& actor) {
    return env.rights.scope(actor.roles, "register") != workflow::Scope::none;
}

void check_language(const std::optional<std::string>& language, std::vector<FieldFault>& faults) {
    if (language && *language != "zh-CN" && *language != "en") {
        faults.push_back(base::fault("/language", "not_a_choice"));
    }
}

void check_channel(const workflow::Definition& definition, const NewComplaint& input, bool officer,
                   std::vector<FieldFault>& faults) {
    if (!input.channel) return;
    const auto& choices = definition.choices;
    const auto known = choices.find("intake_channels");
    const bool at_desk =
        known != choices.end() &&
        std::ranges::find(known->second, *input.channel, &workflow::Choice::code) != known->second.end();
    if (officer ? !at_desk : *input.channel != "web")
        faults.push_back(base::fault("/channel", "not_a_choice"));
}

// The answers on consent count from the moment they were given.
bool answers_consent(const json::object& form) {
    const auto* group = form.if_contains("complainant");
    return group != nullptr && group->is_object() &&
           (group->get_object().contains("consent_sms") || group->get_object().contains("consent_email"));
}

/// A form cut into what stands in the case row and what stands in contacts.
struct CutForm {
    json::object form;
    std::vector<records::Contact> contacts;
};

CutForm cut(const FormDefinition& definition, json::object form, base::UtcMillis now) {
    CutForm parts{std::move(form), {}};
    const bool consent = answers_consent(parts.form);
    parts.contacts = take_contacts(definition, parts.form);
    for (auto& contact : parts.contacts) {
        if (contact.role == "complainant" && consent) contact.consent_at = now;
    }
    return parts;
}

void put_form(Complaint& complaint, const CutForm& parts, const FormDefinition& definition) {
    complaint.form = records::canonical_json(parts.form);
    complaint.form_version = definition.version;
    fill_columns(complaint, parts.form);
}

// What only the unit of work can know.
Complaint new_case(store::WriteTx& tx, const Environment& env, const Actor& actor,
                   const PreparedFiling& prepared, std::string_view draft_secret) {
    const auto& definition = env.newest(prepared.complaint.definition);
    auto complaint = prepared.complaint;
    complaint.uid = base::uuid_v7(tx.random(), tx.now());
    complaint.province = env.settings.province;
    complaint.definition = definition.name;
    complaint.definition_version = definition.version;
    complaint.state = definition.initial();
    complaint.created_at = tx.now();
    complaint.updated_at = tx.now();
    complaint.accepting_body = env.accepting_body;
    if (actor.kind == "officer") {
        const auto* own = env.body(actor.body);
        if (own != nullptr && own->kind == "accepting") complaint.accepting_body = own->id;
        complaint.assignee = actor.officer;  // a draft is its author's alone
    } else {
        complaint.draft_secret_hash = draft_secret_hash(draft_secret);
    }
    return complaint;
}

Actor owner_of(const Complaint& complaint) {
    Actor actor;
    actor.kind = "complainant";
    actor.name = complaint.complainant_name;
    actor.complaint = complaint.id;
    return actor;
}

std::optional<base::Problem> may_file(const Environment& env, const Actor& actor,
                                      std::string_view draft_secret) {
    const bool officer = actor.kind == "officer";
    if (officer && !officer_may_register(env, actor)) return base::problem("forbidden");
    if (!officer && !is_draft_secret(draft_secret)) return base::problem("draft_secret_required");
    if (env.accepting_body != 0) return std::nullopt;
    auto problem = base::problem("unavailable", {{"seconds", "60"}});
    problem.log_detail = "there is no accepting body";
    return problem;
}

json::object declared_by(const NewComplaint& input) {
    json::object declared;
    if (!input.declarations) return declared;
    json::array ticked;
    for (const auto& one : *input.declarations) {
        ticked.push_back(json::object{{"code", one.code}, {"version", one.version}});
    }
    declared["declarations"] = std::move(ticked);
    return declared;
}

// Notices go to these numbers while the case waits for its supplement, so they may not be half typed.
void check_reachable(const std::vector<records::Contact>& contacts, std::vector<FieldFault>& faults) {
    const auto own = std::ranges::find(contacts, "complainant", &records::Contact::role);
    const std::string mobile = own == contacts.end() ? "" : own->mobile;
    if (!is_mobile(mobile)) {
        faults.push_back(base::fault("/form/complainant/mobile", "bad_mobile",
                                     {{"length", std::to_string(base::code_points(mobile))}}));
    }
    if (own != contacts.end() && !own->email.empty() && !normalise_mail(own->email)) {
        faults.push_back(base::fault("/form/complainant/email", "bad_email"));
    }
}

// What was proven in a draft is proven of the number that stands in it: another one is not, and is not to be
// passed over for the one before.
void forget_proof(store::WriteTx& tx, const records::Contact& before, const records::Contact& now) {
    for (const auto& person : ways::reached(tx, now.complaint, {before})) {
        const auto end = [&](std::string_view channel) {
            ways::end_way(tx, {.complaint = now.complaint,
                               .contact = now.id,
                               .channel = std::string(channel),
                               .address = {},
                               .verified_at = 0});
        };
        if (person.mobile_verified_at != 0 && person.contact.mobile != now.mobile) end("sms");
        if (person.email_verified_at != 0 && person.contact.email != now.email) end("mail");
    }
}

void replace_contacts(store::WriteTx& tx, const Complaint& complaint,
                      std::vector<records::Contact> contacts) {
    auto stored = store::complaints::contacts(tx, complaint.id);
    for (auto& contact : contacts) {
        contact.complaint = complaint.id;
        const auto old = std::ranges::find(stored, contact.role, &records::Contact::role);
        if (old == stored.end()) {
            store::complaints::insert_contact(tx, contact);
            continue;
        }
        contact.id = old->id;
        if (old->consent_sms == contact.consent_sms && old->consent_email == contact.consent_email &&
            old->consent_at != 0) {
            contact.consent_at = old->consent_at;
        }
        store::complaints::update_contact(tx, contact);
        if (complaint.received_at == 0) forget_proof(tx, *old, contact);
        stored.erase(old);
    }
    // Whoever is no longer named keeps a row without a number, since messages may refer to it.
    for (const auto& old : stored) {
        records::Contact emptied;
        emptied.id = old.id;
        emptied.complaint = complaint.id;
        emptied.role = old.role;
        store::complaints::update_contact(tx, emptied);
    }
}

bool may_edit(const Environment& env, const Actor& actor, const Complaint& complaint) {
    if (actor.kind == "complainant") return true;
    return actor.kind == "officer" && actor.body == complaint.accepting_body &&
           officer_may_register(env, actor);
}

}  // namespace

base::Result<PreparedFiling> prepare(const Environment& env, const Actor& actor, const NewComplaint& input,
                                     std::string_view draft_secret, base::UtcMillis now) {
    if (auto problem = may_file(env, actor, draft_secret)) return std::unexpected(std::move(*problem));
    const bool officer = actor.kind == "officer";
    PreparedFiling prepared;
    prepared.submit = input.submit.value_or(false);
    const std::string workflow = input.workflow.value_or(std::string(usual_workflow));
    if (!env.knows(workflow))
        return std::unexpected(base::invalid_input({base::fault("/workflow", "not_a_choice")}));
    const auto& asked = env.form_of(workflow);
    json::object form = input.form;
    auto faults =
        check_form(asked, form, prepared.submit ? FormCheck::submit : FormCheck::draft, base::legal_day(now));
    check_language(input.language, faults);
    check_channel(env.newest(workflow), input, officer, faults);
    if (prepared.submit && (!officer || input.declarations)) {
        // The step checks them too, but only a form without faults gets so far.
        for (auto& fault :
             check_declarations(asked, input.declarations.value_or(std::vector<Declaration>{}))) {
            faults.push_back(std::move(fault));
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    auto cut_form = cut(asked, std::move(form), now);
    auto& complaint = prepared.complaint;
    complaint.definition = workflow;
    put_form(complaint, cut_form, asked);
    complaint.channel = input.channel.value_or("web");
    complaint.language = input.language.value_or("zh-CN");
    for (const auto& material : missing_materials(asked, cut_form.form, {})) {
        prepared.parts.missing.push_back(material.kind);
    }
    prepared.parts.digest = filing_digest(complaint, cut_form.contacts);
    prepared.parts.contacts = std::move(cut_form.contacts);
    prepared.declared = declared_by(input);
    return prepared;
}

base::Result<Filed> file(store::WriteTx& tx, const Environment& env, const Actor& actor,
                         const PreparedFiling& prepared, std::string_view draft_secret) {
    if (auto problem = may_file(env, actor, draft_secret)) return std::unexpected(std::move(*problem));
    auto complaint = new_case(tx, env, actor, prepared, draft_secret);
    if (prepared.submit) {
        const bool officer = actor.kind == "officer";
        auto done = take_step(tx, env, officer ? actor : owner_of(complaint), complaint,
                              officer ? "register" : "submit", prepared.declared, "", &prepared.parts);
        if (!done) return std::unexpected(std::move(done.error()));
        Filed filed{std::move(done->complaint), std::move(done->receipt)};
        if (!env.settings.silent && store::repetition::complained_before(tx, filed.complaint))
            filed.earlier =
                earlier_json(tx, env, officer ? actor : owner_of(filed.complaint), filed.complaint);
        return filed;
    }
    store::complaints::insert(tx, complaint);
    for (auto contact : prepared.parts.contacts) {
        contact.complaint = complaint.id;
        store::complaints::insert_contact(tx, contact);
    }
    return Filed{std::move(complaint), std::nullopt};
}

base::Result<Filed> file(store::WriteTx& tx, const Environment& env, const Actor& actor,
                         const NewComplaint& input, std::string_view draft_secret) {
    const auto prepared = prepare(env, actor, input, draft_secret, tx.now());
    if (!prepared) return std::unexpected(prepared.error());
    return file(tx, env, actor, *prepared, draft_secret);
}

base::Result<Complaint> save_draft(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                   std::string_view uid_or_number, std::int64_t expected_revision,
                                   const DraftChange& input) {
    auto found = find_visible(tx, env, actor, uid_or_number, true);
    if (!found) return found;
    auto& complaint = *found;
    const auto* state =
        env.definition(complaint.definition, complaint.definition_version).state(complaint.state);
    if (state == nullptr || state->owner != "complainant" || !may_edit(env, actor, complaint)) {
        return base::refuse("not_a_draft");
    }
    if (expected_revision != complaint.revision) {
        auto problem = base::problem("stale");
        problem.extra["current"] = complaint_json(tx, env, actor, complaint);
        return std::unexpected(std::move(problem));
    }
    json::object form = input.form;
    const auto& asked = env.form_of(complaint.definition);
    // Whoever is shown the contacts masked sends back masks, or nothing: neither says anything of them.
    restore_contacts(asked, form, store::complaints::contacts(tx, complaint.id), !sees_own(actor, complaint));
    auto faults = check_form(asked, form, FormCheck::draft, base::legal_day(tx.now()));
    check_language(input.language, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    auto parts = cut(asked, std::move(form), tx.now());
    if (complaint.received_at != 0) check_reachable(parts.contacts, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    put_form(complaint, parts, asked);
    if (input.language) complaint.language = *input.language;
    complaint.revision += 1;
    complaint.updated_at = tx.now();
    store::complaints::update(tx, complaint);
    replace_contacts(tx, complaint, std::move(parts.contacts));
    return std::move(complaint);
}

}  // namespace qingqian::cases
