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

Digest::Digest() : context_(std::make_unique<Context>()) {
    if (context_->evp == nullptr || EVP_DigestInit_ex(context_->evp, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 is not available");
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
