#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cases/inbound.hpp"
#include "notifier/pattern.hpp"
#include "records/message.hpp"

/// What the kinds of inbound share.
namespace qingqian::cases::inbound {

/// Whether a mail answers what an officer was told, or comes from an officer of the bodies that have the
/// case: `sender` in small letters.
bool from_officer(store::ReadTx& tx, const records::Message& message, std::string_view sender);

/// The answer `name` to an SMS (wording "SMS_…" of the voice "sender"), in one part where it can be.
std::string sms_answer(const Environment& env, std::string_view name, std::string_view language,
                       notifier::Places places = {});

/// Whoever proved to be reached where the complainant is reached acts as he does.
records::Actor complainant_of(const records::Complaint& complaint);

struct MailAnswer {
    std::string subject;
    std::string text;
};
MailAnswer mail_answer(const Environment& env, std::string_view name, std::string_view language,
                       notifier::Places places);

/// Makes the kept files attachments of the case, those that fit; the others are refused in `inbound`.
/// `kind` as of may_attach. Returns the uids.
std::vector<std::string> attach_files(store::WriteTx& tx, const records::Complaint& complaint,
                                      std::string_view kind, std::uint64_t max_case_bytes,
                                      records::Inbound& inbound);

/// Puts an SMS or letter on a received case: attaches its files and performs `receive_message`. Where the
/// case's workflow knows no such act (an older version, a request for help) it is kept beside the history.
base::Result<bool> put_on_case(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                               const records::Complaint& complaint, std::string_view file_kind,
                               std::uint64_t max_case_bytes, records::Inbound& inbound);

}  // namespace qingqian::cases::inbound
