#include "normalise.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace qingqian::cases {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

// What people put between digits to read them more easily.
std::string without_separators(std::string_view text) {
    std::string out;
    for (const char c : half_width(text)) {
        if (std::string_view(" \t-.,()").find(c) == std::string_view::npos) out += c;
    }
    return out;
}

bool area_code(std::string_view code) {
    if (code.size() == 3) return code == "010" || code.starts_with("02");
    return code.size() == 4 && code[0] == '0' && code[1] >= '3' && code[1] <= '9';
}

}  // namespace

std::string half_width(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
        if (i + 2 < text.size() && byte(i) == 0xEF && (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD)) {
            const unsigned code = (0xFU << 12) | ((byte(i + 1) & 0x3FU) << 6) | (byte(i + 2) & 0x3FU);
            if (code >= 0xFF01 && code <= 0xFF5E) {
                out += static_cast<char>(code - 0xFF01 + 0x21);
                i += 3;
                continue;
            }
        }
        if (text.substr(i).starts_with("\u3000")) {
            out += ' ';
            i += 3;
            continue;
        }
        if (text.substr(i).starts_with("\u00A0")) {
            out += ' ';
            i += 2;
            continue;
        }
        if (const auto bytes = base::invisible(text.substr(i)); bytes > 0) {
            i += bytes;
            continue;
        }
        out += text[i++];
    }
    return out;
}

std::string trimmed(std::string_view text) {
    const auto skip = [](std::string_view rest, bool front) -> std::size_t {
        constexpr std::string_view wide = "\u3000";
        if (rest.empty()) return 0;
        const char edge = front ? rest.front() : rest.back();
        if (edge == ' ' || edge == '\t' || edge == '\r' || edge == '\n') return 1;
        return (front ? rest.starts_with(wide) : rest.ends_with(wide)) ? wide.size() : 0;
    };
    while (const auto n = skip(text, true)) text.remove_prefix(n);
    while (const auto n = skip(text, false)) text.remove_suffix(n);
    return std::string(text);
}

std::string normalise_mobile(std::string_view text) {
    std::string out = without_separators(text);
    for (const std::string_view prefix : {"+86", "0086", "86"}) {
        if (out.starts_with(prefix) && out.size() == prefix.size() + 11) return out.substr(prefix.size());
    }
    return out;
}

bool is_mobile(std::string_view text) {
    return text.size() == 11 && all_digits(text) && text[0] == '1' && text[1] >= '3';
}

std::optional<std::string> normalise_landline(std::string_view text) {
    std::string cleaned;
    for (const char c : half_width(text)) {
        if (is_digit(c) || c == '-') {
            cleaned += c;
        } else if (std::string_view(" \t()").find(c) == std::string_view::npos) {
            return std::nullopt;
        }
    }
    const std::size_t area = cleaned.starts_with("010") || cleaned.starts_with("02") ? 3 : 4;
    if (cleaned.size() < area || !area_code(std::string_view(cleaned).substr(0, area))) return std::nullopt;
    std::string_view rest = std::string_view(cleaned).substr(area);
    if (rest.starts_with('-')) rest.remove_prefix(1);
    const auto dash = rest.find('-');
    const auto local = rest.substr(0, dash);
    if (!all_digits(local) || local.size() < 7 || local.size() > 8) return std::nullopt;
    std::string out = cleaned.substr(0, area) + "-" + std::string(local);
    if (dash == std::string_view::npos) return out;
    const auto extension = rest.substr(dash + 1);
    if (!all_digits(extension) || extension.size() > 6) return std::nullopt;
    return out + "-" + std::string(extension);
}

std::optional<std::string> normalise_phone(std::string_view text) {
    if (auto mobile = normalise_mobile(text); is_mobile(mobile)) return mobile;
    if (auto landline = normalise_landline(text)) return landline;
    std::string digits = without_separators(text);
    if (!all_digits(digits)) return std::nullopt;
    const bool service = (digits.size() == 10 && (digits.starts_with("400") || digits.starts_with("800"))) ||
                         (digits.size() == 5 && (digits.starts_with("95") || digits.starts_with("12"))) ||
                         (digits.size() == 6 && digits.starts_with("95"));
    const bool local = (digits.size() == 7 || digits.size() == 8) && digits[0] >= '2';
    return service || local ? std::optional(digits) : std::nullopt;
}

std::optional<std::string> normalise_mail(std::string_view text) {
    std::string mail = trimmed(half_width(text));
    const auto at = mail.find('@');
    if (at == std::string::npos || at == 0 || at > 64 || mail.size() > 254) return std::nullopt;
    if (mail.find('@', at + 1) != std::string::npos) return std::nullopt;
    constexpr std::string_view signs = "!#$%&'*+/=?^_`{|}~-.";
    for (const char c : mail.substr(0, at)) {
        if (!std::isalnum(static_cast<unsigned char>(c)) && signs.find(c) == std::string_view::npos)
            return std::nullopt;
    }
    if (mail[0] == '.' || mail[at - 1] == '.' || mail.substr(0, at).find("..") != std::string::npos) {
        return std::nullopt;
    }
    const std::string_view domain = std::string_view(mail).substr(at + 1);
    std::size_t labels = 0;
    for (std::size_t begin = 0; begin <= domain.size(); ++labels) {
        const auto end = std::min(domain.find('.', begin), domain.size());
        const auto label = domain.substr(begin, end - begin);
        const bool plain = std::ranges::all_of(
            label, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-'; });
        if (label.empty() || label.size() > 63 || !plain || label.front() == '-' || label.back() == '-') {
            return std::nullopt;
        }
        begin = end + 1;
    }
    if (labels < 2) return std::nullopt;
    std::ranges::transform(mail.begin() + static_cast<std::ptrdiff_t>(at), mail.end(),
                           mail.begin() + static_cast<std::ptrdiff_t>(at), [](char c) {
                               return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
                           });
    return mail;
}

std::optional<std::string> normalise_id_number(std::string_view text) {
    std::string id = without_separators(text);
    if (!id.empty() && id.back() == 'x') id.back() = 'X';
    if (id.size() != 18 || !all_digits(std::string_view(id).substr(0, 17))) return std::nullopt;
    if (!base::parse_day(id.substr(6, 4) + "-" + id.substr(10, 2) + "-" + id.substr(12, 2)))
        return std::nullopt;
    constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (id[i] - '0');
    return id[17] == std::string_view("10X98765432")[static_cast<std::size_t>(sum % 11)] ? std::optional(id)
                                                                                         : std::nullopt;
}

}  // namespace qingqian::cases
