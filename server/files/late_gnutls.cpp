// GnuTLS, loaded by the first enciphered PDF: the functions of it that libqpdf calls. See
// base/late_library.hpp.
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/late_library.hpp"

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): a function's name becomes a text.
#define HAND_ON(name, ...)                                           \
    static auto* const found = gnutls.find<decltype(::name)>(#name); \
    return found(__VA_ARGS__)

namespace {
qingqian::base::LateLibrary gnutls("libgnutls.so.30");
}

extern "C" {
// One function, one line.
// clang-format off
int gnutls_cipher_decrypt2(gnutls_cipher_hd_t handle, const void* ciphertext, size_t ciphertextlen, void* text, size_t textlen) { HAND_ON(gnutls_cipher_decrypt2, handle, ciphertext, ciphertextlen, text, textlen); }
void gnutls_cipher_deinit(gnutls_cipher_hd_t handle) { HAND_ON(gnutls_cipher_deinit, handle); }
int gnutls_cipher_encrypt2(gnutls_cipher_hd_t handle, const void* text, size_t textlen, void* ciphertext, size_t ciphertextlen) { HAND_ON(gnutls_cipher_encrypt2, handle, text, textlen, ciphertext, ciphertextlen); }
size_t gnutls_cipher_get_key_size(gnutls_cipher_algorithm_t algorithm) { HAND_ON(gnutls_cipher_get_key_size, algorithm); }
int gnutls_cipher_init(gnutls_cipher_hd_t* handle, gnutls_cipher_algorithm_t cipher, const gnutls_datum_t* key, const gnutls_datum_t* iv) { HAND_ON(gnutls_cipher_init, handle, cipher, key, iv); }
int gnutls_hash(gnutls_hash_hd_t handle, const void* text, size_t textlen) { HAND_ON(gnutls_hash, handle, text, textlen); }
void gnutls_hash_deinit(gnutls_hash_hd_t handle, void* digest) { HAND_ON(gnutls_hash_deinit, handle, digest); }
int gnutls_hash_init(gnutls_hash_hd_t* dig, gnutls_digest_algorithm_t algorithm) { HAND_ON(gnutls_hash_init, dig, algorithm); }
int gnutls_rnd(gnutls_rnd_level_t level, void* data, size_t len) { HAND_ON(gnutls_rnd, level, data, len); }
const char* gnutls_strerror(int error) { HAND_ON(gnutls_strerror, error); }
// clang-format on
}  // extern "C"
