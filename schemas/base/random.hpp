#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clock.hpp"

namespace qingqian::base {

/// Where unpredictable bytes come from; tests may hand in a seeded source.
class Random {
  public:
    virtual ~Random() = default;
    /// Fills `out` with `size` unpredictable bytes. Safe to call from several threads.
    virtual void fill(void* out, std::size_t size) = 0;
};

/// libsodium's generator, seeded by the operating system.
class SystemRandom : public Random {
  public:
    SystemRandom();
    void fill(void* out, std::size_t size) override;
};

/// `size` random bytes as lower-case hex (twice as many characters).
std::string random_hex(Random& random, std::size_t size);

/// A time-ordered identifier (UUID version 7, RFC 9562) in its usual 36-character form.
std::string uuid_v7(Random& random, UtcMillis now);

/// A receipt code (查询码): 16 characters out of 29 without look-alikes, in groups of four
/// ("ABCD-EFGH-JKLM-NPQR"), 77 bits.
std::string receipt_code(Random& random);

/// SHA-256 as 64 lower-case hex characters.
std::string sha256_hex(std::string_view data);

/// HMAC-SHA256 under `key` as 64 lower-case hex characters.
std::string hmac_sha256_hex(std::string_view key, std::string_view data);

/// Lower-case hex of any bytes.
std::string to_hex(std::string_view bytes);

/// Whether two secrets are equal, in time that depends on their length alone.
bool equal_secret(std::string_view left, std::string_view right);

}  // namespace qingqian::base
