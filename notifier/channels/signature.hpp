#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qingqian::notifier::channels {

/// Form fields in the order they came; a key may occur several times.
using FormFields = std::vector<std::pair<std::string, std::string>>;

/// Reads application/x-www-form-urlencoded. Broken escapes are kept as they stand.
FormFields parse_form(std::string_view body);

/// X-Twilio-Signature of a form: base64(HMAC-SHA1(token, url + every key and value, keys in byte order; of a
/// repeated key the distinct values, sorted, each with its key)). `url` is the public one with its query.
/// Source: Twilio, "Validating Signatures from Twilio".
std::string twilio_signature(std::string_view auth_token, std::string_view url, const FormFields& fields);

/// Whether `header` signs the form; in constant time.
bool signature_valid(std::string_view auth_token, std::string_view url, const FormFields& fields,
                     std::string_view header);

/// The same for a body that is not a form: the address must carry `bodySHA256`, the hex SHA-256 of the body.
bool body_signature_valid(std::string_view auth_token, std::string_view url, std::string_view body,
                          std::string_view header);

}  // namespace qingqian::notifier::channels
