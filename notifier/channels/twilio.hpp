#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "notifier/channels/outcome.hpp"
#include "notifier/receipts.hpp"
#include "records/message.hpp"

namespace qingqian::notifier::channels {

/// A carrier that speaks Twilio's Messages API (2010-04-01).
struct TwilioConfig {
    std::string base_url = "https://api.twilio.com";
    std::string account_sid;
    std::string auth_token;
    std::string from;        ///< E.164, sender id, or a messaging service ("MG…")
    std::string public_url;  ///< ours; the carrier calls back under it
    /// How long the carrier may try to deliver a notice (ValidityPeriod), seconds, 1…14400; 0: the carrier's
    /// own. A one-time code is given `code_validity` at most.
    std::int64_t validity_s = 0;
};

/// How long a one-time code is worth delivering, seconds.
inline constexpr std::int64_t code_validity_s = 300;

/// RFC 3986: all but letters, digits and "-._~".
std::string percent_encoded(std::string_view text);

/// Retry-After as a number of seconds, a day at most; nothing for anything else.
std::optional<std::chrono::milliseconds> retry_seconds(std::string_view header);

/// Name under which it stands in `Message::provider`.
inline constexpr std::string_view twilio_name = "twilio";

/// Address of the Messages resource.
std::string messages_url(const TwilioConfig& config);

/// Address of the carrier's list of messages to the message's number. `by_day`: only those sent on the day of
/// the try (UTC) or later, which is short, but leaves out what waits unsent; without, newest first.
std::string listing_url(const TwilioConfig& config, const records::Message& message, bool by_day);

/// Where the carrier reports on a message: our id stands in the address, which is signed with it.
std::string callback_url(const TwilioConfig& config, std::string_view message_uid);

/// The form-encoded request: To, From or MessagingServiceSid, Body, StatusCallback, ValidityPeriod.
std::string request_body(const TwilioConfig& config, const records::Message& message);

/// What an answer to a request to send means. `retry_after` is the header's value, empty when absent.
/// 2xx with sid: accepted. 429, 408, 500, 503, 401, 403 and 3xx: retry (the last three are the account's
/// fault, not the message's). 502, 504 and an answer without sid: unknown. Any other 4xx: rejected; with a
/// code that is about our account and not about the number (21408, 21606, 21612 …) another provider may take
/// it.
Outcome read_answer(long http_status, std::string_view body, std::string_view retry_after);

/// One line of the carrier's list.
struct Listed {
    StatusReport report;
    std::string to;
    std::string body;
    base::UtcMillis created_at = 0;  ///< 0 when the carrier does not say
};
struct Listing {
    std::vector<Listed> messages;
    std::string next_page;  ///< path of the next page; empty on the last
};
/// Reads a page of the list; nothing when it is not one.
std::optional<Listing> read_listing(std::string_view body);

}  // namespace qingqian::notifier::channels
