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

std::string address_key(std::string_view address) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) == 1) {
        return hashed("address", std::string_view(reinterpret_cast<const char*>(bytes.data()), 8));
    }
    return hashed("address", address);
}

}  // namespace qingqian::identity
