#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "records/message.hpp"

namespace qingqian::cases {

/// The event of a one-time code. Its text opens something, so it shows on no screen.
constexpr std::string_view one_time_code = "OTP";

/// A message's text as somebody other than its recipient may read it: codes that open something are blotted
/// out.
std::string without_codes(const records::Message& message);

/// "138****8000", "z***@example.cn"; empty for a message in the platform.
std::string masked_address(const records::Message& message);

/// The same for whoever wrote to us by `sms` or `mail`, as "李会计 <l***@example.cn>" where the name is given
/// so.
std::string masked_address(std::string_view channel, std::string_view sender);

/// Why a message was not sent or did not arrive, in words (`schemas/messages/reasons.json`): `Sentences`, or
/// null for no reason and for a code that has no words.
boost::json::value reason_words(std::string_view code);

}  // namespace qingqian::cases
