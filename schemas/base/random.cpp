#include "random.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

namespace qingqian::base {
namespace {

// The check-digit alphabet without 0 and 1, which are read as O and I over the telephone.
constexpr std::string_view code_alphabet = "23456789ABCDEFGHJKLMNPQRTUWXY";

std::string hex(const unsigned char* bytes, std::size_t size) {
    std::string text(size * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes, size);
    text.pop_back();
    return text;
}

}  // namespace

SystemRandom::SystemRandom() {
    // libsodium's own generator (ChaCha20, seeded by the kernel, one state a thread): a call of the kernel
    // for every few bytes would be a fortieth of the writer's time.
    static const bool ready =
        randombytes_set_implementation(&randombytes_internal_implementation) == 0 && sodium_init() >= 0;
    if (!ready) throw std::runtime_error("libsodium could not be initialised");
}

void SystemRandom::fill(void* out, std::size_t size) {
    randombytes_buf(out, size);
}

std::string random_hex(Random& random, std::size_t size) {
    std::vector<unsigned char> bytes(size);
    random.fill(bytes.data(), bytes.size());
    return hex(bytes.data(), bytes.size());
}

std::string uuid_v7(Random& random, UtcMillis now) {
    std::array<unsigned char, 16> bytes{};
    random.fill(bytes.data(), bytes.size());
    for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(now >> (40 - 8 * i));
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x70);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    auto text = hex(bytes.data(), bytes.size());
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, "-");
    return text;
}

std::string receipt_code(Random& random) {
    std::string code;
    std::array<unsigned char, 32> bytes{};
    std::size_t next = bytes.size();
    while (code.size() < 19) {
        if (next == bytes.size()) {
            random.fill(bytes.data(), bytes.size());
            next = 0;
        }
        const auto byte = bytes[next++];
        // Bytes past the last whole multiple are drawn again, or the first letters would be likelier.
        if (byte >= 256 / code_alphabet.size() * code_alphabet.size()) continue;
        if (code.size() % 5 == 4) code += '-';
        code += code_alphabet[byte % code_alphabet.size()];
    }
    return code;
}

std::string sha256_hex(std::string_view data) {
    // OpenSSL's uses the processor's SHA instructions; libsodium's does not. Fetched once: asking for it by
    // name takes longer than hashing a line.
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    if (EVP_Digest(data.data(), data.size(), digest.data(), nullptr, sha256, nullptr) != 1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    return hex(digest.data(), digest.size());
}

std::string hmac_sha256_hex(std::string_view key, std::string_view data) {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> digest{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(data.data()), data.size());
    crypto_auth_hmacsha256_final(&state, digest.data());
    return hex(digest.data(), digest.size());
}

std::string to_hex(std::string_view bytes) {
    return hex(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

bool equal_secret(std::string_view left, std::string_view right) {
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace qingqian::base
