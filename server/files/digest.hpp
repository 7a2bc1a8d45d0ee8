#pragma once

#include <memory>
#include <span>
#include <string>

namespace qingqian::files {

/// SHA-256 names and proves content; SHA-1 is there for clients that check one piece of an upload by it.
enum class DigestKind { sha256, sha1 };

/// The digest of what comes piece by piece. By OpenSSL, which uses the processor's SHA instructions;
/// libsodium does not.
class Digest {
  public:
    /// Throws std::runtime_error when OpenSSL does not have it.
    explicit Digest(DigestKind kind = DigestKind::sha256);
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void update(std::span<const char> bytes);
    /// 64 hex characters, of SHA-1 40. Ends the digest: nothing may follow.
    std::string hex();

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace qingqian::files
