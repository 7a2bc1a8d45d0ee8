#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Reading what people and machines mail to us. Pure: bytes in, a struct out; nothing is fetched, run or
/// written. Never fails: what cannot be read is said in `Mail::kind`.
namespace qingqian::notifier::inbound {

/// What is read at most. A mail beyond the first two bounds is `unreadable`; the others cut and leave a note.
struct Bounds {
    std::size_t parts = 2'000;     ///< lines that may divide parts
    std::size_t headers = 20'000;  ///< lines that may be headers, of all parts
    std::size_t depth = 8;         ///< mails inside mails, multiparts inside multiparts
    std::size_t files = 30;
    std::size_t text = 60'000;  ///< bytes of text
    std::size_t line = 400;     ///< bytes of a subject or name
};

/// A file that came with a mail, as it was before it was encoded.
struct File {
    std::string name;  ///< as the sender gave it; not yet cleaned
    std::string content_type;
    std::string content;
};

/// One recipient of a delivery status notification (RFC 3464, 2.3).
struct Bounce {
    std::string recipient;   ///< Final-Recipient, or Original-Recipient where that is missing
    std::string action;      ///< failed, delayed, delivered, relayed, expanded
    std::string status;      ///< "5.1.1" (RFC 3463)
    std::string diagnostic;  ///< one line
};

enum class Kind {
    letter,      ///< somebody wrote it
    bounce,      ///< a delivery status notification
    automatic,   ///< a machine answered or sends to many: never answered (RFC 3834)
    loop,        ///< ours, or on its way in a circle
    encrypted,   ///< we have no key (PGP, S/MIME)
    unreadable,  ///< no mail, no sender, or beyond the bounds
};

struct Mail {
    Kind kind = Kind::letter;
    std::string reason;  ///< coded: auto_submitted, precedence, list, null_sender, read_receipt, no_sender …
    std::string message_id;               ///< without brackets
    std::vector<std::string> references;  ///< In-Reply-To, then References from the newest; at most 20
    std::string sender;                   ///< address of From, its domain in lower case
    std::string sender_name;
    std::vector<std::string> recipients;  ///< To, Cc, Delivered-To, X-Original-To, Envelope-To; at most 50
    std::string subject;
    std::string date;  ///< as it was written
    std::string text;  ///< what was written, HTML as its text, forwarded mails below it
    std::vector<File> files;
    std::vector<Bounce> bounces;
    std::string original_id;  ///< of a bounce: Message-ID of the mail it is about
    /// Coded: too_many_files, text_cut, too_deep, winmail, partial, external_body, several_senders.
    std::vector<std::string> notes;

    bool has_note(std::string_view note) const;
};

/// Reads a mail (RFC 5322, MIME). `own`: addresses that are ours; a mail from one of them is a loop.
Mail read_mail(std::string_view raw, const std::vector<std::string>& own = {}, const Bounds& bounds = {});

/// The files inside a winmail.dat (MS-OXTNEF): title and data of each attachment. Empty when it is none.
std::vector<File> read_tnef(std::string_view data, std::size_t most);

/// The recipients of a message/delivery-status part.
std::vector<Bounce> read_delivery_status(std::string_view content);

}  // namespace qingqian::notifier::inbound
