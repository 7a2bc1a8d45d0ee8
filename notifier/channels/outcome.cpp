#include "outcome.hpp"

#include <algorithm>

#include "notifier/inbound/text.hpp"

namespace qingqian::notifier::channels {
namespace {

constexpr std::size_t longest_words = 300;
constexpr std::size_t looked_at = 2'000;
constexpr std::string_view hidden = "***";
// Carriers' own codes have five digits; numbers and one-time codes have more.
constexpr std::size_t most_digits = 5;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool ends_word(char letter) {
    return static_cast<unsigned char>(letter) <= ' ' ||
           std::string_view("<>\"'(),;:[]").find(letter) != std::string_view::npos;
}

/// How far digits go on, with what people put between them.
std::size_t number_at(std::string_view text) {
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_digit(text[at])) {
            end = at + 1;
        } else if (at == end && end > 0 && (text[at] == ' ' || text[at] == '-')) {
            continue;
        } else {
            break;
        }
    }
    return end;
}

std::size_t digits_in(std::string_view text) {
    std::size_t digits = 0;
    for (const char letter : text) digits += is_digit(letter) ? 1 : 0;
    return digits;
}

/// The word that begins here, if it is a mail address.
std::size_t address_at(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && !ends_word(text[end])) ++end;
    return text.substr(0, end).find('@') == std::string_view::npos ? 0 : end;
}

}  // namespace

std::string carrier_words(std::string_view bytes) {
    auto end = std::min(bytes.size(), looked_at);
    // Cut within a character, the whole would no longer be UTF-8.
    while (end > 0 && end < bytes.size() && (static_cast<unsigned char>(bytes[end]) & 0xC0U) == 0x80U) --end;
    const auto whole = inbound::tidy_line(inbound::to_utf8(bytes.substr(0, end), ""), looked_at);
    const std::string_view text = whole;
    std::string out;
    bool begins = true;
    for (std::size_t at = 0; at < text.size() && out.size() < longest_words;) {
        const auto rest = text.substr(at);
        const auto address = begins ? address_at(rest) : 0;
        const auto number = is_digit(rest.front()) ? number_at(rest) : 0;
        if (address > 0 || digits_in(rest.substr(0, number)) > most_digits) {
            out += hidden;
            at += address > 0 ? address : number;
            continue;
        }
        begins = ends_word(rest.front());
        // Digits that may stay go as a whole, or their end would be looked at again.
        std::size_t taken = 1;
        while (number > 0 && taken < number && is_digit(rest[taken])) ++taken;
        out += rest.substr(0, taken);
        at += taken;
    }
    return inbound::tidy_line(out, longest_words);
}

std::string with_words(std::string_view answer, std::string_view words) {
    auto kept = carrier_words(words);
    return std::string(answer) + (kept.empty() ? "" : ": " + kept);
}

}  // namespace qingqian::notifier::channels
