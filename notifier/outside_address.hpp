#pragma once

#include <sys/socket.h>

#include <string_view>

namespace qingqian::notifier {

/// Whether a program of ours may call this address for somebody else: none of this machine, this network, or
/// those that only look like the outside (RFC 6890: private, loopback, link-local, shared, documentation,
/// benchmarking, multicast, reserved; IPv6 that carries such an IPv4 address). Asked of the address a
/// connection really goes to, so that no name can be given another one in between.
bool is_outside(const sockaddr& address);

/// The same of an address as text; false for what is none.
bool is_outside(std::string_view address);

}  // namespace qingqian::notifier
