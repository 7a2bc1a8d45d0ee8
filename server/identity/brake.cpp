#include "brake.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/random.hpp"
#include "text.hpp"

namespace qingqian::identity {
namespace {

constexpr std::size_t key_length = 32;

std::string hashed(std::string_view kind, std::string_view name) {
    return std::string(kind) + ":" +
           base::sha256_hex(std::string(kind) + "\n" + std::string(name)).substr(0, key_length);
}

/// The front of an address: so many bytes of IPv4 or of IPv6. What is no address stands for itself.
std::string first_bytes(std::string_view address, std::size_t of_v4, std::size_t of_v6) {
    constexpr std::string_view mapped = "::ffff:";
    const std::string text(address);
    std::array<char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), of_v4};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    std::array<char, sizeof(in6_addr)> prefix{};
    inet_pton(AF_INET6, (std::string(mapped) + "0.0.0.0").c_str(), prefix.data());
    constexpr std::size_t before_v4 = 12;
    if (std::equal(bytes.begin(), bytes.begin() + before_v4, prefix.begin()))
        return {bytes.data() + before_v4, of_v4};
    return {bytes.data(), of_v6};
}

}  // namespace

base::UtcMillis closed_for(const std::optional<store::identity::Brake>& brake, base::UtcMillis now) {
    return brake ? std::max<base::UtcMillis>(0, brake->closed_until - now) : 0;
}

store::identity::Brake charged(std::optional<store::identity::Brake> brake, std::string_view key,
                               const BrakeRule& rule, base::UtcMillis now) {
    store::identity::Brake result = brake.value_or(store::identity::Brake{std::string(key), 0, now, 0});
    if (now - result.window_start > rule.window) result.failures = 0;
    // The window slides with each try: a guesser who never rests is never forgotten.
    result.window_start = now;
    ++result.failures;
    if (result.failures >= rule.free) {
        const auto doublings = std::min<std::int64_t>(result.failures - rule.free, 20);
        result.closed_until = now + std::min(rule.longest, rule.first << doublings);
    }
    return result;
}

store::identity::Brake released(store::identity::Brake brake) {
    brake.failures = std::max<std::int64_t>(0, brake.failures - 1);
    brake.closed_until = 0;
    return brake;
}

std::string login_key(std::string_view login) {
    return hashed("login", lower_case(login));
}

std::string code_key(std::string_view receipt_code_hash) {
    return hashed("code", receipt_code_hash);
}

std::string login_block_key(std::string_view login, std::string_view address) {
    return hashed("login-block", lower_case(login) + "\n" + block_of(address));
}

std::string known_block_key(std::string_view login, std::string_view address) {
    return hashed("known-block", lower_case(login) + "\n" + block_of(address));
}

std::string address_key(std::string_view address) {
    return hashed("address", first_bytes(address, 4, 8));
}

std::string block_of(std::string_view address) {
    return first_bytes(address, 3, 6);
}

}  // namespace qingqian::identity
