#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace qingqian::notifier {

/// The address under which a message's bounces and replies come back: "local+<id>.<signature>@domain", a
/// sub-address (RFC 5233) of one of our mailboxes. `<id>` is the message's UUID, the signature 65 bits of a
/// HMAC under a key derived from `secret`, both in lower-case base 32 (a–z, 2–7), so that a relay that
/// changes the case breaks nothing. It names the message however a bounce looks, and nobody can make one up.
///
/// `secret` is the instance's (cases::Environment::instance_secret), the same on every node. Empty when
/// `mailbox` is no address, has a "+" or a local part over 20 characters (with the rest the 64 that RFC 5321
/// allows would be passed), or when `message_uid` is no UUID.
std::string sub_address(std::string_view mailbox, std::string_view message_uid, std::string_view secret);

/// UUID of the message that an address names, in its 36 characters; nothing when the address is not a
/// sub-address of `mailbox` (compared without regard to case) or its signature is wrong. In constant time.
/// Takes an address alone, without name and brackets, of any length and content.
std::optional<std::string> read_sub_address(std::string_view address, std::string_view mailbox,
                                            std::string_view secret);

/// The longest local part that a mailbox with sub-addresses may have.
inline constexpr std::size_t longest_mailbox_name = 20;

}  // namespace qingqian::notifier
