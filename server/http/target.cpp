#include "target.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "text.hpp"

namespace qingqian::http {
namespace {

constexpr std::size_t max_parameters = 100;

unsigned hex_digit(char c) {
    if (c <= '9') return static_cast<unsigned>(c - '0');
    return static_cast<unsigned>(lower(c) - 'a' + 10);
}

// The URL parser has checked that two hexadecimal digits follow every percent sign.
std::string decode(std::string_view text, bool plus_is_space) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            result += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            result += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

// RFC 3986, 5.2.4, on a path that is decoded already.
std::string without_dots(std::string_view path) {
    std::string result;
    auto rest = path.substr(1);
    for (;;) {
        const auto end = rest.find('/');
        const auto segment = rest.substr(0, end);
        const bool last = end == std::string_view::npos;
        if (segment == "..") {
            result.erase(std::min(result.rfind('/'), result.size()));
        } else if (segment != ".") {
            result.append("/").append(segment);
        }
        if (last) {
            if (segment == ".." || segment == ".") result += '/';
            return result;
        }
        rest = rest.substr(end + 1);
    }
}

bool read_path(std::string_view encoded, std::string& path) {
    if (encoded.empty()) encoded = "/";
    // The URL parser takes what follows a port without a slash for a path (RFC 3986, 3.3 does not).
    if (encoded.front() != '/') return false;
    if (encoded.find('%') == std::string_view::npos) {
        path = encoded;
    } else {
        path = decode(encoded, false);
        const auto slashes = [](std::string_view text) { return std::ranges::count(text, '/'); };
        if (slashes(path) != slashes(encoded) || !printable_utf8(path)) return false;
    }
    if (path.find('\\') != std::string::npos) return false;
    if (path.find("/.") != std::string::npos) path = without_dots(path);
    return true;
}

bool read_query(std::string_view rest, RequestHead& head) {
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (pair.empty()) continue;
        if (head.query.size() == max_parameters) return false;
        const auto equals = pair.find('=');
        auto key = decode(pair.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::string{} : decode(pair.substr(equals + 1), true);
        if (!printable_utf8(key) || !printable_utf8(value)) return false;
        head.query.emplace_back(std::move(key), std::move(value));
    }
    return true;
}

}  // namespace

bool printable_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto first = static_cast<unsigned char>(text[i]);
        if (first < 0x80) {
            if (first < 0x20 || first == 0x7f) return false;
            ++i;
            continue;
        }
        const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        if (first < 0xc2 || first > 0xf4 || i + more >= text.size()) return false;
        std::uint32_t point = first & (0x3fU >> more);
        for (std::size_t k = 1; k <= more; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0U) != 0x80U) return false;
            point = (point << 6U) | (next & 0x3fU);
        }
        constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
        const bool surrogate = point >= 0xd800 && point <= 0xdfff;
        if (point < smallest[more] || point > 0x10ffff || surrogate) return false;
        i += more + 1;
    }
    return true;
}

bool read_target(std::string_view target, RequestHead& head) {
    if (target == "*") {
        head.path = "*";
        return true;
    }
    const bool origin_form = target.starts_with('/');
    // "//host/path" in origin form is a path with an empty segment, never an authority.
    if (target.starts_with("//")) return false;
    const auto url =
        origin_form ? boost::urls::parse_origin_form(target) : boost::urls::parse_absolute_uri(target);
    if (!url) return false;
    if (!origin_form) {
        const bool web = same_text(url->scheme(), "http") || same_text(url->scheme(), "https");
        if (!web || url->encoded_host().empty() || url->has_userinfo()) return false;
    }
    return read_path(url->encoded_path(), head.path) && read_query(url->encoded_query(), head);
}

}  // namespace qingqian::http
