#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "notifier/channels/outcome.hpp"
#include "notifier/receipts.hpp"
#include "records/message.hpp"

namespace qingqian::notifier::channels {

/// A regional SMS gateway with an HTTP interface of its own, described by configuration alone: what is sent,
/// and how its answer and its receipts are read. It cannot be asked about messages, so one whose fate nobody
/// knows waits for its receipt or for a person.
struct GatewayConfig {
    std::string url;
    /// What is posted, with places {to} (E.164), {national} (11 digits), {text}, {id} (our UUID), {template}
    /// (the carrier's approved template), {event}, {callback} (where receipts go) and {time} (Unix seconds).
    /// They are filled in as the content type asks: escaped for JSON, percent-encoded in a form.
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::string> headers;  ///< "Authorization: Bearer …"
    std::string public_url;            ///< ours, without a slash at the end
    std::string secret;                ///< signs the address of receipts

    std::string taken_at;  ///< JSON pointer of what says that it was taken; empty: the status 2xx alone
    std::string taken;     ///< its value then: "OK", "0"
    std::string id_at;     ///< JSON pointer of the gateway's id; without it our own stands in its place
    std::string code_at;   ///< JSON pointer of its code when it was not taken; empty: taken_at
    std::vector<std::string> wrong_number;  ///< codes: never repeated
    std::vector<std::string> opted_out;     ///< codes: never repeated
    std::vector<std::string> try_again;     ///< codes: surely not taken, later perhaps

    bool receipt_form = false;           ///< receipts are forms; otherwise JSON
    std::string receipt_id;              ///< field (form) or JSON pointer of a receipt with the gateway's id
    std::string receipt_status;          ///< the same with its word
    std::string receipt_code;            ///< the same with its error code; may be empty
    std::vector<std::string> delivered;  ///< words that say so
    std::vector<std::string> undelivered;  ///< words that say so; any other word: sent
    std::string receipt_answer = "OK";     ///< what the gateway wants to hear
};

/// Where this gateway reports on a message: name, our id and a signature stand in the address.
std::string callback_url(const GatewayConfig& config, std::string_view provider,
                         std::string_view message_uid);

/// Whether `signature` stands in the address that `callback_url` gave out for this message. In constant time.
bool callback_valid(std::string_view secret, std::string_view provider, std::string_view message_uid,
                    std::string_view signature);

/// What is posted for a message.
std::string request_body(const GatewayConfig& config, std::string_view provider,
                         const records::Message& message, std::string_view carrier_template,
                         base::UtcMillis now);

/// What the answer means. 2xx with what `taken` asks for: accepted; with one of the codes: rejected or retry;
/// with any other code: rejected, for this gateway alone. 429, 5xx but 502 and 504, 401, 403: retry. 502, 504
/// and what cannot be read: unknown.
Outcome read_answer(const GatewayConfig& config, const records::Message& message, long http_status,
                    std::string_view body, std::string_view retry_after);

/// A receipt as the gateway posts it, in the words of StatusReport.
/// Without id the message's own UUID stands in its place, as `read_answer` has it.
StatusReport read_receipt(const GatewayConfig& config, std::string_view message_uid, std::string_view body);

}  // namespace qingqian::notifier::channels
