#include "credit_code.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"

namespace qingqian::workflow {
namespace {

// GB 32100-2015: 31 characters, no I, O, S, V, Z; a character's value is its index.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t code_length = 18;

std::size_t value_of(char c) {
    return alphabet.find(c);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

char check_character(std::string_view code) {
    std::size_t sum = 0;
    std::size_t weight = 1;
    for (std::size_t i = 0; i + 1 < code_length; ++i) {
        sum += value_of(code[i]) * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

// GB 11714: the organisation code stands at characters 9 to 17, its own check at the last of them.
bool inner_check_fits(std::string_view code) {
    constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char c = code[8 + i];
        sum += (is_digit(c) ? c - '0' : c - 'A' + 10) * weights[i];
    }
    const int check = (11 - sum % 11) % 11;
    return code[16] == (check == 10 ? 'X' : static_cast<char>('0' + check));
}

bool department_known(char department) {
    return std::string_view("123456789ANY").find(department) != std::string_view::npos;
}

// Only departments 1 (机构编制), 5 (民政) and 9 (市场监管) have lists of kinds we know.
bool type_known(char department, char type) {
    switch (department) {
        case '1':
            return std::string_view("1239").find(type) != std::string_view::npos;
        case '5':
        case '9':
            return std::string_view("1239").find(type) != std::string_view::npos;
        default:
            return true;
    }
}

/// Bytes of the UTF-8 character that begins at `at`; broken UTF-8 counts byte by byte.
std::size_t character_size(std::string_view text, std::size_t at) {
    std::size_t size = 1;
    while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) ++size;
    return size;
}

void refuse(CreditCode& result, std::string_view reason, std::size_t position, std::string_view character) {
    result.reason = reason;
    result.position = position;
    result.character = character;
}

// The first character that cannot stand there says more than the length does.
void find_fault(CreditCode& result) {
    const std::string& code = result.code;
    std::size_t position = 0;
    for (std::size_t at = 0; at < code.size(); at += character_size(code, at)) {
        ++position;
        if (value_of(code[at]) == std::string_view::npos) {
            return refuse(result, "alphabet", position, code.substr(at, character_size(code, at)));
        }
    }
    if (code.size() != code_length) return refuse(result, "length", 0, "");
    for (std::size_t at = 2; at < 8; ++at) {
        if (!is_digit(code[at])) return refuse(result, "layout", at + 1, code.substr(at, 1));
    }
    const char check = check_character(code);
    if (code.back() == check) return;
    refuse(result, "check_digit", code_length, code.substr(code_length - 1));
    result.expected = check;
}

// A full-width ASCII character is U+FF01…U+FF5E, three bytes of UTF-8; U+3000 is the wide blank.
bool take_wide(std::string_view text, std::size_t at, char& out) {
    if (at + 2 >= text.size()) return false;
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]));
    };
    const std::uint32_t point = ((byte(0) & 0x0FU) << 12) | ((byte(1) & 0x3FU) << 6) | (byte(2) & 0x3FU);
    if (byte(0) == 0xE3 && point == 0x3000) {
        out = ' ';
        return true;
    }
    if (byte(0) != 0xEF || point < 0xFF01 || point > 0xFF5E) return false;
    out = static_cast<char>(point - 0xFEE0);
    return true;
}

}  // namespace

std::string normalise_credit_code(std::string_view text) {
    std::string code;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (take_wide(text, i, c)) {
            i += 2;
        } else if (const auto bytes = base::invisible(text.substr(i)); bytes > 0) {
            i += bytes - 1;
            continue;
        } else if (text.substr(i).starts_with("\u00A0")) {
            ++i;
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return code;
}

std::string reason_line(const CreditCode& code) {
    if (code.reason == "length") {
        return fmt::format("length: {} characters, {} are needed", code.code.size(), code_length);
    }
    if (code.reason == "alphabet") {
        return fmt::format("alphabet: character {} is {}, which no code holds", code.position,
                           code.character);
    }
    if (code.reason == "layout") {
        return fmt::format("layout: character {} is {}, a digit is needed", code.position, code.character);
    }
    if (code.reason == "check_digit") {
        return fmt::format("check_digit: character {} is {}, the others ask for {}", code.position,
                           code.character, code.expected);
    }
    return {};
}

std::string_view holder_kind(std::string_view code) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kinds{{{"11", "organ"},
                                                                                  {"12", "institution"},
                                                                                  {"13", "group"},
                                                                                  {"51", "association"},
                                                                                  {"52", "association"},
                                                                                  {"53", "association"},
                                                                                  {"91", "enterprise"},
                                                                                  {"92", "household"},
                                                                                  {"93", "cooperative"}}};
    for (const auto& [prefix, kind] : kinds) {
        if (code.starts_with(prefix)) return kind;
    }
    return code.starts_with('N') ? "rural" : "";
}

CreditCode check_credit_code(std::string_view text) {
    CreditCode result;
    result.code = normalise_credit_code(text);
    find_fault(result);
    result.valid = result.reason.empty();
    if (!result.valid) return result;
    if (!inner_check_fits(result.code)) result.warnings.emplace_back("inner_check");
    if (!department_known(result.code[0])) result.warnings.emplace_back("department");
    if (!type_known(result.code[0], result.code[1])) result.warnings.emplace_back("type");
    return result;
}

}  // namespace qingqian::workflow
