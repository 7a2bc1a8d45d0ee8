#pragma once

#include <string>
#include <string_view>

namespace qingqian::notifier::inbound {

/// What an SMS asks for.
enum class SmsWish {
    status,    ///< 状态, 查询, a case number alone
    evaluate,  ///< 满意, 不满意, 1 to 5
    confirm,   ///< 收到, 确认
    opt_out,   ///< 退订, STOP
    opt_in,    ///< 恢复, START
    help,      ///< 帮助, HELP
    note,      ///< anything else: somebody writes something
};

struct SmsCommand {
    SmsWish wish = SmsWish::note;
    std::string number;  ///< the case number in the text; empty when none
    int rating = 0;      ///< of `evaluate`: 1 很不满意 … 5 很满意
    std::string text;    ///< what was written, tidied, at most 4,000 bytes
};

/// Reads an SMS: full-width letters and digits count as ASCII, letters in either case; blanks, punctuation at
/// the ends and a signature in 【】 do not count. A command is the whole text but for a case number.
SmsCommand read_sms(std::string_view text);

/// "+8613800138000" as the number a contact is kept under, "13800138000"; others as they are.
std::string contact_number(std::string_view sender);

/// `text` inside the XML that tells the carrier to answer with it (TwiML, `<Response><Message>`); empty: to
/// answer nothing.
std::string twiml(std::string_view text);

}  // namespace qingqian::notifier::inbound
