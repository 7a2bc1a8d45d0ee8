#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qingqian::workflow {

/// What the check of a unified social credit code (统一社会信用代码, GB 32100-2015) found.
struct CreditCode {
    std::string code;    ///< normalised: upper case, half width, without blanks
    bool valid = false;  ///< length, alphabet, layout and check digit are right
    std::string reason;  ///< why not, coded: length, alphabet, layout, check_digit; empty when valid
    /// What looks odd but does not refuse: inner_check (GB 11714 check of characters 9–17), department
    /// (registering department not among those known), type (kind of body not among those known).
    std::vector<std::string> warnings;
};

/// Lower case and full-width characters to upper case and half width; blanks removed. Others stay.
std::string normalise_credit_code(std::string_view text);

/// Checks a code after normalising it. Positions 3–8 are digits but not compared with today's divisions: the
/// registering division may be abolished or 100000.
CreditCode check_credit_code(std::string_view text);

}  // namespace qingqian::workflow
