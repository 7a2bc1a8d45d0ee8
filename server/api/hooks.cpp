#include "hooks.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "base/log.hpp"
#include "notifier/channels/signature.hpp"
#include "notifier/receipts.hpp"

namespace qingqian::api::hooks {
using notifier::channels::FormFields;

std::string value_of(const FormFields& fields, std::string_view name) {
    for (const auto& [key, value] : fields) {
        if (key == name) return value;
    }
    return {};
}

bool is_signed(const Settings& settings, const http::RequestHead& head, const FormFields& fields) {
    const auto signature = head.field("X-Twilio-Signature");
    if (!signature) return false;
    const auto account = value_of(fields, "AccountSid");
    return std::ranges::any_of(settings.sms, [&](const auto& provider) {
        if (provider.gateway || (!account.empty() && provider.twilio.account_sid != account)) return false;
        return notifier::channels::signature_valid(
            provider.twilio.auth_token, settings.public_url + std::string(head.target), fields, *signature);
    });
}

namespace {

/// Records a report, then answers. Only what was not kept is refused, so that the carrier tells it again;
/// what concerns no message of ours will not concern one later.
void record(const Services& services, const std::shared_ptr<http::Exchange>& exchange,
            const std::string& message, const notifier::StatusReport& report,
            const std::function<http::Response()>& answer) {
    services.store.write<bool>(
        [message, report](store::WriteTx& tx) -> base::Result<bool> {
            notifier::record_status(tx, message, report, tx.now());
            return true;
        },
        [exchange, answer](base::Result<bool> recorded) {
            if (!recorded) return void(exchange->respond(recorded.error()));
            exchange->respond(answer());
        });
}

void sms_status(const Services& services, std::shared_ptr<http::Exchange> exchange) {
    const auto fields = notifier::channels::parse_form(exchange->body);
    if (!is_signed(services.settings, exchange->head, fields)) {
        base::log(base::LogLevel::warning, "receipt_with_bad_signature");
        return void(exchange->respond(base::problem("bad_signature")));
    }
    const std::string message(exchange->head.query_value("message").value_or(""));
    const notifier::StatusReport report{value_of(fields, "MessageSid"), value_of(fields, "MessageStatus"),
                                        value_of(fields, "ErrorCode")};
    record(services, exchange, message, report, http::no_content);
}

/// A receipt of a gateway that configuration describes: it cannot sign, but the address that we gave it does.
void gateway_status(const Services& services, std::shared_ptr<http::Exchange> exchange) {
    const auto& head = exchange->head;
    const auto found = std::ranges::find(services.settings.sms, head.parameter("provider"),
                                         &notifier::channels::SmsProvider::name);
    const std::string message(head.query_value("message").value_or(""));
    const auto signature = head.query_value("signature").value_or("");
    if (found == services.settings.sms.end() || !found->gateway ||
        !notifier::channels::callback_valid(found->gateway->secret, found->name, message, signature)) {
        base::log(base::LogLevel::warning, "receipt_with_bad_signature");
        return void(exchange->respond(base::problem("bad_signature")));
    }
    const auto report = notifier::channels::read_receipt(*found->gateway, message, exchange->body);
    record(services, exchange, message, report,
           [answer = found->gateway->receipt_answer] { return http::text(200, answer); });
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    const auto add = [&](const char* pattern, http::BodyKind body, auto handle) {
        http::Route route;
        route.method = "POST";
        route.pattern = pattern;
        route.body = body;
        route.produces.clear();
        route.handle = [&services, handle](std::shared_ptr<http::Exchange> exchange) {
            handle(services, std::move(exchange));
        };
        router.add(std::move(route));
    };
    add("/hooks/twilio/status", http::BodyKind::form, sms_status);
    add("/hooks/sms/{provider}", http::BodyKind::json, gateway_status);
    add("/hooks/sms/{provider}/form", http::BodyKind::form, gateway_status);
}

}  // namespace qingqian::api::hooks
