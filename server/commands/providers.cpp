#include "commands/providers.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "commands/commands.hpp"
#include "store/reference.hpp"

namespace qingqian::commands {
namespace {

using base::Config;
using notifier::channels::SmsProvider;
using std::chrono::milliseconds;

constexpr const char* table = "sms_provider";

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) {
        const auto first = part.find_first_not_of(" \t\r");
        if (first != std::string::npos)
            parts.push_back(part.substr(first, part.find_last_not_of(" \t\r") - first + 1));
    }
    return parts;
}

/// The provider that plain settings describe.
SmsProvider plain_provider(const Config& config) {
    SmsProvider provider;
    provider.per_second = config.integer("sms_per_second");
    provider.twilio.base_url = config.text("sms_base_url");
    provider.twilio.account_sid = config.text("sms_account_sid");
    provider.twilio.auth_token = config.text("sms_auth_token");
    provider.twilio.from = config.text("sms_from");
    provider.twilio.validity_s = config.integer("sms_validity_s");
    return provider;
}

notifier::channels::GatewayConfig gateway_of(const Config& own) {
    notifier::channels::GatewayConfig gateway;
    gateway.url = own.text("base_url");
    gateway.body = own.text("body");
    gateway.content_type = own.text("content_type");
    gateway.headers = split(own.text("headers"), '\n');
    gateway.taken_at = own.text("taken_at");
    gateway.taken = own.text("taken");
    gateway.id_at = own.text("id_at");
    gateway.code_at = own.text("code_at");
    gateway.wrong_number = split(own.text("wrong_number"), ',');
    gateway.opted_out = split(own.text("opted_out"), ',');
    gateway.try_again = split(own.text("try_again"), ',');
    gateway.receipt_form = own.text("receipt_type") == "form";
    gateway.receipt_id = own.text("receipt_id");
    gateway.receipt_status = own.text("receipt_status");
    gateway.receipt_code = own.text("receipt_code");
    gateway.delivered = split(own.text("delivered"), ',');
    gateway.undelivered = split(own.text("undelivered"), ',');
    gateway.receipt_answer = own.text("receipt_answer");
    return gateway;
}

SmsProvider provider_of(const Config& own) {
    SmsProvider provider;
    provider.name = own.text("name");
    provider.per_second = own.integer("per_second");
    if (own.text("kind") == "http") {
        provider.gateway = gateway_of(own);
        return provider;
    }
    provider.twilio.base_url = own.text("base_url");
    provider.twilio.account_sid = own.text("account_sid");
    provider.twilio.auth_token = own.text("auth_token");
    provider.twilio.from = own.text("from");
    provider.twilio.validity_s = own.integer("validity_s");
    return provider;
}

std::vector<SmsProvider> sms_providers(const Config& config) {
    std::vector<SmsProvider> providers;
    if (!config.text("sms_base_url").empty()) providers.push_back(plain_provider(config));
    auto tables = config.tables(table);
    std::ranges::stable_sort(tables, {}, [](const Config& own) { return own.integer("priority"); });
    for (const auto& own : tables) providers.push_back(provider_of(own));
    return providers;
}

std::string secret_of(store::Store& store) {
    return value_or_throw(store.read_now<std::string>([](store::ReadTx& tx) -> base::Result<std::string> {
        return store::reference::setting(tx, "instance_secret").value_or("");
    }));
}

notifier::QuietHours quiet_hours(const Config& config, const std::string& key) {
    const auto text = config.text(key);
    const auto quiet = notifier::QuietHours::read(text == "none" ? "" : text);
    if (!quiet) throw std::runtime_error(key + " is like 21:00-08:00, none, or empty");
    return *quiet;
}

notifier::SendRules send_rules(const Config& config) {
    notifier::SendRules rules;
    rules.quiet = quiet_hours(config, "quiet_hours");
    if (!config.text("quiet_hours_officers").empty())
        rules.officers = quiet_hours(config, "quiet_hours_officers");
    if (!config.text("quiet_hours_bulk").empty()) rules.bulk = quiet_hours(config, "quiet_hours_bulk");
    rules.same_text_a_day = static_cast<std::size_t>(config.integer("sms_same_text_a_day"));
    rules.merge_after = milliseconds(config.integer("officer_merge_ms"));
    rules.merge_from = static_cast<std::size_t>(config.integer("officer_merge_from"));
    return rules;
}

}  // namespace

notifier::DispatchOptions dispatch_options(const Config& config, const std::string& public_url,
                                           store::Store& store) {
    notifier::DispatchOptions options;
    const auto secret = secret_of(store);
    options.sms = sms_providers(config);
    for (auto& provider : options.sms) {
        provider.twilio.public_url = public_url;
        if (!provider.gateway) continue;
        provider.gateway->public_url = public_url;
        provider.gateway->secret = secret;
    }
    if (!config.text("smtp_url").empty()) {
        options.mail = notifier::channels::MailConfig{.url = config.text("smtp_url"),
                                                      .user = config.text("smtp_user"),
                                                      .password = config.text("smtp_password"),
                                                      .from = config.text("mail_from"),
                                                      .require_tls = config.boolean("smtp_require_tls"),
                                                      .bounce_to = config.text("mail_bounce_to"),
                                                      .reply_to = config.text("mail_reply_to"),
                                                      .secret = secret,
                                                      .per_second = config.integer("mail_per_second")};
    }
    options.rules = send_rules(config);
    options.authorities = config.text("carrier_ca");
    options.total_timeout = milliseconds(config.integer("sms_timeout_ms"));
    options.grace = milliseconds(config.integer("sms_grace_ms"));
    options.unknown_given_up = milliseconds(config.integer("unknown_given_up_ms"));
    options.sms_at_once = static_cast<std::size_t>(config.integer("sms_at_once"));
    options.mail_at_once = static_cast<std::size_t>(config.integer("mail_at_once"));
    return options;
}

std::string first_sms_provider(const Config& config) {
    const auto providers = sms_providers(config);
    return providers.empty() ? std::string() : providers.front().name;
}

}  // namespace qingqian::commands
