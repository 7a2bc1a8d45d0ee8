#include "gateway.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <map>

#include "base/random.hpp"
#include "notifier/channels/signature.hpp"
#include "notifier/channels/twilio.hpp"
#include "records/reasons.hpp"

namespace qingqian::notifier::channels {
namespace json = boost::json;
namespace {

namespace reasons = records::reasons;
using Places = std::map<std::string, std::string, std::less<>>;

bool is_form(std::string_view content_type) {
    return content_type.starts_with("application/x-www-form-urlencoded");
}

bool one_of(const std::vector<std::string>& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

std::string escaped(std::string_view text, bool form) {
    if (form) return percent_encoded(text);
    const auto quoted = json::serialize(json::value(text));
    return quoted.substr(1, quoted.size() - 2);
}

/// A place is a known name in braces; any other brace stands for itself, as JSON is full of them.
std::string fill(std::string_view pattern, const Places& places, bool form) {
    std::string out;
    while (!pattern.empty()) {
        const auto open = std::min(pattern.find('{'), pattern.size());
        out += pattern.substr(0, open);
        pattern.remove_prefix(open);
        if (pattern.empty()) break;
        const auto close = pattern.find('}');
        const auto name = close == std::string_view::npos ? pattern : pattern.substr(1, close - 1);
        const auto place = places.find(name);
        if (close == std::string_view::npos || place == places.end()) {
            out.push_back('{');
            pattern.remove_prefix(1);
        } else {
            out += escaped(place->second, form);
            pattern.remove_prefix(close + 1);
        }
    }
    return out;
}

std::string word_of(const json::value& value) {
    if (value.is_string()) return std::string(std::string_view(value.get_string()));
    if (value.is_int64() || value.is_uint64() || value.is_bool()) return json::serialize(value);
    return {};
}

json::value parsed(std::string_view body) {
    json::error_code error;
    auto value = json::parse(body, error);
    return error ? json::value() : value;
}

/// The member a pointer names, as text; empty when there is none.
std::string at_pointer(const json::value& value, const std::string& pointer) {
    if (pointer.empty()) return {};
    json::error_code error;
    const auto* found = value.find_pointer(pointer, error);
    return found == nullptr || error ? std::string() : word_of(*found);
}

std::string signature_of(std::string_view secret, std::string_view provider, std::string_view message_uid) {
    const auto text = "receipt " + std::string(provider) + " " + std::string(message_uid);
    return base::hmac_sha256_hex(secret, text).substr(0, 32);
}

Outcome of_kind(Outcome::Kind kind, std::string code, std::string_view reason) {
    Outcome outcome;
    outcome.kind = kind;
    outcome.code = std::move(code);
    outcome.reason = reason;
    return outcome;
}

Outcome refusal(const GatewayConfig& config, std::string code) {
    using Kind = Outcome::Kind;
    if (one_of(config.wrong_number, code))
        return of_kind(Kind::rejected, std::move(code), reasons::invalid_number);
    if (one_of(config.opted_out, code)) return of_kind(Kind::rejected, std::move(code), reasons::opted_out);
    if (one_of(config.try_again, code)) {
        auto outcome = of_kind(Kind::retry, std::move(code), reasons::gateway_unavailable);
        outcome.provider_fault = true;
        return outcome;
    }
    auto outcome = of_kind(Kind::rejected, std::move(code), reasons::gateway_rejected);
    outcome.other_may = true;
    return outcome;
}

/// Gateways keep their sentence in members of different names: the whole answer is short and says it.
Outcome refused(const GatewayConfig& config, std::string code, const std::string& status,
                std::string_view body) {
    auto outcome = refusal(config, std::move(code));
    outcome.detail = with_words("HTTP " + status, body);
    return outcome;
}

}  // namespace

std::string callback_url(const GatewayConfig& config, std::string_view provider,
                         std::string_view message_uid) {
    return config.public_url + "/hooks/sms/" + percent_encoded(provider) +
           (config.receipt_form ? "/form" : "") + "?message=" + percent_encoded(message_uid) +
           "&signature=" + signature_of(config.secret, provider, message_uid);
}

bool callback_valid(std::string_view secret, std::string_view provider, std::string_view message_uid,
                    std::string_view signature) {
    return !secret.empty() && base::equal_secret(signature_of(secret, provider, message_uid), signature);
}

std::string request_body(const GatewayConfig& config, std::string_view provider,
                         const records::Message& message, std::string_view carrier_template,
                         base::UtcMillis now) {
    std::string national = message.address;
    if (national.starts_with("+86")) national.erase(0, 3);
    const Places places{{"to", message.address},
                        {"national", national},
                        {"text", message.text},
                        {"id", message.uid},
                        {"template", std::string(carrier_template)},
                        {"event", message.event_name},
                        {"callback", callback_url(config, provider, message.uid)},
                        {"time", std::to_string(now / 1000)}};
    return fill(config.body, places, is_form(config.content_type));
}

Outcome read_answer(const GatewayConfig& config, const records::Message& message, long http_status,
                    std::string_view body, std::string_view retry_after) {
    using Kind = Outcome::Kind;
    const auto status = std::to_string(http_status);
    const auto value = parsed(body);
    const auto said = at_pointer(value, config.taken_at);
    auto code = config.code_at.empty() ? said : at_pointer(value, config.code_at);
    if (http_status >= 200 && http_status < 300) {
        if (config.taken_at.empty() || said == config.taken) {
            auto outcome = of_kind(Kind::accepted, status, {});
            outcome.provider_id = at_pointer(value, config.id_at);
            if (outcome.provider_id.empty()) outcome.provider_id = message.uid;
            outcome.status = "accepted";
            return outcome;
        }
        if (!code.empty()) return refused(config, std::move(code), status, body);
        auto lost = of_kind(Kind::unknown, std::string(reasons::unreadable), reasons::unreadable);
        lost.detail = with_words("HTTP " + status, body);
        return lost;
    }
    if (http_status == 502 || http_status == 504) return of_kind(Kind::unknown, status, status);
    const bool account = http_status == 401 || http_status == 403 || http_status < 400;
    if (account || http_status == 408 || http_status == 429 || http_status >= 500) {
        auto outcome = of_kind(Kind::retry, code.empty() ? status : code,
                               account ? reasons::account_refused : reasons::gateway_unavailable);
        outcome.detail = with_words("HTTP " + status, body);
        outcome.provider_fault = true;
        outcome.retry_after = retry_seconds(retry_after);
        return outcome;
    }
    return refused(config, code.empty() ? status : code, status, body);
}

StatusReport read_receipt(const GatewayConfig& config, std::string_view message_uid, std::string_view body) {
    StatusReport report;
    std::string word;
    if (config.receipt_form) {
        for (const auto& [key, value] : parse_form(body)) {
            if (key == config.receipt_id) report.provider_id = value;
            if (key == config.receipt_status) word = value;
            if (key == config.receipt_code) report.error_code = value;
        }
    } else {
        const auto value = parsed(body);
        report.provider_id = at_pointer(value, config.receipt_id);
        word = at_pointer(value, config.receipt_status);
        report.error_code = at_pointer(value, config.receipt_code);
    }
    if (report.provider_id.empty()) report.provider_id = message_uid;
    report.status = one_of(config.delivered, word)     ? "delivered"
                    : one_of(config.undelivered, word) ? "undelivered"
                                                       : "sent";
    if (report.status != "undelivered") report.error_code.clear();
    return report;
}

}  // namespace qingqian::notifier::channels
