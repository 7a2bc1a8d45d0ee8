#include "signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/random.hpp"

namespace qingqian::notifier::channels {
namespace {

int hex_value(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

std::string form_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == '%' && at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[at + 2]) : -1;
        if (low >= 0) {
            out.push_back(static_cast<char>(high * 16 + low));
            at += 2;
        } else {
            out.push_back(text[at] == '+' ? ' ' : text[at]);
        }
    }
    return out;
}

std::string base64(const unsigned char* bytes, std::size_t size) {
    std::string out(4 * ((size + 2) / 3), '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
    return out;
}

std::string lower(std::string text) {
    for (char& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return text;
}

}  // namespace

FormFields parse_form(std::string_view body) {
    FormFields fields;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        const auto pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
        fields.emplace_back(form_decoded(pair.substr(0, equals)), form_decoded(value));
    }
    return fields;
}

std::string twilio_signature(std::string_view auth_token, std::string_view url, const FormFields& fields) {
    // std::string compares bytes as unsigned, which is the order asked for.
    std::map<std::string, std::set<std::string>> sorted;
    for (const auto& [key, value] : fields) sorted[key].insert(value);
    std::string signed_text(url);
    for (const auto& [key, values] : sorted) {
        for (const auto& value : values) signed_text += key + value;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha1(), auth_token.data(), static_cast<int>(auth_token.size()),
         reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(),
         &size);
    return base64(digest.data(), size);
}

bool signature_valid(std::string_view auth_token, std::string_view url, const FormFields& fields,
                     std::string_view header) {
    return !auth_token.empty() && base::equal_secret(twilio_signature(auth_token, url, fields), header);
}

bool body_signature_valid(std::string_view auth_token, std::string_view url, std::string_view body,
                          std::string_view header) {
    const auto query = url.find('?');
    if (query == std::string_view::npos) return false;
    std::string claimed;
    for (const auto& [key, value] : parse_form(url.substr(query + 1))) {
        if (key == "bodySHA256") claimed = lower(value);
    }
    return base::equal_secret(base::sha256_hex(body), claimed) &&
           signature_valid(auth_token, url, {}, header);
}

}  // namespace qingqian::notifier::channels
