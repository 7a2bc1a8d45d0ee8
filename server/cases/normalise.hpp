#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qingqian::cases {

/// Full-width letters, digits and signs (U+FF01–U+FF5E) as ASCII, the ideographic and the no-break space as a
/// blank, without what nobody sees (base::invisible).
std::string half_width(std::string_view text);

/// Without blanks, tabs and ideographic spaces at either end.
std::string trimmed(std::string_view text);

/// A mobile number of the mainland as 11 digits: blanks, hyphens, commas, brackets and a leading +86 dropped.
/// What is not such a number comes back with the same cleaning, for the message that counts its digits.
std::string normalise_mobile(std::string_view text);
/// ^1[3-9]\d{9}$
bool is_mobile(std::string_view text);

/// A landline as "0512-12345678" or "010-12345678-801"; nothing when it is none.
std::optional<std::string> normalise_landline(std::string_view text);

/// A mobile, a landline, a local number of 7 or 8 digits, or a service number (400, 800, 95…, 12345).
std::optional<std::string> normalise_phone(std::string_view text);

/// A mail address with its domain in lower case; nothing when it is not well formed (one @, a domain with a
/// dot, at most 254 characters; the unusual quoted forms of RFC 5321 are not taken).
std::optional<std::string> normalise_mail(std::string_view text);

/// An identity card number (GB 11643, check digit mod 11-2) in upper case; nothing when it fails.
std::optional<std::string> normalise_id_number(std::string_view text);

}  // namespace qingqian::cases
