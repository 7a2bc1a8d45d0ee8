#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace qingqian::records {

/// A file that came with a mail.
struct InboundFile {
    std::int64_t id = 0;
    std::int64_t inbound = 0;
    std::string name;
    std::string content_type;
    std::int64_t size = 0;
    std::string sha256;
    std::string refused;     ///< code of problems.yaml why it was not kept; empty when it was
    std::string attachment;  ///< uid of the case's attachment it became; empty while it is on no case
};

/// What somebody wrote to us by SMS or mail, as it came, and what became of it.
///
/// `act`: what it was taken for — status, evaluate, confirm, opt_out, opt_in, help, note (SMS); intake,
/// reply, bounce, automatic, loop, unreadable, too_large (mail).
/// `state`: kept (on its case), registered (a line of the register with its draft), unmatched (the tray: a
/// person finds out where it belongs), set_aside (nothing follows: bounces, auto-replies, what a person put
/// aside).
struct Inbound {
    std::int64_t id = 0;
    std::string province;
    std::string uid;
    std::string channel;  ///< sms, mail
    std::string source;   ///< what makes it the same when it comes again
    std::string place;    ///< "INBOX;17;204": folder, UIDVALIDITY, UID; empty for SMS
    std::int64_t body = 0;
    std::string number;  ///< "JSLX20261123000012", under which a mail was taken in; empty otherwise
    std::string sender;  ///< "+8613800138000" or an address
    std::string sender_name;
    std::string subject;
    std::string text;
    std::string act;
    std::string state;
    std::string reason;  ///< coded: unknown_sender, several_cases, too_many, spoofed, encrypted …
    std::string answer;  ///< the SMS that was answered
    std::string notes;   ///< what was noticed in a mail: codes of `inbound::Mail::notes`, a blank between
    std::int64_t complaint = 0;
    std::int64_t call = 0;
    std::int64_t message = 0;  ///< our message that it answers, or that bounced
    std::int64_t event = 0;    ///< seq of the case's event that it became
    base::UtcMillis at = 0;
    base::UtcMillis handled_at = 0;
    std::int64_t handled_by = 0;       ///< officer who found its case or put it aside
    std::vector<InboundFile> files{};  ///< of a mail; not read by lists
};

}  // namespace qingqian::records
