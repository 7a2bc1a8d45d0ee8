#pragma once

#include <array>
#include <string_view>

/// Why a message was not sent, waits or did not arrive: every code that stands in `Message::reason`, and in
/// `Attempt::code` where the carrier gave none of its own. Each has words in both languages in
/// schemas/messages/reasons.json; a test holds the two to one another.
namespace qingqian::records::reasons {

// Composing: who could not be told that way.
inline constexpr std::string_view no_phone = "no_phone";
inline constexpr std::string_view no_mail = "no_mail";
inline constexpr std::string_view no_consent = "no_consent";
inline constexpr std::string_view no_provider = "no_provider";
inline constexpr std::string_view no_wording = "no_wording";
inline constexpr std::string_view no_recipient = "no_recipient";
inline constexpr std::string_view demo_data = "demo_data";
// What officers chose, and what went out in another's place.
inline constexpr std::string_view not_wanted = "not_wanted";
inline constexpr std::string_view waits_for_digest = "waits_for_digest";
inline constexpr std::string_view in_digest = "in_digest";
inline constexpr std::string_view merged = "merged";
// Marks of an address (`AddressMark::mark`), also the carrier's word.
inline constexpr std::string_view opted_out = "opted_out";
inline constexpr std::string_view bounced = "bounced";
// Before it leaves.
inline constexpr std::string_view quiet_hours_deferred = "quiet_hours_deferred";
inline constexpr std::string_view number_limit = "number_limit";
inline constexpr std::string_view code_limit = "code_limit";
inline constexpr std::string_view expired = "expired";
inline constexpr std::string_view invalid_mail = "invalid_mail";
// What carriers and relays answered.
inline constexpr std::string_view invalid_number = "invalid_number";
inline constexpr std::string_view not_a_mobile = "not_a_mobile";
inline constexpr std::string_view gateway_rejected = "gateway_rejected";
inline constexpr std::string_view gateway_unavailable = "gateway_unavailable";
inline constexpr std::string_view account_refused = "account_refused";
inline constexpr std::string_view mailbox_refused = "mailbox_refused";
inline constexpr std::string_view mailbox_unavailable = "mailbox_unavailable";
inline constexpr std::string_view gave_up = "gave_up";
// Nobody knows what became of a try.
inline constexpr std::string_view interrupted = "interrupted";
inline constexpr std::string_view timeout = "timeout";
inline constexpr std::string_view connection = "connection";
inline constexpr std::string_view no_sid = "no_sid";
inline constexpr std::string_view unreadable = "unreadable";
inline constexpr std::string_view answer_lost_502 = "502";
inline constexpr std::string_view answer_lost_504 = "504";
inline constexpr std::string_view mail_maybe_sent = "mail_maybe_sent";
inline constexpr std::string_view sms_maybe_sent = "sms_maybe_sent";
inline constexpr std::string_view never_confirmed = "never_confirmed";
// Tries: what the carrier's own list said.
inline constexpr std::string_view listed = "listed";
inline constexpr std::string_view not_listed = "not_listed";

inline constexpr std::array all{no_phone,
                                no_mail,
                                no_consent,
                                no_provider,
                                no_wording,
                                no_recipient,
                                demo_data,
                                not_wanted,
                                waits_for_digest,
                                in_digest,
                                merged,
                                opted_out,
                                bounced,
                                quiet_hours_deferred,
                                number_limit,
                                code_limit,
                                expired,
                                invalid_mail,
                                invalid_number,
                                not_a_mobile,
                                gateway_rejected,
                                gateway_unavailable,
                                account_refused,
                                mailbox_refused,
                                mailbox_unavailable,
                                gave_up,
                                interrupted,
                                timeout,
                                connection,
                                no_sid,
                                unreadable,
                                answer_lost_502,
                                answer_lost_504,
                                mail_maybe_sent,
                                sms_maybe_sent,
                                never_confirmed,
                                listed,
                                not_listed};

/// What a carrier reported later: this, and its code or, for want of one, its word.
inline constexpr std::string_view carrier_prefix = "carrier_";
/// A relay's answer to a try: this, and the three digits.
inline constexpr std::string_view relay_prefix = "smtp ";

}  // namespace qingqian::records::reasons
