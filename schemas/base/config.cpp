#include "config.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace qingqian::base {
namespace {

using Kind = Setting::Kind;

constexpr std::array all_settings{
    Setting{"listen", Kind::text, "127.0.0.1:8080", false,
            "Address and port to listen on; port 0 takes a free one"},
    Setting{"data_dir", Kind::text, "data", false, "Directory of the database and the attachments"},
    Setting{"database", Kind::text, "", false,
            "SQLite file or postgresql:// address; empty is qingqian.db in data_dir"},
    Setting{"public_url", Kind::text, "", false,
            "Address under which people and carriers reach the server; empty is the address listened on"},
    Setting{"province", Kind::text, "JS", false, "Two letters that case numbers begin with"},
    Setting{"tls_cert", Kind::text, "", false,
            "Certificate chain (PEM); with tls_key the server speaks HTTPS"},
    Setting{"tls_key", Kind::text, "", false, "Private key (PEM)"},
    Setting{"sms_base_url", Kind::text, "", false,
            "Address of a Twilio-compatible API; empty means no SMS provider"},
    Setting{"sms_account_sid", Kind::text, "", false, "Account of the SMS provider"},
    Setting{"sms_auth_token", Kind::text, "", true, "Token of the SMS provider; also checks its callbacks"},
    Setting{"sms_from", Kind::text, "", false, "Sender number (E.164) or MessagingServiceSid (MG…)"},
    Setting{"sms_signature", Kind::text, "江苏中小企业服务", false,
            "Signature (签名) that stands in 【】 before a text"},
    Setting{"smtp_url", Kind::text, "", false,
            "smtp://host:port or smtps://host:port; empty means no mail provider"},
    Setting{"smtp_user", Kind::text, "", false, "User of the mail relay"},
    Setting{"smtp_password", Kind::text, "", true, "Password of the mail relay"},
    Setting{"mail_from", Kind::text, "", false, "Sender of mails, e.g. 清欠平台 <noreply@example.org>"},
    Setting{"io_threads", Kind::integer, "0", false, "I/O threads; 0 is one a core", 0, 256},
    Setting{"readers", Kind::integer, "0", false, "Database readers; 0 is two a core", 0, 256},
    Setting{"max_connections", Kind::integer, "4096", false, "Open connections", 1, 1'000'000},
    Setting{"max_json_bytes", Kind::integer, "262144", false, "Largest JSON body, bytes", 1024, 16'777'216},
    Setting{"max_attachment_bytes", Kind::integer, "20971520", false, "Largest attachment, bytes", 1024,
            1'099'511'627'776},
    Setting{"max_case_bytes", Kind::integer, "104857600", false, "All attachments of a case, bytes", 1024,
            1'099'511'627'776},
    Setting{"header_timeout_ms", Kind::integer, "10000", false, "Deadline for a request's header, ms", 100,
            600'000},
    Setting{"idle_timeout_ms", Kind::integer, "60000", false, "Deadline of an idle connection, ms", 100,
            3'600'000},
    Setting{"body_timeout_ms", Kind::integer, "30000", false, "Longest pause inside a body, ms", 100,
            600'000},
    Setting{"drain_timeout_ms", Kind::integer, "15000", false,
            "Longest wait for open requests at SIGTERM, ms", 0, 600'000},
    Setting{"sms_timeout_ms", Kind::integer, "15000", false, "Longest wait for the SMS provider, ms", 100,
            120'000},
    Setting{"sms_at_once", Kind::integer, "8", false, "SMS on their way to the provider at once", 1, 64},
    Setting{"sms_grace_ms", Kind::integer, "120000", false,
            "An SMS that the provider's list lacks this long after its try was not taken and goes again, ms",
            1'000, 86'400'000},
    Setting{
        "mail_at_once", Kind::integer, "1", false,
        "Mails on their way to the relay at once; after a crash nobody knows of as many whether they left", 1,
        16},
    Setting{"trusted_proxies", Kind::text, "", false,
            "Addresses or networks whose X-Forwarded-For is believed, separated by commas"},
    Setting{"override_dir", Kind::text, "", false,
            "Directory whose files replace the data inside the program"},
    Setting{"log_level", Kind::text, "info", false, "debug, info, warning or error"},
};

const Setting* find_setting(std::string_view key) {
    const auto found = std::ranges::find(all_settings, key, &Setting::key);
    return found == all_settings.end() ? nullptr : &*found;
}

std::optional<std::int64_t> read_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Checks one value against its setting and keeps it, or notes a sentence.
void take(Config& config, std::vector<std::string>& faults, const std::string& key, const std::string& text,
          Config::Origin origin) {
    const std::string where = std::string(origin_name(origin)) + ": " + key;
    const Setting* setting = find_setting(key);
    if (setting == nullptr) {
        faults.push_back(where + " is not a setting");
        return;
    }
    if (setting->kind == Kind::integer) {
        const auto number = read_integer(text);
        if (!number || *number < setting->min || (setting->max != 0 && *number > setting->max)) {
            faults.push_back(where + " must be a whole number from " + std::to_string(setting->min) + " to " +
                             std::to_string(setting->max));
            return;
        }
    }
    if (setting->kind == Kind::boolean && text != "true" && text != "false") {
        faults.push_back(where + " must be true or false");
        return;
    }
    config.set(key, text, origin);
}

void take_file(Config& config, std::vector<std::string>& faults, const std::string& path) {
    toml::table table;
    try {
        table = toml::parse_file(path);
    } catch (const toml::parse_error& error) {
        faults.push_back("file: " + path + ", line " + std::to_string(error.source().begin.line) + ": " +
                         std::string(error.description()));
        return;
    }
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        if (const auto text = node.value_exact<std::string>()) {
            take(config, faults, name, *text, Config::Origin::file);
        } else if (const auto number = node.value_exact<std::int64_t>()) {
            take(config, faults, name, std::to_string(*number), Config::Origin::file);
        } else if (const auto flag = node.value_exact<bool>()) {
            take(config, faults, name, *flag ? "true" : "false", Config::Origin::file);
        } else {
            faults.push_back("file: " + name + " must be a text, a whole number or true/false");
        }
    }
}

void check_together(const Config& config, std::vector<std::string>& faults) {
    if (config.text("tls_cert").empty() != config.text("tls_key").empty()) {
        faults.push_back("tls_cert and tls_key must be set together");
    }
    if (!config.text("sms_base_url").empty() &&
        (config.text("sms_account_sid").empty() || config.text("sms_auth_token").empty() ||
         config.text("sms_from").empty())) {
        faults.push_back("sms_base_url needs sms_account_sid, sms_auth_token and sms_from");
    }
    if (!config.text("smtp_url").empty() && config.text("mail_from").empty()) {
        faults.push_back("smtp_url needs mail_from");
    }
}

}  // namespace

std::span<const Setting> settings() {
    return all_settings;
}

std::string environment_name(std::string_view key) {
    std::string name = "QINGQIAN_";
    for (const char c : key) name += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

const Config::Value& Config::value(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) throw std::logic_error("no such setting: " + std::string(key));
    return found->second;
}

const std::string& Config::text(std::string_view key) const {
    return value(key).text;
}

std::int64_t Config::integer(std::string_view key) const {
    return read_integer(text(key)).value();
}

bool Config::boolean(std::string_view key) const {
    return text(key) == "true";
}

std::string Config::database() const {
    return text("database").empty() ? text("data_dir") + "/qingqian.db" : text("database");
}

void Config::set(std::string_view key, std::string text, Origin origin) {
    values_.insert_or_assign(std::string(key), Value{std::move(text), origin});
}

std::string_view origin_name(Config::Origin origin) {
    switch (origin) {
        case Config::Origin::built_in:
            return "default";
        case Config::Origin::file:
            return "file";
        case Config::Origin::environment:
            return "environment";
        case Config::Origin::flag:
            return "flag";
    }
    return "";
}

std::expected<Config, std::vector<std::string>> load_config(const ConfigSources& sources) {
    Config config;
    std::vector<std::string> faults;
    for (const auto& setting : all_settings) {
        config.set(setting.key, std::string(setting.fallback), Config::Origin::built_in);
    }
    if (!sources.file.empty()) take_file(config, faults, sources.file);
    for (const auto& setting : all_settings) {
        if (!sources.environment) break;
        if (const auto text = sources.environment(environment_name(setting.key))) {
            take(config, faults, std::string(setting.key), *text, Config::Origin::environment);
        }
    }
    for (const auto& [key, text] : sources.flags) take(config, faults, key, text, Config::Origin::flag);
    check_together(config, faults);
    if (!faults.empty()) return std::unexpected(std::move(faults));
    return config;
}

}  // namespace qingqian::base
