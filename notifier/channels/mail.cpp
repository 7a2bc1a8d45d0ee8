#include "mail.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/random.hpp"
#include "notifier/mail_address.hpp"
#include "records/reasons.hpp"

namespace qingqian::notifier::channels {
namespace {

namespace reasons = records::reasons;

bool control(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte == 0x7F;
}

std::string without_controls(std::string_view text) {
    std::string out;
    for (const char letter : text) out.push_back(control(letter) ? ' ' : letter);
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

bool address_ok(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > 254)
        return false;
    return std::ranges::none_of(address, [](char letter) {
        return control(letter) || letter == ' ' || letter == '<' || letter == '>' || letter == ',' ||
               letter == ';' || letter == '"' || letter == '\\';
    });
}

std::string base64(std::string_view text) {
    std::string out(4 * ((text.size() + 2) / 3), '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                    reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    return out;
}

bool continuation(char letter) {
    return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
}

std::string host_of(const MailConfig& config) {
    const auto address = parse_mailbox(config.from).address;
    const auto at = address.rfind('@');
    return at == std::string::npos ? "localhost" : address.substr(at + 1);
}

/// In the address of a link a "+" is a "+", but many programs read a blank.
std::string percent_encoded_plus(std::string_view address) {
    std::string out;
    for (const char letter : address) out += letter == '+' ? std::string("%2B") : std::string(1, letter);
    return out;
}

std::string mailbox_header(const Mailbox& mailbox, std::size_t used) {
    if (mailbox.name.empty()) return mailbox.address;
    const bool ascii = std::ranges::all_of(
        mailbox.name, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
    if (!ascii) return encoded_words(mailbox.name, used) + " <" + mailbox.address + ">";
    std::string quoted;
    for (const char letter : mailbox.name) {
        if (letter == '"' || letter == '\\') quoted.push_back('\\');
        quoted.push_back(letter);
    }
    return "\"" + quoted + "\" <" + mailbox.address + ">";
}

}  // namespace

Mailbox parse_mailbox(std::string_view text) {
    Mailbox mailbox;
    const auto open = text.rfind('<');
    std::string_view address = text;
    if (open != std::string_view::npos) {
        const auto close = text.find('>', open);
        if (close == std::string_view::npos) return {};
        mailbox.name = without_controls(trimmed(text.substr(0, open)));
        if (mailbox.name.size() >= 2 && mailbox.name.front() == '"' && mailbox.name.back() == '"') {
            mailbox.name = mailbox.name.substr(1, mailbox.name.size() - 2);
        }
        address = text.substr(open + 1, close - open - 1);
    }
    address = trimmed(address);
    if (!address_ok(address)) return {};
    mailbox.address = address;
    return mailbox;
}

std::string encoded_words(std::string_view raw, std::size_t used) {
    std::string text = without_controls(raw);
    const bool plain =
        std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
    if (plain && text.find("=?") == std::string::npos && used + text.size() <= 76) return text;
    constexpr std::string_view head = "=?UTF-8?B?";
    constexpr std::string_view tail = "?=";
    std::string out;
    std::size_t column = used;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t width = std::min<std::size_t>(75, column < 76 ? 76 - column : 0);
        const std::size_t frame = head.size() + tail.size();
        const std::size_t room = width > frame ? (width - frame) / 4 * 3 : 0;
        std::size_t end = std::min(text.size(), at + room);
        while (end > at && end < text.size() && continuation(text[end])) --end;
        if (end == at && column > 1) {  // not one character fits on this line
            out += "\r\n ";
            column = 1;
            continue;
        }
        if (end == at) end = std::min(text.size(), at + room);  // not UTF-8: nothing to keep whole
        out += head;
        out += base64(std::string_view(text).substr(at, end - at));
        out += tail;
        at = end;
        if (at < text.size()) {
            out += "\r\n ";
            column = 1;
        }
    }
    return out;
}

std::string mail_date(base::UtcMillis time) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds(time)};
    const auto day = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(point - day));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                       days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                       months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string message_id(const MailConfig& config, const records::Message& message) {
    return "<" + message.uid + "@" + host_of(config) + ">";
}

std::vector<std::string> mail_headers(const MailConfig& config, const records::Message& message,
                                      base::UtcMillis now) {
    std::vector<std::string> headers{
        "Date: " + mail_date(now),
        "From: " + mailbox_header(parse_mailbox(config.from), 6),
        "To: " + parse_mailbox(message.address).address,
        "Subject: " + encoded_words(message.subject, 9),
        "Message-ID: " + message_id(config, message),
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    };
    if (message.complaint != 0) {
        // The thread's root is a name of the case that nobody was sent: every mail of a case hangs on it, in
        // whichever order they arrive. Hashed, because store keys stay inside.
        const auto root =
            base::sha256_hex("thread of case " + std::to_string(message.complaint)).substr(0, 32);
        headers.push_back("In-Reply-To: <case." + root + "@" + host_of(config) + ">");
        headers.push_back("References: <case." + root + "@" + host_of(config) + ">");
    }
    const auto reply_to = sub_address(config.reply_to, message.uid, config.secret);
    if (!reply_to.empty()) headers.push_back("Reply-To: " + reply_to);
    const bool chosen =
        message.recipient.starts_with("complainant:") || message.recipient.starts_with("agent:");
    if (!reply_to.empty() && chosen) {
        headers.push_back("List-Unsubscribe: <mailto:" + percent_encoded_plus(reply_to) +
                          "?subject=" + std::string(unsubscribe_subject) + ">");
    }
    return headers;
}

std::string envelope_sender(const MailConfig& config, const records::Message& message) {
    auto address = sub_address(config.bounce_to, message.uid, config.secret);
    return address.empty() ? parse_mailbox(config.from).address : address;
}

Outcome read_smtp_end(bool ok, bool login_refused, bool timed_out, long smtp_code, std::int64_t body_bytes) {
    Outcome outcome;
    outcome.code = timed_out ? reasons::timeout : reasons::connection;
    if (smtp_code > 0) outcome.code = std::string(reasons::relay_prefix) + std::to_string(smtp_code);
    if (ok) {
        outcome.kind = Outcome::Kind::accepted;
        outcome.status = "sent";
        return outcome;
    }
    const bool login = login_refused || smtp_code == 530 || smtp_code == 534 || smtp_code == 535;
    if (login || (smtp_code >= 400 && smtp_code < 500)) {
        outcome.kind = Outcome::Kind::retry;
        outcome.provider_fault = login || smtp_code == 421;
        outcome.reason = login ? reasons::account_refused : reasons::mailbox_unavailable;
        return outcome;
    }
    if (smtp_code >= 500) {
        outcome.kind = Outcome::Kind::rejected;
        outcome.reason = reasons::mailbox_refused;
        return outcome;
    }
    outcome.kind = body_bytes > 0 ? Outcome::Kind::unknown : Outcome::Kind::retry;
    outcome.provider_fault = true;
    outcome.code = timed_out ? reasons::timeout : reasons::connection;
    outcome.reason = body_bytes > 0 ? reasons::mail_maybe_sent : reasons::gateway_unavailable;
    return outcome;
}

}  // namespace qingqian::notifier::channels
