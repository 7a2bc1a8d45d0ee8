#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "notifier/channels/outcome.hpp"
#include "records/message.hpp"

namespace qingqian::notifier::channels {

/// A relay that takes our mail.
struct MailConfig {
    std::string url;  ///< smtp://host:port (STARTTLS where offered), smtps://host:port
    std::string user;
    std::string password;
    std::string from;          ///< "江苏中小企业服务 <noreply@example.gov.cn>" or the address alone
    bool require_tls = false;  ///< refuse to send over an open line; a password goes over none anyhow
    /// Mailboxes of ours whose sub-addresses (mail_address.hpp) are given out: where bounces go (the
    /// envelope's sender) and where answers go (Reply-To). Empty: `from`, and no address that names the
    /// message.
    std::string bounce_to{};
    std::string reply_to{};
    std::string secret{};         ///< signs sub-addresses
    std::int64_t per_second = 0;  ///< what the relay takes a second; 0 = no bound
};

/// Name under which it stands in `Message::provider`.
inline constexpr std::string_view mail_name = "smtp";

/// A mailbox with its display name.
struct Mailbox {
    std::string name;
    std::string address;
};
/// Reads "Name <address>" or "address". The address is empty when there is none, or when it holds anything
/// that could end a header line.
Mailbox parse_mailbox(std::string_view text);

/// RFC 2047 encoded words (UTF-8, B), none over 75 characters, folded between them; never splits a character.
/// ASCII without control characters is left as it is. `used`: columns already taken on the first line.
std::string encoded_words(std::string_view text, std::size_t used);

/// RFC 5322 date in UTC, "Mon, 23 Nov 2026 02:32:05 +0000".
std::string mail_date(base::UtcMillis time);

/// `<uid@host>`: derived from the message, so that a second try is recognisable.
std::string message_id(const MailConfig& config, const records::Message& message);

/// The header lines of a mail, without Content-Type and MIME-Version, which libcurl writes: Date, From, To,
/// Subject, Message-ID, In-Reply-To and References (one thread a case), Auto-Submitted, Reply-To, and
/// List-Unsubscribe (RFC 2369) for those who chose to get mails: complainants and their agents, not officers,
/// and not the respondent, whom an authority writes to. It is the Reply-To with `unsubscribe_subject`.
std::vector<std::string> mail_headers(const MailConfig& config, const records::Message& message,
                                      base::UtcMillis now);

/// Subject of the mail by which somebody wants no more of them.
inline constexpr std::string_view unsubscribe_subject = "unsubscribe";

/// Who bounces come back to: the sub-address of `bounce_to`, or else the sender.
std::string envelope_sender(const MailConfig& config, const records::Message& message);

/// What the end of an SMTP transfer means: `smtp_code` is the last reply (0 when none), `body_bytes` what of
/// the mail had left. 4xx: retry; 5xx: rejected, except 530 and 535 (our login); no answer after mail was
/// sent: unknown; no answer before: retry.
Outcome read_smtp_end(bool ok, bool login_refused, bool timed_out, long smtp_code, std::int64_t body_bytes);

}  // namespace qingqian::notifier::channels
