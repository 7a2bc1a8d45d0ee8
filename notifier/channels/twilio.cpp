#include "twilio.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <chrono>

#include "records/reasons.hpp"

namespace qingqian::notifier::channels {
namespace json = boost::json;
namespace {

namespace reasons = records::reasons;

/// A member as text: the API writes numbers sometimes as strings, sometimes as numbers.
std::string member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) return {};
    if (value->is_string()) return std::string(std::string_view(value->get_string()));
    if (value->is_int64()) return std::to_string(value->get_int64());
    return {};
}

json::value parsed(std::string_view body) {
    json::error_code error;
    auto value = json::parse(body, error);
    return error ? json::value() : value;
}

/// Refusals that say something about our account, sender or region, and nothing about the number.
bool about_account(std::string_view code) {
    static constexpr std::array codes{"21212", "21408", "21603", "21606", "21607", "21608", "21611", "21612",
                                      "21618", "21635", "21701", "21703", "21704", "21705", "21712", "30034"};
    return std::ranges::find(codes, code) != codes.end();
}

std::string_view reason_for(std::string_view code) {
    if (code == "21211" || code == "21217" || code == "21604") return reasons::invalid_number;
    if (code == "21610") return reasons::opted_out;
    if (code == "21614") return reasons::not_a_mobile;
    return reasons::gateway_rejected;
}

StatusReport report_of(const json::object& message) {
    return {member(message, "sid"), member(message, "status"), member(message, "error_code")};
}

Outcome of_kind(Outcome::Kind kind, std::string code, std::string detail) {
    Outcome outcome;
    outcome.kind = kind;
    outcome.code = std::move(code);
    outcome.detail = std::move(detail);
    return outcome;
}

/// An answer 2xx: the carrier has taken it, but only its id proves to us that it knows so.
Outcome taken(std::string code, const json::object* answer) {
    const StatusReport report = answer != nullptr ? report_of(*answer) : StatusReport{};
    if (report.provider_id.empty()) {
        return of_kind(Outcome::Kind::unknown, std::string(reasons::no_sid),
                       "an answer " + code + " without a sid");
    }
    auto outcome = of_kind(Outcome::Kind::accepted, std::move(code), report.status);
    outcome.provider_id = report.provider_id;
    outcome.status = report.status;
    return outcome;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_' || byte == '.' ||
                           byte == '~';
        if (plain) {
            out.push_back(letter);
        } else {
            out.push_back('%');
            out.push_back(hex[byte >> 4U]);
            out.push_back(hex[byte & 15U]);
        }
    }
    return out;
}

// Whoever asks for more is asked again after a day.
constexpr std::chrono::seconds longest_wait{86'400};

std::optional<std::chrono::milliseconds> retry_seconds(std::string_view text) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error == std::errc::result_out_of_range && !text.starts_with('-')) return longest_wait;
    if (error != std::errc() || end != text.data() + text.size() || count < 0) return {};
    return std::min<std::chrono::seconds>(std::chrono::seconds(count), longest_wait);
}

std::string messages_url(const TwilioConfig& config) {
    std::string base = config.base_url;
    while (base.ends_with('/')) base.pop_back();
    return base + "/2010-04-01/Accounts/" + percent_encoded(config.account_sid) + "/Messages.json";
}

std::string listing_url(const TwilioConfig& config, const records::Message& message, bool by_day) {
    std::string url = messages_url(config) + "?To=" + percent_encoded(message.address) + "&PageSize=100";
    if (by_day) {
        // A clock that runs ahead of the carrier's must not ask for tomorrow.
        constexpr base::UtcMillis skew = 5 * 60'000;
        url += "&DateSent%3E=" + base::to_rfc3339(message.claimed_at - skew).substr(0, 10);
    }
    return url;
}

std::string callback_url(const TwilioConfig& config, std::string_view message_uid) {
    std::string base = config.public_url;
    while (base.ends_with('/')) base.pop_back();
    return base + "/hooks/twilio/status?message=" + percent_encoded(message_uid);
}

std::string request_body(const TwilioConfig& config, const records::Message& message) {
    const bool service = config.from.starts_with("MG") && config.from.size() == 34;
    std::string body = "To=" + percent_encoded(message.address);
    body += (service ? "&MessagingServiceSid=" : "&From=") + percent_encoded(config.from);
    body += "&Body=" + percent_encoded(message.text);
    if (!config.public_url.empty()) {
        body += "&StatusCallback=" + percent_encoded(callback_url(config, message.uid));
    }
    const bool code = message.urgency == records::urgency::code;
    const auto longest = config.validity_s > 0 ? config.validity_s : code_validity_s;
    const auto validity = code ? std::min(longest, code_validity_s) : config.validity_s;
    if (validity > 0) body += "&ValidityPeriod=" + std::to_string(validity);
    return body;
}

Outcome read_answer(long http_status, std::string_view body, std::string_view retry_after) {
    const auto value = parsed(body);
    const json::object* answer = value.if_object();
    const std::string code = std::to_string(http_status);
    if (http_status >= 200 && http_status < 300) return taken(code, answer);
    if (http_status == 502 || http_status == 504) {
        // Somebody between us and the carrier lost the answer; the request may have arrived.
        return of_kind(Outcome::Kind::unknown, code, "the answer was lost on the way");
    }
    const std::string own = answer != nullptr ? member(*answer, "code") : std::string();
    const auto said =
        with_words("HTTP " + code, answer != nullptr ? member(*answer, "message") : std::string());
    const bool account = http_status == 401 || http_status == 403 || http_status < 400;
    if (account || http_status == 408 || http_status == 429 || http_status >= 500) {
        auto outcome = of_kind(Outcome::Kind::retry, own.empty() ? code : own, said);
        outcome.retry_after = retry_seconds(retry_after);
        outcome.provider_fault = true;
        outcome.reason = account ? reasons::account_refused : reasons::gateway_unavailable;
        return outcome;
    }
    auto outcome = of_kind(Outcome::Kind::rejected, own.empty() ? code : own, said);
    outcome.reason = reason_for(own);
    outcome.other_may = about_account(own);
    return outcome;
}

std::optional<Listing> read_listing(std::string_view body) {
    const auto value = parsed(body);
    const json::object* root = value.if_object();
    const json::value* messages = root != nullptr ? root->if_contains("messages") : nullptr;
    if (messages == nullptr || !messages->is_array()) return std::nullopt;
    Listing listing;
    listing.next_page = member(*root, "next_page_uri");
    for (const auto& entry : messages->get_array()) {
        const json::object* message = entry.if_object();
        if (message == nullptr) return std::nullopt;
        const std::string created = member(*message, "date_created");
        const auto seconds_utc = created.empty() ? -1 : curl_getdate(created.c_str(), nullptr);
        listing.messages.push_back({report_of(*message), member(*message, "to"), member(*message, "body"),
                                    seconds_utc < 0 ? 0 : static_cast<base::UtcMillis>(seconds_utc) * 1000});
    }
    return listing;
}

}  // namespace qingqian::notifier::channels
