#include "hooks.hpp"

#include <string>

#include "notifier/channels/signature.hpp"
#include "notifier/receipts.hpp"

namespace qingqian::api::hooks {
namespace {

using notifier::channels::FormFields;

std::string value_of(const FormFields& fields, std::string_view name) {
    for (const auto& [key, value] : fields) {
        if (key == name) return value;
    }
    return {};
}

/// Whether the carrier signed this very request: its address as the carrier knows it, and every field.
bool is_signed(const Settings& settings, const http::RequestHead& head, const FormFields& fields) {
    const auto signature = head.field("X-Twilio-Signature");
    if (settings.sms_auth_token.empty() || !signature) return false;
    return notifier::channels::signature_valid(
        settings.sms_auth_token, settings.public_url + std::string(head.target), fields, *signature);
}

void sms_status(const Services& services, std::shared_ptr<http::Exchange> exchange) {
    const auto fields = notifier::channels::parse_form(exchange->body);
    if (!is_signed(services.settings, exchange->head, fields)) {
        return void(exchange->respond(base::problem("bad_signature")));
    }
    const std::string message(exchange->head.query_value("message").value_or(""));
    const notifier::StatusReport report{value_of(fields, "MessageSid"), value_of(fields, "MessageStatus"),
                                        value_of(fields, "ErrorCode")};
    services.store.write<bool>(
        [message, report](store::WriteTx& tx) -> base::Result<bool> {
            notifier::record_status(tx, message, report, tx.now());
            return true;
        },
        [exchange](base::Result<bool> recorded) {
            // Only what was not kept is refused, so that the carrier tells it again; what concerns no message
            // of ours will not concern one later.
            if (!recorded) return void(exchange->respond(recorded.error()));
            exchange->respond(http::no_content());
        });
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/hooks/twilio/status";
    route.body = http::BodyKind::form;
    route.produces.clear();
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        sms_status(services, std::move(exchange));
    };
    router.add(std::move(route));
}

}  // namespace qingqian::api::hooks
