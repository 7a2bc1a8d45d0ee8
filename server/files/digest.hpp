#pragma once

#include <memory>
#include <span>
#include <string>

namespace qingqian::files {

/// The SHA-256 of what comes piece by piece. By OpenSSL, which uses the processor's SHA instructions;
/// libsodium does not.
class Digest {
  public:
    /// Throws std::runtime_error when OpenSSL has no SHA-256.
    Digest();
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void update(std::span<const char> bytes);
    /// 64 hex characters. Ends the digest: nothing may follow.
    std::string hex();

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace qingqian::files
