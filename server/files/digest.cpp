#include "digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "base/random.hpp"

namespace qingqian::files {

struct Digest::Context {
    Context() : evp(EVP_MD_CTX_new()) {}
    ~Context() { EVP_MD_CTX_free(evp); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    EVP_MD_CTX* evp;
};

Digest::Digest(DigestKind kind) : context_(std::make_unique<Context>()) {
    const auto* algorithm = kind == DigestKind::sha1 ? EVP_sha1() : EVP_sha256();
    if (context_->evp == nullptr || EVP_DigestInit_ex(context_->evp, algorithm, nullptr) != 1) {
        throw std::runtime_error("a digest that uploads need is not available");
    }
}

Digest::~Digest() = default;

void Digest::update(std::span<const char> bytes) {
    EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size());
}

std::string Digest::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(context_->evp, bytes.data(), &length);
    return base::to_hex({reinterpret_cast<const char*>(bytes.data()), length});
}

}  // namespace qingqian::files
