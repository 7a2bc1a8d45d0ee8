#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/complaints.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// Whether `actor` may see the case: officers with the right `work` by the scope of their body (an unfiled
/// draft only by the officer who began it) or of one they stand in for, complainants and respondents their
/// one case, `system` every case.
bool may_see(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
             const records::Complaint& complaint);

/// The actor in the place of one whom he represents.
records::Actor acting_as(const records::Actor& substitute, const records::Represented& other);

/// The cases that the actor's right `work` covers: his body's and its subordinates', all, those he registered
/// himself, or none. What he sees for others as their substitute is not in it.
store::complaints::Scope scope_of(const Environment& env, const records::Actor& actor);
/// The same for another right ("statistics", "supervise").
store::complaints::Scope scope_of(const Environment& env, const records::Actor& actor,
                                  std::string_view right);

/// The case by UUID or number if the actor may see it; otherwise `complaint_not_found` (404), as for a case
/// that does not exist.
base::Result<records::Complaint> find_visible(store::ReadTx& tx, const Environment& env,
                                              const records::Actor& actor, std::string_view uid_or_number,
                                              bool for_update = false);

/// So long after its filing a case still opens to the secret of its draft: for the receipt and what was
/// forgotten. Then it is the receipt code that opens it, which can be counted and braked.
constexpr base::UtcMillis draft_secret_kept = 24LL * 3'600'000;

/// Whether the form with its contacts is the reader's own to see whole: his complaint, or a draft that he, an
/// officer, is typing for somebody.
bool sees_own(const records::Actor& reader, const records::Complaint& complaint);

/// The complainant whom `draft_secret` proves to be the owner of a case filed without account (the header
/// Draft-Secret). `complaint_not_found` when it does not, `draft_secret_expired` (401) when the case was
/// filed longer than `kept` ago.
base::Result<records::Actor> actor_of_draft(store::ReadTx& tx, std::string_view uid_or_number,
                                            std::string_view draft_secret,
                                            base::UtcMillis kept = draft_secret_kept);

/// Kinds of files that come with a step rather than with the form: proof of a payment or settlement, the
/// respondent's own, and proof of retaliation, which is restricted. They are never taken out again.
constexpr std::string_view step_proof = "proof";
constexpr std::string_view respondent_proof = "respondent_proof";
constexpr std::string_view retaliation_proof = "retaliation_proof";
bool is_proof(std::string_view kind);

/// The case if the actor may add a file of this kind now. Evidence of the form: its complainant while it is a
/// draft or waits for supplement, the officer who registers it, and officers of the accepting body until it
/// is transferred. Proof: whoever has part in it while it is under way. `attachments_closed` (409) otherwise.
base::Result<records::Complaint> may_attach(store::ReadTx& tx, const Environment& env,
                                            const records::Actor& actor, std::string_view uid_or_number,
                                            std::string_view kind);

/// The same for taking a file out.
base::Result<records::Complaint> may_take_out(store::ReadTx& tx, const Environment& env,
                                              const records::Actor& actor, std::string_view uid_or_number,
                                              const records::Attachment& file);

/// Whether somebody who sees the case sees this file of it: the respondent its own alone, proof of
/// retaliation those who see what is restricted.
bool may_see_file(const Environment& env, const records::Actor& actor, const records::Complaint& complaint,
                  const records::Attachment& file);

/// Events that tell of steps which only some may know of, where `actor` is none of them; at most 8. Whatever
/// is kept about telling them is not for him either.
std::vector<std::string> hidden_events(const Environment& env, const records::Actor& actor);

/// Whether a Draft-Secret is well formed: 32 to 128 characters of A–Z a–z 0–9 - _.
bool is_draft_secret(std::string_view text);

/// The case's ETag, "\"7\"": counts case events and draft saves only.
std::string etag_of(const records::Complaint& complaint);

/// The revision an If-Match names; `stale`-worthy nonsense reads as 0, which no case has.
std::int64_t revision_of(std::string_view if_match);

/// SHA-256 of a receipt code (查询码) in whatever spelling: blanks, hyphens and case do not count.
std::string receipt_code_hash(std::string_view code);

/// SHA-256 of a draft's secret.
std::string draft_secret_hash(std::string_view secret);

}  // namespace qingqian::cases
