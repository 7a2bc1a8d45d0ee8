#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "store/identity.hpp"

namespace qingqian::identity {

/// How a brake answers repeated tries: `free` of them cost nothing, then each closes the door for twice as
/// long as the one before, up to `longest`. A window without tries forgets.
struct BrakeRule {
    std::int64_t free = 5;
    base::UtcMillis first = 2'000;
    base::UtcMillis longest = 15 * 60'000;
    base::UtcMillis window = 30 * 60'000;
};

/// One receipt code, or one account as tried from one address block.
inline constexpr BrakeRule account_brake{};
/// One account from wherever it is tried: softer, or a stranger who goes on would keep its officer out.
inline constexpr BrakeRule login_brake{.free = 50, .first = 1'000, .longest = 30'000, .window = 30 * 60'000};
/// Failures of one account within the window at which its officer is told.
constexpr std::int64_t told_at = 10;
/// So long an address block from which an officer signed in counts as his; nobody slows him down there but
/// himself.
constexpr base::UtcMillis block_known = 90LL * 24 * 3'600'000;
/// One address; wider, since an office shares one.
inline constexpr BrakeRule address_brake{
    .free = 30, .first = 2'000, .longest = 15 * 60'000, .window = 30 * 60'000};
/// A brake nobody touched for so long has forgotten everything anyhow.
constexpr base::UtcMillis brake_kept = 24LL * 3'600'000;

/// Milliseconds until the door opens again; 0 when it is open.
base::UtcMillis closed_for(const std::optional<store::identity::Brake>& brake, base::UtcMillis now);

/// The brake after one more try at `now`.
store::identity::Brake charged(std::optional<store::identity::Brake> brake, std::string_view key,
                               const BrakeRule& rule, base::UtcMillis now);

/// The brake after a try turned out to be right: the charge is taken back, what others did before stays.
store::identity::Brake released(store::identity::Brake brake);

/// Keys of the brake rows. The name is hashed: a mistyped login may be a password, an address is personal. An
/// IPv6 address counts by its first 64 bits, which is what one customer gets.
std::string login_key(std::string_view login);
std::string login_block_key(std::string_view login, std::string_view address);
/// Of the row that remembers when the officer last came in from this block.
std::string known_block_key(std::string_view login, std::string_view address);
std::string code_key(std::string_view receipt_code_hash);
std::string address_key(std::string_view address);

/// The block of an address, to which strangers' doings are added up: 24 bits of IPv4, 48 of IPv6. IPv4 inside
/// IPv6 (::ffff:192.0.2.1) is IPv4.
std::string block_of(std::string_view address);

}  // namespace qingqian::identity
