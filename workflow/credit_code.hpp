#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qingqian::workflow {

/// What the check of a unified social credit code (统一社会信用代码, GB 32100-2015) found.
struct CreditCode {
    std::string code;          ///< normalised: upper case, half width, without blanks
    bool valid = false;        ///< length, alphabet, layout and check digit are right
    std::string reason;        ///< why not, coded: length, alphabet, layout, check_digit; empty when valid
    std::size_t position = 0;  ///< of the character at fault, counted from 1; 0 where it is the length
    std::string character;     ///< that character as it stands, normalised
    std::string expected;      ///< check_digit: the character that the other seventeen ask for
    /// What looks odd but does not refuse: inner_check (GB 11714 check of characters 9–17), department
    /// (registering department not among those known), type (kind of body not among those known).
    std::vector<std::string> warnings;
};

/// Lower case and full-width characters to upper case and half width; blanks removed. Others stay.
std::string normalise_credit_code(std::string_view text);

/// Why a code is refused as one English line for programs: the reason, a colon, and which character. Empty
/// for a valid code.
std::string reason_line(const CreditCode& code);

/// What kind of body a valid code belongs to, by its first two characters (GB 32100-2015): "organ" (11),
/// "institution" (12), "group" (13), "association" (51, 52, 53), "enterprise" (91), "household" (92,
/// 个体工商户), "cooperative" (93), "rural" (N…); empty for the others.
std::string_view holder_kind(std::string_view code);

/// Checks a code after normalising it. Positions 3–8 are digits but not compared with today's divisions: the
/// registering division may be abolished or 100000.
CreditCode check_credit_code(std::string_view text);

}  // namespace qingqian::workflow
