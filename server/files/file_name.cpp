#include "file_name.hpp"

#include <algorithm>
#include <cstdint>

#include "base/decode.hpp"
#include "limits.hpp"

namespace qingqian::files {
namespace {

constexpr std::int64_t longest = 200;
constexpr std::size_t longest_extension = 10;

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t size = 1;
};

/// The code point at the front of `text`; a byte that is not part of one counts as a control character.
CodePoint front(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0x80 ? 1U : lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : 4U;
    if (size == 1) return {lead, 1};
    if (text.size() < size || lead < 0xC0) return {0, 1};
    std::uint32_t value = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U) return {0, 1};
        value = value << 6U | (byte & 0x3FU);
    }
    return {value, size};
}

bool invisible(std::uint32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD;
    const bool direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                           (c >= 0x2066 && c <= 0x2069);
    const bool unseen = (c >= 0x200B && c <= 0x200D) || (c >= 0x2028 && c <= 0x2029) || c == 0x2060 ||
                        c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
    return control || direction || unseen;
}

std::string trimmed(std::string text) {
    const auto first = text.find_first_not_of(" .");
    if (first == std::string::npos) return {};
    // A leading dot hides a file, trailing dots and blanks vanish on some systems and change the extension.
    const auto last = text.find_last_not_of(" .");
    return text.substr(first, last - first + 1);
}

std::string first_code_points(std::string_view text, std::int64_t count) {
    std::size_t at = 0;
    for (; count > 0 && at < text.size(); --count) at += front(text.substr(at)).size;
    return std::string(text.substr(0, at));
}

std::string shortened(std::string name) {
    if (base::code_points(name) <= longest) return name;
    const auto extension = extension_of(name);
    if (extension.empty() || extension.size() > longest_extension)
        return trimmed(first_code_points(name, longest));
    const auto tail = "." + extension;
    return trimmed(first_code_points(name, longest - static_cast<std::int64_t>(tail.size()))) + tail;
}

}  // namespace

std::string clean_file_name(std::string_view given) {
    const auto slash = given.find_last_of("/\\");
    if (slash != std::string_view::npos) given.remove_prefix(slash + 1);
    std::string name;
    while (!given.empty()) {
        const auto c = front(given);
        if (!invisible(c.value)) {
            const bool reserved =
                c.size == 1 && std::string_view("<>:\"|?*").find(given[0]) != std::string_view::npos;
            name += reserved ? std::string_view("_") : given.substr(0, c.size);
        }
        given.remove_prefix(std::min(c.size, given.size()));
    }
    return shortened(trimmed(std::move(name)));
}

std::string extension_of(std::string_view name) {
    const auto dot = name.find_last_of('.');
    if (dot == std::string_view::npos || dot == 0) return {};
    std::string extension(name.substr(dot + 1));
    for (char& c : extension) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return extension;
}

std::string readable_size(std::uint64_t bytes) {
    constexpr std::uint64_t kilo = 1024;
    constexpr std::uint64_t mega = kilo * kilo;
    if (bytes < kilo) return std::to_string(bytes) + " B";
    const auto unit = bytes < mega ? kilo : mega;
    std::string text = std::to_string(bytes / unit);
    const auto tenths = bytes % unit * 10 / unit;
    if (tenths != 0) text += "." + std::to_string(tenths);
    return text + (unit == kilo ? " KB" : " MB");
}

}  // namespace qingqian::files
