#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace qingqian::notifier::channels {

/// What handing a message to a carrier came to.
struct Outcome {
    enum class Kind {
        accepted,  ///< the carrier has it
        rejected,  ///< it never will: not repeated
        retry,     ///< it surely has not got it: may be repeated
        unknown,   ///< nobody knows: must not be repeated before it is settled
    };
    Kind kind = Kind::unknown;
    std::string code;         ///< "201", "21211", "smtp 550", "timeout"; stands in the attempt
    std::string detail;       ///< for the attempt; holds no personal data
    std::string reason;       ///< coded, for the message: invalid_number, opted_out, gateway_rejected …
    std::string provider_id;  ///< the carrier's id, when accepted
    std::string status;       ///< the carrier's first word on it, when accepted
    std::optional<std::chrono::milliseconds> retry_after;
    bool provider_fault = false;  ///< says something about the provider, not about this message
    bool other_may = false;       ///< rejected for what this provider may not do; another one may
};

/// What a carrier said of a try, for the attempt: on one line, at most 300 bytes of whole characters, numbers
/// of six digits and more and mail addresses left out.
std::string carrier_words(std::string_view text);
/// "HTTP 400: Invalid 'To' Phone Number"; without words the answer alone.
std::string with_words(std::string_view answer, std::string_view words);

}  // namespace qingqian::notifier::channels
