#include "password.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

#include "base/decode.hpp"
#include "base/random.hpp"
#include "text.hpp"

namespace qingqian::identity {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory = std::size_t{19} * 1024 * 1024;
constexpr std::int64_t shortest = 12;
constexpr std::int64_t longest = 200;

}  // namespace

std::string hash_password(std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> encoded{};
    if (crypto_pwhash_str_alg(encoded.data(), password.data(), password.size(), passes, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::runtime_error("not enough memory to hash a password");
    }
    return encoded.data();
}

bool password_matches(const std::string& hash, std::string_view password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash) {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), passes, memory) != 0;
}

const std::string& decoy_hash() {
    static const std::string hash = [] {
        base::SystemRandom random;
        return hash_password(base::random_hex(random, 16));
    }();
    return hash;
}

std::vector<base::FieldFault> password_faults(std::string_view pointer, std::string_view password,
                                              std::string_view login) {
    std::vector<base::FieldFault> faults;
    const auto length = base::code_points(password);
    if (length < shortest) {
        faults.push_back(base::fault(pointer, "too_short", {{"min", std::to_string(shortest)}}));
    } else if (length > longest) {
        faults.push_back(
            base::fault(pointer, "too_long",
                        {{"max", std::to_string(longest)}, {"over", std::to_string(length - longest)}}));
    }
    if (is_breached(password)) faults.push_back(base::fault(pointer, "password_breached"));
    if (login.size() >= 3 && lower_case(password).find(lower_case(login)) != std::string::npos) {
        faults.push_back(base::fault(pointer, "password_holds_login"));
    }
    return faults;
}

}  // namespace qingqian::identity
