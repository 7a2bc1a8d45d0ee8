#include "access.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>

#include "base/random.hpp"
#include "normalise.hpp"
#include "store/complaints.hpp"
#include "workflow/decide.hpp"
#include "workflow/rights.hpp"

namespace qingqian::cases {
namespace {

using records::Actor;
using records::Complaint;

// A substitute sees what those see for whom he acts.
bool officer_sees(store::ReadTx& tx, const Environment& env, const Actor& actor, const Complaint& complaint) {
    if (store::complaints::sees(tx, scope_of(env, actor), complaint.id)) return true;
    return std::ranges::any_of(actor.represents, [&](const records::Represented& other) {
        return store::complaints::sees(tx, scope_of(env, acting_as(actor, other)), complaint.id);
    });
}

bool url_safe(std::string_view text, std::size_t min, std::size_t max) {
    return text.size() >= min && text.size() <= max && std::ranges::all_of(text, [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
           });
}

}  // namespace

Actor acting_as(const Actor& substitute, const records::Represented& other) {
    Actor acting = substitute;
    acting.officer = other.officer;
    acting.body = other.body;
    acting.roles = other.roles;
    return acting;
}

store::complaints::Scope scope_of(const Environment& env, const Actor& actor) {
    return scope_of(env, actor, "work");
}

store::complaints::Scope scope_of(const Environment& env, const Actor& actor, std::string_view right) {
    using workflow::Scope;
    switch (env.rights.scope(actor.roles, right)) {
        case Scope::none:
            break;
        case Scope::own:
            return store::complaints::registered_scope_of(actor);
        case Scope::all:
            return {.everything = true, .body = 0, .officer = actor.officer};
        case Scope::body:
            return store::complaints::scope_of(actor);
        case Scope::division:
            return store::complaints::division_scope_of(actor);
    }
    return store::complaints::scope_of({});
}

bool may_see(store::ReadTx& tx, const Environment& env, const Actor& actor, const Complaint& complaint) {
    if (actor.kind == "system") return true;
    if (actor.kind == "complainant" || actor.kind == "respondent")
        return actor.complaint != 0 && actor.complaint == complaint.id;
    if (actor.kind != "officer" || actor.officer == 0) return false;
    // No queue shows a draft; it is its author's alone until it is registered.
    if (complaint.received_at == 0) return complaint.assignee == actor.officer;
    return officer_sees(tx, env, actor, complaint);
}

bool sees_own(const Actor& reader, const Complaint& complaint) {
    if (reader.kind == "complainant") return true;
    return reader.kind == "officer" && complaint.received_at == 0 && complaint.assignee == reader.officer;
}

base::Result<Complaint> find_visible(store::ReadTx& tx, const Environment& env, const Actor& actor,
                                     std::string_view uid_or_number, bool for_update) {
    auto complaint = store::complaints::find(tx, uid_or_number, for_update);
    if (!complaint || !may_see(tx, env, actor, *complaint)) return base::refuse("complaint_not_found");
    return std::move(*complaint);
}

base::Result<Actor> actor_of_draft(store::ReadTx& tx, std::string_view uid_or_number,
                                   std::string_view draft_secret, base::UtcMillis kept) {
    const auto complaint = store::complaints::find(tx, uid_or_number);
    if (!complaint || complaint->draft_secret_hash.empty() || !is_draft_secret(draft_secret) ||
        !base::equal_secret(complaint->draft_secret_hash, draft_secret_hash(draft_secret))) {
        return base::refuse("complaint_not_found");
    }
    if (complaint->received_at != 0 && tx.now() - complaint->received_at > kept)
        return base::refuse("draft_secret_expired");
    Actor actor;
    actor.kind = "complainant";
    actor.name = complaint->complainant_name;
    actor.complaint = complaint->id;
    return actor;
}

namespace {

bool officer_of(const Actor& actor, std::int64_t body) {
    const auto represents = [&](const records::Represented& other) { return other.body == body; };
    return actor.kind == "officer" && body != 0 &&
           (actor.body == body || std::ranges::any_of(actor.represents, represents));
}

// Evidence that the form asks for: while the complaint is its complainant's, or not yet transferred.
bool may_change_evidence(const Environment& env, const Actor& actor, const Complaint& complaint,
                         std::string_view owner) {
    const bool own_turn = owner == "complainant";
    const bool at_the_desk = actor.kind == "officer" && actor.body == complaint.accepting_body &&
                             env.rights.scope(actor.roles, "register") != workflow::Scope::none &&
                             (own_turn || owner == "accepting") && complaint.handling_body == 0;
    return at_the_desk || (own_turn && actor.kind == "complainant");
}

// Proof that comes with a step: from whoever has part in a case that is under way.
bool may_add_proof(const Actor& actor, const Complaint& complaint, std::string_view kind) {
    if (complaint.received_at == 0) return false;
    const bool complainant = actor.kind == "complainant";
    if (kind == retaliation_proof) return complainant || officer_of(actor, complaint.accepting_body);
    if (complaint.closed_at != 0) return false;
    if (kind == respondent_proof) return actor.kind == "respondent";
    return complainant || officer_of(actor, complaint.accepting_body) ||
           officer_of(actor, complaint.handling_body);
}

}  // namespace

bool is_proof(std::string_view kind) {
    return kind == step_proof || kind == respondent_proof || kind == retaliation_proof;
}

base::Result<Complaint> may_attach(store::ReadTx& tx, const Environment& env, const Actor& actor,
                                   std::string_view uid_or_number, std::string_view kind) {
    auto complaint = find_visible(tx, env, actor, uid_or_number);
    if (!complaint) return complaint;
    const auto* state =
        env.definition(complaint->definition, complaint->definition_version).state(complaint->state);
    const std::string_view owner = state == nullptr ? std::string_view{} : std::string_view(state->owner);
    const bool open = is_proof(kind) ? may_add_proof(actor, *complaint, kind)
                                     : may_change_evidence(env, actor, *complaint, owner);
    if (!open) return base::refuse("attachments_closed");
    return complaint;
}

base::Result<Complaint> may_take_out(store::ReadTx& tx, const Environment& env, const Actor& actor,
                                     std::string_view uid_or_number, const records::Attachment& file) {
    // What a step rests on stays with the case.
    if (is_proof(file.kind)) return base::refuse("attachments_closed");
    return may_attach(tx, env, actor, uid_or_number, file.kind);
}

bool may_see_file(const Environment& env, const Actor& actor, const Complaint& complaint,
                  const records::Attachment& file) {
    if (actor.kind == "respondent") return file.kind == respondent_proof;
    if (file.kind != retaliation_proof || actor.kind == "system") return true;
    return workflow::sees_restricted(env.definition(complaint.definition, complaint.definition_version),
                                     complaint, actor);
}

std::vector<std::string> hidden_events(const Environment& env, const records::Actor& actor) {
    if (workflow::sees_restricted(env.newest("complaint"), records::Complaint{}, actor)) return {};
    std::set<std::string> events;
    for (const auto& [key, definition] : env.definitions) {
        for (const auto& action : definition.actions) {
            if (!action.restricted) continue;
            for (const auto& tell : action.tells) events.insert(tell.event);
        }
    }
    return {events.begin(), events.end()};
}

bool is_draft_secret(std::string_view text) {
    return url_safe(text, 32, 128);
}

std::string etag_of(const Complaint& complaint) {
    return "\"" + std::to_string(complaint.revision) + "\"";
}

std::int64_t revision_of(std::string_view if_match) {
    if (if_match.size() < 3 || if_match.front() != '"' || if_match.back() != '"') return 0;
    const auto digits = if_match.substr(1, if_match.size() - 2);
    std::int64_t revision = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), revision);
    return error == std::errc{} && end == digits.data() + digits.size() && revision > 0 ? revision : 0;
}

std::string receipt_code_hash(std::string_view code) {
    std::string normal;
    for (const char c : half_width(code)) {
        if (c >= 'a' && c <= 'z') {
            normal += static_cast<char>(c - 'a' + 'A');
        } else if (c != ' ' && c != '-' && c != '\t') {
            normal += c;
        }
    }
    return base::sha256_hex(normal);
}

std::string draft_secret_hash(std::string_view secret) {
    return base::sha256_hex(secret);
}

}  // namespace qingqian::cases
