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
    Setting{"carrier_ca", Kind::text, "", false,
            "Certificate authorities (PEM) of carriers, mail relays and mailboxes, beside the system's"},
    Setting{"sms_base_url", Kind::text, "", false,
            "Address of a Twilio-compatible API; empty means no SMS provider"},
    Setting{"sms_account_sid", Kind::text, "", false, "Account of the SMS provider"},
    Setting{"sms_auth_token", Kind::text, "", true, "Token of the SMS provider; also checks its callbacks"},
    Setting{"sms_from", Kind::text, "", false, "Sender number (E.164) or MessagingServiceSid (MG…)"},
    Setting{"sms_validity_s", Kind::integer, "14400", false,
            "How long the SMS provider may try to deliver, seconds; 0 leaves it to the provider", 0, 14'400},
    Setting{"sms_per_second", Kind::integer, "0", false, "SMS the provider takes a second; 0 is no bound", 0,
            100'000},
    Setting{"mail_per_second", Kind::integer, "0", false, "Mails the relay takes a second; 0 is no bound", 0,
            100'000},
    Setting{"sms_same_text_a_day", Kind::integer, "50", false,
            "SMS of one event to one number a day; the others wait for the next; 0 is no bound", 0, 10'000},
    Setting{"quiet_hours", Kind::text, "", false,
            "Hours (Asia/Shanghai) in which no SMS leaves but one-time codes, such as 21:00-08:00; empty is "
            "none"},
    Setting{"quiet_hours_officers", Kind::text, "", false,
            "The same for SMS to officers: hours of their own, none, or empty for quiet_hours"},
    Setting{"quiet_hours_bulk", Kind::text, "", false,
            "The same for digests and what is sent to many at once"},
    Setting{"officer_merge_ms", Kind::integer, "5000", false,
            "A notice to an officer waits so long for others to go as one digest, ms", 0, 600'000},
    Setting{"officer_merge_from", Kind::integer, "3", false,
            "So many notices to one officer become a digest; 0 is never", 0, 50},
    Setting{"smtp_url", Kind::text, "", false,
            "smtp://host:port or smtps://host:port; empty means no mail provider"},
    Setting{"smtp_user", Kind::text, "", false, "User of the mail relay"},
    Setting{"smtp_password", Kind::text, "", true, "Password of the mail relay"},
    Setting{"mail_from", Kind::text, "", false, "Sender of mails, e.g. 清欠平台 <noreply@example.org>"},
    Setting{"smtp_require_tls", Kind::boolean, "false", false,
            "Refuse a mail relay that offers no STARTTLS; with a password it is refused anyhow"},
    Setting{"mail_bounce_to", Kind::text, "", false,
            "Mailbox of ours that bounces come back to, with a name of at most 20 letters; each mail gets a "
            "sub-address of it. Empty is the sender"},
    Setting{"mail_reply_to", Kind::text, "", false,
            "Mailbox of ours that answers come to, as above. Empty: answers are not expected"},
    Setting{"imap_url", Kind::text, "", false,
            "imaps://host:port or imap://host:port of the mailbox that answers, bounces and letters come to; "
            "empty: it is not looked into"},
    Setting{"imap_user", Kind::text, "", false, "User of that mailbox"},
    Setting{"imap_password", Kind::text, "", true, "Its password"},
    Setting{"imap_folder", Kind::text, "INBOX", false, "Its folder"},
    Setting{"imap_interval_ms", Kind::integer, "30000", false, "How often it is looked into, ms", 100,
            3'600'000},
    Setting{"imap_max_bytes", Kind::integer, "37748736", false,
            "Largest mail, bytes; of a larger one only the header is read and the sender told", 65'536,
            268'435'456},
    Setting{"io_threads", Kind::integer, "0", false, "I/O threads; 0 is one a core", 0, 256},
    Setting{"readers", Kind::integer, "0", false, "Database readers; 0 is two a core", 0, 256},
    Setting{"max_connections", Kind::integer, "16384", false, "Open connections", 1, 1'000'000},
    Setting{
        "max_connections_per_block", Kind::integer, "4096", false,
        "Of these, from one IPv4 address or 64 bits of IPv6; trusted proxies are not counted, 0 is no bound",
        0, 1'000'000},
    Setting{"max_listeners", Kind::integer, "10000", false,
            "Open streams of live updates; those beyond ask by themselves from time to time", 0, 1'000'000},
    Setting{"webhooks_private", Kind::boolean, "false", false,
            "Webhooks may go to addresses of this network, and over plain http"},
    Setting{"max_json_bytes", Kind::integer, "262144", false, "Largest JSON body, bytes", 1024, 16'777'216},
    Setting{"max_attachment_bytes", Kind::integer, "20971520", false, "Largest attachment, bytes", 1024,
            1'099'511'627'776},
    Setting{"max_case_bytes", Kind::integer, "104857600", false, "All attachments of a case, bytes", 1024,
            1'099'511'627'776},
    Setting{"upload_kept_ms", Kind::integer, "86400000", false,
            "How long a file that has not arrived whole waits for more, ms", 1'000, 2'592'000'000},
    Setting{"clamd", Kind::text, "", false,
            "unix:/run/clamav/clamd.ctl or tcp://host:port of the virus scanner clamd; empty: files are not "
            "searched for viruses"},
    Setting{"node", Kind::text, "main", false,
            "Name of this node, different on each: its chain of the read log"},
    Setting{"head_file", Kind::text, "", false,
            "File outside the data directory that takes the heads of all chains once a day; empty: none"},
    Setting{"head_mail", Kind::text, "", false, "Mailbox that they are sent to"},
    Setting{"draft_secret_hours", Kind::integer, "24", false,
            "How long after its filing a case still opens to the secret of its draft, hours", 1, 8'760},
    Setting{"draft_kept_days", Kind::integer, "30", false,
            "A draft that nobody touched for so long is deleted with its files, days", 1, 3'650},
    Setting{"drafts_per_hour", Kind::integer, "20000", false,
            "Complaints begun without an account in an hour, here, by all together; 0 is no bound", 0,
            100'000'000},
    Setting{"drafts_per_hour_block", Kind::integer, "200", false,
            "The same from one address block (24 bits of IPv4, 48 of IPv6)", 0, 100'000'000},
    Setting{"codes_per_hour", Kind::integer, "10000", false,
            "One-time codes sent in an hour, here, to all together; 0 is no bound", 0, 100'000'000},
    Setting{"codes_per_hour_block", Kind::integer, "100", false, "The same, asked for from one address block",
            0, 100'000'000},
    Setting{"uploads_per_hour", Kind::integer, "60000", false,
            "Files sent without an account in an hour, here, by all together; 0 is no bound", 0, 100'000'000},
    Setting{"uploads_per_hour_block", Kind::integer, "1000", false, "The same from one address block", 0,
            100'000'000},
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
    Setting{"sms_at_once", Kind::integer, "64", false, "SMS on their way to the providers at once", 1, 256},
    Setting{"sms_grace_ms", Kind::integer, "120000", false,
            "An SMS that the provider's list lacks this long after its try was not taken and goes again, ms",
            1'000, 86'400'000},
    Setting{"unknown_given_up_ms", Kind::integer, "86400000", false,
            "A message of which nobody knows for so long whether it left counts as not arrived, ms", 1'000,
            2'592'000'000},
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

constexpr std::array sms_provider_keys{
    Setting{"name", Kind::text, "", false, "What it is called in messages and in the addresses of receipts"},
    Setting{"kind", Kind::text, "twilio", false,
            "twilio (its Messages API) or http (described by the keys below)"},
    Setting{"priority", Kind::integer, "10", false,
            "The lowest is asked first; the provider of sms_base_url has 0", 0, 1000},
    Setting{"per_second", Kind::integer, "0", false, "SMS it takes a second; 0 is no bound", 0, 100'000},
    Setting{"base_url", Kind::text, "", false, "Address of the API (twilio) or of what is posted to (http)"},
    Setting{"account_sid", Kind::text, "", false, "Account (twilio)"},
    Setting{"auth_token", Kind::text, "", true, "Its token (twilio); also checks its callbacks"},
    Setting{"from", Kind::text, "", false, "Sender number (E.164) or MessagingServiceSid (MG…) (twilio)"},
    Setting{"validity_s", Kind::integer, "14400", false, "ValidityPeriod (twilio), seconds; 0 is none", 0,
            14'400},
    Setting{"body", Kind::text, "", false,
            "What is posted (http), with {to} {national} {text} {id} {template} {event} {callback} {time}"},
    Setting{"content_type", Kind::text, "application/json", false,
            "Its type: JSON or application/x-www-form-urlencoded"},
    Setting{"headers", Kind::text, "", true, "Further header lines (http), one a line"},
    Setting{"taken_at", Kind::text, "", false,
            "JSON pointer of what says that it was taken; empty: status 2xx"},
    Setting{"taken", Kind::text, "", false, "Its value then"},
    Setting{"id_at", Kind::text, "", false, "JSON pointer of the gateway's id of the message"},
    Setting{"code_at", Kind::text, "", false, "JSON pointer of its code of error; empty: taken_at"},
    Setting{"wrong_number", Kind::text, "", false,
            "Codes of a number that does not exist, separated by commas"},
    Setting{"opted_out", Kind::text, "", false, "Codes of a number that opted out"},
    Setting{"try_again", Kind::text, "", false,
            "Codes after which it was surely not taken, but later may be"},
    Setting{"receipt_type", Kind::text, "json", false, "What its receipts are: json or form"},
    Setting{"receipt_id", Kind::text, "", false,
            "Form field or JSON pointer of a receipt with the gateway's id"},
    Setting{"receipt_status", Kind::text, "", false, "The same with its word"},
    Setting{"receipt_code", Kind::text, "", false, "The same with its code of error"},
    Setting{"delivered", Kind::text, "", false, "Words of a receipt that say delivered, separated by commas"},
    Setting{"undelivered", Kind::text, "", false, "Words of a receipt that say not delivered"},
    Setting{"receipt_answer", Kind::text, "OK", false, "What the gateway wants to be answered"},
};

constexpr std::array all_tables{TableSetting{"sms_provider", sms_provider_keys}};

const Setting* find_setting(std::span<const Setting> settings, std::string_view key) {
    const auto found = std::ranges::find(settings, key, &Setting::key);
    return found == settings.end() ? nullptr : &*found;
}

std::optional<std::int64_t> read_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Checks one value against its setting and keeps it, or notes a sentence.
void take(Config& config, std::vector<std::string>& faults, const std::string& key, const std::string& text,
          Config::Origin origin, std::span<const Setting> known = all_settings) {
    const std::string where = std::string(origin_name(origin)) + ": " + key;
    const Setting* setting = find_setting(known, key);
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

void take_nodes(Config& config, std::vector<std::string>& faults, const toml::table& table,
                std::span<const Setting> known) {
    for (const auto& [key, node] : table) {
        const std::string name(key.str());
        if (known.data() == all_settings.data() && node.is_array_of_tables()) continue;
        if (const auto text = node.value_exact<std::string>()) {
            take(config, faults, name, *text, Config::Origin::file, known);
        } else if (const auto number = node.value_exact<std::int64_t>()) {
            take(config, faults, name, std::to_string(*number), Config::Origin::file, known);
        } else if (const auto flag = node.value_exact<bool>()) {
            take(config, faults, name, *flag ? "true" : "false", Config::Origin::file, known);
        } else {
            faults.push_back("file: " + name + " must be a text, a whole number or true/false");
        }
    }
}

/// The tables of one name, `[[sms_provider]]`.
void take_tables(Config& config, std::vector<std::string>& faults, std::string_view name,
                 const toml::array& tables) {
    const auto known = std::ranges::find(all_tables, name, &TableSetting::name);
    if (known == all_tables.end()) {
        faults.push_back("file: [[" + std::string(name) + "]] is not a setting");
        return;
    }
    std::vector<std::string> names;
    for (const auto& node : tables) {
        Config table;
        for (const auto& setting : known->keys)
            table.set(setting.key, std::string(setting.fallback), Config::Origin::built_in);
        take_nodes(table, faults, *node.as_table(), known->keys);
        const auto& own = table.text("name");
        const bool good = !own.empty() && own.size() <= 40 && std::ranges::all_of(own, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
        if (!good || std::ranges::find(names, own) != names.end()) {
            faults.push_back("file: every [[" + std::string(name) +
                             "]] needs a name of its own out of a–z, 0–9 and _");
            continue;
        }
        names.push_back(own);
        config.add_table(name, std::move(table));
    }
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
    take_nodes(config, faults, table, all_settings);
    for (const auto& [key, node] : table) {
        if (node.is_array_of_tables()) take_tables(config, faults, key.str(), *node.as_array());
    }
}

/// Secrets of tables may stand in the environment instead of the file.
Config with_secrets(Config table, const TableSetting& known, const ConfigSources& sources) {
    for (const auto& setting : known.keys) {
        if (!setting.secret || !sources.environment) continue;
        const auto key = std::string(known.name) + "_" + table.text("name") + "_" + std::string(setting.key);
        if (auto text = sources.environment(environment_name(key)))
            table.set(setting.key, std::move(*text), Config::Origin::environment);
    }
    return table;
}

void check_sms_provider(const Config& table, std::vector<std::string>& faults) {
    const auto where = "[[sms_provider]] " + table.text("name") + " ";
    const bool twilio = table.text("kind") == "twilio";
    if (!twilio && table.text("kind") != "http") faults.push_back(where + "has kind twilio or http");
    if (table.text("base_url").empty()) faults.push_back(where + "needs base_url");
    if (twilio && (table.text("account_sid").empty() || table.text("auth_token").empty() ||
                   table.text("from").empty())) {
        faults.push_back(where + "needs account_sid, auth_token and from");
    }
    if (table.text("receipt_type") != "json" && table.text("receipt_type") != "form")
        faults.push_back(where + "has receipt_type json or form");
    if (!twilio && table.text("body").empty()) faults.push_back(where + "needs body");
    if (table.text("name") == "twilio") faults.push_back(where + "has the name of sms_base_url's provider");
}

void check_mailbox(const Config& config, std::string_view key, std::vector<std::string>& faults) {
    const auto& mailbox = config.text(key);
    const auto at = mailbox.rfind('@');
    const bool good = mailbox.empty() || (at != std::string::npos && at > 0 && at <= 20 &&
                                          at + 1 < mailbox.size() && mailbox.find('+') == std::string::npos);
    if (!good)
        faults.push_back(std::string(key) + " must be an address whose name has at most 20 letters and no +");
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
    check_mailbox(config, "mail_bounce_to", faults);
    check_mailbox(config, "mail_reply_to", faults);
    for (const auto& table : config.tables("sms_provider")) check_sms_provider(table, faults);
}

}  // namespace

std::span<const Setting> settings() {
    return all_settings;
}

std::span<const TableSetting> table_settings() {
    return all_tables;
}

std::string environment_name(std::string_view key) {
    std::string name = "QINGQIAN_";
    for (const char c : key) name += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
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
    Config from_file;
    std::vector<std::string> faults;
    for (const auto& setting : all_settings) {
        from_file.set(setting.key, std::string(setting.fallback), Config::Origin::built_in);
    }
    if (!sources.file.empty()) take_file(from_file, faults, sources.file);
    Config config = from_file.without_tables();
    for (const auto& known : all_tables) {
        for (const auto& table : from_file.tables(known.name))
            config.add_table(known.name, with_secrets(table, known, sources));
    }
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
