#include "notifier/inbound/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <cstdint>

namespace qingqian::notifier::inbound {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length of the UTF-8 character at the front of `text`; 0 when there is none. RFC 3629.
std::size_t character(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t size = lead < 0xC2 ? 0U : lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : lead < 0xF5 ? 4U : 0U;
    if (size == 0 || text.size() < size) return 0;
    for (std::size_t at = 1; at < size; ++at) {
        if ((byte(at) & 0xC0U) != 0x80U) return 0;
    }
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool beyond = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
    return overlong || beyond ? 0 : size;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto size = character(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

std::string lowered(std::string_view text) {
    std::string out(text.substr(0, 40));
    for (char& letter : out) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}

/// The name iconv knows, wide enough for what is really sent under it.
std::string wide_charset(std::string_view declared) {
    auto name = lowered(declared);
    for (const std::string_view narrow :
         {"gb2312", "gbk", "x-gbk", "gb_2312-80", "euc-cn", "cp936", "windows-936", "ms936", "gb-18030"}) {
        if (name == narrow) return "gb18030";
    }
    if (name == "big5" || name == "x-big5") return "big5-hkscs";
    if (name == "us-ascii" || name == "ascii" || name == "iso-8859-1" || name == "unicode-1-1-utf-8" ||
        name == "utf8" || name == "unknown-8bit" || name == "x-unknown")
        return name == "iso-8859-1" ? "windows-1252" : "";
    return name;
}

/// Converts what can be, a byte that cannot as U+FFFD; `faults` counts those. Nothing for an unknown charset.
bool convert(std::string_view bytes, const std::string& charset, std::string& out, std::size_t& faults) {
    const auto handle = iconv_open("UTF-8", charset.c_str());
    if (handle == reinterpret_cast<iconv_t>(-1)) return false;
    std::string input(bytes);
    char* from = input.data();
    std::size_t left = input.size();
    std::string piece(4096, '\0');
    while (left > 0) {
        char* to = piece.data();
        std::size_t room = piece.size();
        const auto done = iconv(handle, &from, &left, &to, &room);
        out.append(piece.data(), piece.size() - room);
        if (done != static_cast<std::size_t>(-1) || left == 0) continue;
        if (room < piece.size() && room < 8) continue;  // the piece was full
        out += replacement;
        ++faults;
        ++from;
        --left;
    }
    iconv_close(handle);
    return true;
}

std::string with_replacements(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto size = character(text);
        out += size == 0 ? replacement : text.substr(0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return out;
}

/// Whether the character is one that nobody sees but that changes what others look like.
bool treacherous(std::string_view letter) {
    if (letter.size() == 1) {
        const auto byte = static_cast<unsigned char>(letter[0]);
        return (byte < 0x20 && letter[0] != '\n' && letter[0] != '\t') || byte == 0x7F;
    }
    if (letter.size() == 2) return letter[0] == '\xC2' && static_cast<unsigned char>(letter[1]) < 0xA0;
    return letter == "\xE2\x80\x8E" || letter == "\xE2\x80\x8F" ||
           (letter >= "\xE2\x80\xAA" && letter <= "\xE2\x80\xAE") ||
           (letter >= "\xE2\x81\xA6" && letter <= "\xE2\x81\xA9") || letter == "\xEF\xBB\xBF";
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    const auto name = wide_charset(charset);
    std::string out;
    std::size_t faults = 0;
    // Several mailers declare something narrow and send UTF-8.
    if (name.empty() || name == "utf-8") {
        if (is_utf8(bytes)) return std::string(bytes);
    } else if (convert(bytes, name, out, faults) && faults == 0) {
        return out;
    } else if (is_utf8(bytes)) {
        return std::string(bytes);
    }
    std::string chinese;
    std::size_t chinese_faults = 0;
    if (convert(bytes, "gb18030", chinese, chinese_faults) && (out.empty() || chinese_faults < faults) &&
        (name != "utf-8" || chinese_faults == 0)) {
        return chinese;
    }
    return out.empty() ? with_replacements(bytes) : out;
}

std::string tidy_text(std::string_view given, std::size_t most) {
    const auto without_blanks_at_end = [](std::string& text) {
        while (text.ends_with(' ') || text.ends_with('\t')) text.pop_back();
    };
    std::string out;
    while (!given.empty()) {
        const auto size = character(given);
        auto letter = size == 0 ? replacement : given.substr(0, size);
        given.remove_prefix(std::max<std::size_t>(size, 1));
        if (letter == "\r") {
            if (given.starts_with('\n')) continue;
            letter = "\n";
        }
        if (treacherous(letter)) continue;
        if (letter == "\n") without_blanks_at_end(out);
        if (out.empty() && (letter == "\n" || letter == " " || letter == "\t")) continue;
        if (letter == "\n" && out.ends_with("\n\n\n")) continue;
        if (out.size() + letter.size() > most) break;
        out += letter;
    }
    while (out.ends_with('\n') || out.ends_with(' ') || out.ends_with('\t')) out.pop_back();
    return out;
}

std::string tidy_line(std::string_view given, std::size_t most) {
    std::string line(given);
    std::ranges::replace_if(
        line, [](char letter) { return letter == '\r' || letter == '\n' || letter == '\t'; }, ' ');
    auto tidy = tidy_text(line, most);
    std::string out;
    for (const char letter : tidy) {
        if (letter != ' ' || !out.ends_with(' ')) out.push_back(letter);
    }
    return out;
}

}  // namespace qingqian::notifier::inbound
