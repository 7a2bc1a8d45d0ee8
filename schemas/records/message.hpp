#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace qingqian::records {

/// In which order messages of a channel leave: the lower goes first, however long the others have waited.
namespace urgency {
inline constexpr std::int64_t code = 0;    ///< a one-time code somebody waits for
inline constexpr std::int64_t notice = 1;  ///< what a step tells
inline constexpr std::int64_t bulk = 2;    ///< digests, and what is sent to many at once
}  // namespace urgency

/// One message to one recipient over one channel. Rendered once, at the transition, never again.
///
/// `state`: queued → claimed → accepted → sent → delivered | undelivered | failed; `unknown` after a timeout
/// on which nobody knows what the carrier did; `skipped` with a coded `reason` when it was never to be sent.
struct Message {
    std::int64_t id = 0;
    std::string uid;  ///< UUID version 7; stands in the status callback's address
    std::int64_t complaint = 0;
    std::int64_t event = 0;
    std::string event_name;  ///< routing key, "SUBMITTED"
    std::string recipient;   ///< audience and key: "complainant:12", "officer:3"
    std::string channel;     ///< sms, mail, site
    std::string language;
    std::string address;  ///< "+8613800138000" or a mailbox; empty for site
    std::string subject;
    std::string text;
    std::string html;
    std::string state = "queued";
    std::string reason;  ///< why not, coded: no_phone, opted_out, no_provider, gateway_rejected …
    std::string provider;
    std::string provider_id;  ///< the carrier's sid, or the Message-ID of a mail
    std::int64_t tries = 0;
    base::UtcMillis created_at = 0;
    base::UtcMillis next_try_at = 0;
    base::UtcMillis claimed_at = 0;
    base::UtcMillis updated_at = 0;
    std::int64_t urgency = urgency::notice;
    std::int64_t replaced_by = 0;  ///< the digest that went out in its place; 0 when it went out itself
};

/// One try to hand a message to a carrier.
struct Attempt {
    std::int64_t id = 0;
    std::int64_t message = 0;
    base::UtcMillis at = 0;
    std::string outcome;  ///< accepted, rejected, retry, unknown; resent when a person sent it again
    std::string code;     ///< carrier's code: "201", "21211", "smtp 550", "timeout"
    std::string detail;
    std::string provider;  ///< who was tried
};

/// What a carrier said later about a message (status callback).
struct Receipt {
    std::int64_t id = 0;
    std::int64_t message = 0;
    std::string provider_id;
    std::string status;
    std::string error_code;
    base::UtcMillis at = 0;
};

/// An event of which somebody could be told on no channel: he is to be called by telephone (电话告知).
struct Exhausted {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t event = 0;
    std::string event_name;
    std::string recipient;  ///< "complainant:12"
    std::string language;
    std::string text;  ///< what to say
    base::UtcMillis at = 0;
    base::UtcMillis taken_at = 0;  ///< when an officer was told of it; 0 until then
    std::int64_t calls = 0;        ///< how often he was called
    base::UtcMillis done_at = 0;   ///< 0 while he is to be called
    std::int64_t done_by = 0;      ///< officer; 0 when a message arrived after all
    std::string result;            ///< told, wrong_number, no_answer, arrived; of the last call while open
    bool operator==(const Exhausted&) const = default;
};

}  // namespace qingqian::records
