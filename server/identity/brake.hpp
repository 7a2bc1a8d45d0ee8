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

/// One account or one receipt code.
inline constexpr BrakeRule account_brake{};
/// One address; wider, since an office shares one.
inline constexpr BrakeRule address_brake{
    .free = 30, .first = 2'000, .longest = 15 * 60'000, .window = 30 * 60'000};

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
std::string code_key(std::string_view receipt_code_hash);
std::string address_key(std::string_view address);

}  // namespace qingqian::identity
