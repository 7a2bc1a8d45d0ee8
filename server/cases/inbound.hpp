#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "notifier/inbound/mail.hpp"
#include "records/body.hpp"
#include "records/call.hpp"
#include "records/complaint.hpp"
#include "records/inbound.hpp"
#include "store/inbound.hpp"
#include "store/store.hpp"

/// What people write to us by SMS and mail becomes acts on their cases here, through the same `take_step` as
/// everything else. Every row is kept, whatever becomes of it.
namespace qingqian::cases::inbound {

/// An SMS as the carrier hands it over; its signature was checked by the caller.
struct Sms {
    std::string sid;     ///< MessageSid
    std::string sender;  ///< E.164
    std::string text;
    /// The carrier answered by itself and keeps the opt-out list too: STOP, START or HELP; empty otherwise.
    std::string handled_by_carrier;
};

/// Takes an SMS and returns what to answer, with the province's signature; empty: nothing. The same sid again
/// gets the same answer and does nothing.
///
/// 状态, a case number: state and term of the sender's case. 满意, 1 to 5: the evaluation (`evaluate`). 收到:
/// `confirm_receipt`, once for all he was told until then. 退订, STOP and START: marks the number. Anything
/// else is kept on the case (`receive_message`). Only a number on which a case's complainant or agent is
/// reached now gets details; every other gets the same neutral answer. More than `sms_an_hour` of one number
/// are kept and neither followed nor answered, but for the opt-out.
base::Result<std::string> take_sms(store::WriteTx& tx, const Environment& env, const Sms& sms);
inline constexpr std::int64_t sms_an_hour = 20;

/// A mail that was read, its files checked and kept.
struct Letter {
    notifier::inbound::Mail mail;
    std::vector<records::InboundFile> files;  ///< in place of mail.files: digest, or why it was refused
    std::string place;                        ///< "INBOX;17;204"
    std::uint64_t max_case_bytes = 0;         ///< all files of a case
    std::uint64_t max_mail_bytes = 0;         ///< for the answer to one that is too large
};

/// Takes a mail. What came before (by its place or its content) is not taken again: false.
///
/// A bounce is recorded at the message it names and its mailbox marked. An answer to one of our mails — by
/// the signed sub-address it was sent to, or by a reference to it from the very address we wrote to — lands
/// on its case (`receive_message`) with its files as proof, on a draft with its files alone; the one that
/// List-Unsubscribe asks for ends the mails to that contact of the case. Any other letter becomes a line of
/// the register of the accepting body with a draft behind it. They are answered by a receipt in the language
/// of our mail, or else in their own; machines never (RFC 3834). What claims a case without proof goes to the
/// tray, and so does what an officer answers: it is no proof of a party's. More than `mails_an_hour` of one
/// sender go there, too; of these and of more than `receipts_an_hour` none is answered.
base::Result<bool> take_letter(store::WriteTx& tx, const Environment& env, const Letter& letter);
inline constexpr std::int64_t mails_an_hour = 30;
inline constexpr std::int64_t receipts_an_hour = 6;

/// The draft that waits behind a line of the register that came by mail, handed to the officer; nothing when
/// there is none.
std::optional<records::Complaint> hand_over_draft(store::WriteTx& tx, const records::Actor& officer,
                                                  const records::Call& call);

/// What an officer with the right `register` sees of his body. Refuses with `inbound_not_found` (404).
base::Result<records::Inbound> find(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
                                    std::string_view uid, bool for_update = false);

/// Puts what lies in the tray on a case the officer sees, with its files. Refuses with `inbound_settled`
/// (409) when it lies there no longer, `complaint_not_found`, and what `receive_message` refuses.
base::Result<records::Inbound> assign(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                      std::string_view uid, std::string_view complaint);
/// Takes it off the tray: nothing follows from it. `inbound_settled` (409).
base::Result<records::Inbound> set_aside(store::WriteTx& tx, const Environment& env,
                                         const records::Actor& actor, std::string_view uid);

/// `Inbound` of the contract; in lists sender masked and text cut.
boost::json::object json_of(store::ReadTx& tx, const records::Inbound& inbound, bool brief);
/// `InboundPage`.
boost::json::object page_json(store::ReadTx& tx, const store::inbound::Page& page);

}  // namespace qingqian::cases::inbound
