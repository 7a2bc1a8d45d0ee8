#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace qingqian::records {

/// One complaint (投诉), the case row. Identifiers are store keys; `uid` and `number` are what the outside
/// sees.
struct Complaint {
    std::int64_t id = 0;
    std::string uid;       ///< UUID version 7; in addresses before a number exists
    std::string number;    ///< "JSTS20261123000123"; empty while a draft
    std::string province;  ///< two letters, "JS"; distribution key

    std::string definition;               ///< workflow by name, "complaint"
    std::int64_t definition_version = 1;  ///< the version the case began with and keeps
    std::string state;                    ///< state code of the definition, "SUBMITTED"

    std::string form;               ///< JSON document of schemas/forms without what stands in contacts
    std::int64_t form_version = 1;  ///< version of the form definition
    std::string channel = "web";    ///< web, counter, phone, letter, mail, forwarded

    // What is searched, sorted or added up is a column; it repeats the form.
    std::string complainant_name;
    std::string complainant_code;
    std::string respondent_name;
    std::string respondent_code;
    std::string respondent_type;
    std::string respondent_division;
    std::int64_t arrears_fen = 0;     ///< 拖欠金额, claimed
    std::int64_t undisputed_fen = 0;  ///< 无争议金额, claimed
    std::int64_t remaining_fen = 0;   ///< what is still owed

    std::int64_t accepting_body = 0;  ///< 受理投诉部门
    std::int64_t handling_body = 0;   ///< 处理投诉部门; 0 until transferred
    std::int64_t assignee = 0;        ///< officer who has it in hand; 0 when nobody

    base::UtcMillis created_at = 0;
    base::UtcMillis received_at = 0;  ///< last receipt (收到投诉); 0 while a draft
    base::UtcMillis updated_at = 0;
    base::UtcMillis closed_at = 0;

    std::string due;        ///< ISO day of the nearest running legal deadline; empty when none runs
    std::string due_clock;  ///< clock kind of `due`
    std::string outcome;    ///< outcome code O1…O8 of the result

    std::int64_t rating = 0;       ///< 1 to 5, the complainant's last evaluation of the present result
    base::UtcMillis rated_at = 0;  ///< 0 when it was not evaluated
    std::string callback;  ///< reached, not_reached (回访) about the present result; empty when none

    std::int64_t revision = 1;  ///< ETag: counts case events and draft saves only
    std::int64_t event_count = 0;
    std::string head_hash;  ///< hash of the last event; empty before the first

    std::string receipt_code_hash;   ///< SHA-256 of the normalised receipt code (查询码)
    std::string draft_secret_hash;   ///< SHA-256 of the secret an anonymous draft is bound to
    std::string language = "zh-CN";  ///< of the complainant's messages

    bool operator==(const Complaint&) const = default;
};

/// A person or desk to be reached about a case. The only home of phone numbers, mails and ID numbers.
struct Contact {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::string role;  ///< complainant, agent, respondent
    std::string name;
    std::string mobile;  ///< 11 digits, mainland
    std::string landline;
    std::string email;
    std::string id_number;
    bool consent_sms = false;
    bool consent_email = false;
    base::UtcMillis consent_at = 0;
};

/// A file of evidence as it arrived (附件).
struct Attachment {
    std::int64_t id = 0;
    std::string uid;
    std::int64_t complaint = 0;
    std::string kind;  ///< slot of the form: complaint_letter, licence, contract, debt_proof, …
    std::string name;  ///< file name given by the sender, cleaned
    std::string content_type;
    std::int64_t size = 0;  ///< bytes
    std::string sha256;     ///< also the blob's name
    /// pending, clean, infected, unscannable, released (by two officers, although unscannable); only clean
    /// and released are served
    std::string verdict = "pending";
    std::string verdict_detail;  ///< codes with blanks between, as files::Verdict
    std::int64_t pages = 0;      ///< of a PDF; 0 where they were not counted
    base::UtcMillis created_at = 0;
    base::UtcMillis removed_at = 0;
};

/// A file that could not be checked, let out by two officers.
struct AttachmentRelease {
    std::int64_t attachment = 0;
    std::string reason;
    std::int64_t asked_by = 0;  ///< officer
    base::UtcMillis asked_at = 0;
    std::int64_t released_by = 0;  ///< another officer; 0 until he agrees
    base::UtcMillis released_at = 0;
};

/// One event of a case's history (append-only). The chain covers `payload`, in which every personal or
/// free-text value stands as SHA-256(salt ‖ value).
struct Event {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t seq = 0;  ///< 1, 2, 3 … within the case
    std::string type;      ///< past tense: submitted, accepted, transferred, note_added …
    std::string action;    ///< action of the definition; empty for others
    std::string actor_kind;
    std::int64_t actor = 0;
    std::string actor_name;  ///< as shown; kept with the event's values, not in the chain
    base::UtcMillis at = 0;
    std::string payload;    ///< canonical JSON that the hash covers
    std::string prev_hash;  ///< 64 hex characters; 64 zeros for the first event
    std::string hash;
};

/// A personal or free-text value that an event's payload refers to by hash.
struct EventValue {
    std::int64_t event = 0;
    std::string pointer;  ///< RFC 6901, into the payload
    std::string salt;     ///< 32 hex characters
    std::string value;    ///< JSON text
};

/// A span in which a clock stood still: the days after `from` up to and including `until` do not count.
struct Pause {
    std::string from;   ///< ISO day
    std::string until;  ///< ISO day; empty while it lasts
    bool operator==(const Pause&) const = default;
};

/// A statutory or set deadline of a case. A due date is always derivable again from these.
struct CaseClock {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::string kind;  ///< review, transfer, handling, supplement, sign_for, closing
    std::string unit;  ///< working_days or calendar_days
    std::int64_t length = 0;
    std::string state = "running";  ///< running, paused, stopped (ended unmet, e.g. by supplement), met
    base::UtcMillis started_at = 0;
    std::string started_day;  ///< day of the event, not counted (民法典 201)
    std::vector<Pause> pauses;
    std::string due_raw;    ///< ISO day
    std::string due_legal;  ///< ISO day, rolled past rest days (民法典 203)
    std::string latest;     ///< ISO day beyond which the legal day is never rolled; empty for none
    std::string calendar_version;
    bool provisional = false;  ///< a day of an uncovered year was counted
    base::UtcMillis ended_at = 0;
    bool late = false;  ///< ended after due_legal

    bool operator==(const CaseClock&) const = default;
};

/// A moment at which `system` has to look at a case.
struct Timer {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::string kind{};
    std::string clock{};
    base::UtcMillis due_at = 0;
    base::UtcMillis done_at = 0;
};

/// An entry of the money ledger (账目), in 分. Append-only: what was wrong is put right by a counter-entry.
struct LedgerEntry {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t event = 0;
    std::string kind;  ///< claimed, verified, undisputed, disputed, paid, planned, waived, correction
    std::int64_t amount_fen = 0;
    base::UtcMillis at = 0;
    std::int64_t corrects = 0;  ///< of a correction: place of the entry in the case's ledger, from 1
    std::string paid_on;        ///< of a payment: ISO day
    std::string evidence;       ///< of a payment or waiver: attachment uid, or "result" of the written result
    std::int64_t instalment = 0;  ///< of a payment within a plan: the instalment's seq

    bool operator==(const LedgerEntry&) const = default;
};

}  // namespace qingqian::records
