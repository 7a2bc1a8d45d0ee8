#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "notifier/inbound/text.hpp"

namespace qingqian::notifier::inbound {
namespace {

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool letter_of_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

bool blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n' || letter == '\f';
}

template <std::size_t Size>
bool one_of(const std::array<std::string_view, Size>& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

// Elements whose content nobody reads.
constexpr std::array<std::string_view, 9> unseen{"script", "style",  "head",   "title",   "template",
                                                 "iframe", "object", "select", "noscript"};
constexpr std::array<std::string_view, 24> blocks{
    "p",  "div", "br", "li", "ul", "ol", "tr",  "table",   "h1",      "h2",     "h3",     "h4",
    "h5", "h6",  "hr", "dl", "dt", "dd", "pre", "section", "article", "header", "footer", "blockquote"};

void put_code_point(std::string& out, std::uint32_t code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | (code >> 6U));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3FU));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

struct Named {
    std::string_view name;
    std::uint32_t code;
};
// Those that mailers write for signs that HTML itself uses, and the usual ones around Chinese text.
constexpr std::array named{
    Named{"amp", '&'},       Named{"lt", '<'},        Named{"gt", '>'},       Named{"quot", '"'},
    Named{"apos", '\''},     Named{"nbsp", ' '},      Named{"ensp", ' '},     Named{"emsp", 0x3000},
    Named{"yen", 0xA5},      Named{"middot", 0xB7},   Named{"times", 0xD7},   Named{"ndash", 0x2013},
    Named{"mdash", 0x2014},  Named{"lsquo", 0x2018},  Named{"rsquo", 0x2019}, Named{"ldquo", 0x201C},
    Named{"rdquo", 0x201D},  Named{"hellip", 0x2026}, Named{"copy", 0xA9},    Named{"reg", 0xAE},
    Named{"permil", 0x2030}, Named{"euro", 0x20AC},   Named{"deg", 0xB0},     Named{"plusmn", 0xB1}};

/// Reads a page once from front to back.
class Reader {
  public:
    explicit Reader(std::string_view html) : rest_(html) {}

    std::string read() {
        while (!rest_.empty()) {
            if (rest_[0] == '<') {
                markup();
            } else if (rest_[0] == '&') {
                reference();
            } else {
                letter(rest_[0]);
                rest_.remove_prefix(1);
            }
        }
        return std::move(out_);
    }

  private:
    void markup() {
        if (rest_.starts_with("<!--")) return skip_past("-->", 4);
        if (rest_.starts_with("<!") || rest_.starts_with("<?")) return skip_past(">", 2);
        const bool closing = rest_.starts_with("</");
        std::size_t at = closing ? 2 : 1;
        std::string name;
        while (at < rest_.size() && letter_of_name(lower(rest_[at])) && name.size() < 20)
            name.push_back(lower(rest_[at++]));
        if (name.empty()) {  // "<3" is no tag
            letter('<');
            return rest_.remove_prefix(1);
        }
        skip_tag(at);
        if (!closing && one_of(unseen, name)) return skip_element(name);
        if (one_of(blocks, name)) line();
        if (!closing && name == "li") out_ += "- ";
        if (closing && (name == "td" || name == "th")) out_ += "\t";
    }

    /// To behind the tag's end; a '>' inside a quoted value is none.
    void skip_tag(std::size_t at) {
        constexpr std::size_t longest =
            4096;  // else many quotes that never end would cost a look at all behind
        char quote = 0;
        for (; at < std::min(rest_.size(), longest); ++at) {
            const char c = rest_[at];
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return rest_.remove_prefix(at + 1);
            }
        }
        // A quote that never ends hides no text behind it.
        const auto end = rest_.find('>');
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    }

    void skip_element(const std::string& name) {
        for (std::size_t at = 0; (at = rest_.find("</", at)) != std::string_view::npos; at += 2) {
            std::size_t same = 0;
            while (same < name.size() && at + 2 + same < rest_.size() &&
                   lower(rest_[at + 2 + same]) == name[same])
                ++same;
            if (same < name.size()) continue;
            rest_.remove_prefix(at);
            return skip_past(">", 2);
        }
        rest_ = {};
    }

    void skip_past(std::string_view end, std::size_t from) {
        const auto at = rest_.find(end, from);
        rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
    }

    void reference() {
        constexpr std::size_t longest = 12;
        const auto end = rest_.substr(0, longest).find(';');
        const auto name = end == std::string_view::npos ? std::string_view{} : rest_.substr(1, end - 1);
        if (name.starts_with('#') && numeric(name.substr(1))) return rest_.remove_prefix(end + 1);
        const auto found = std::ranges::find(named, name, &Named::name);
        if (name.empty() || found == named.end()) {
            letter('&');
            return rest_.remove_prefix(1);
        }
        put_code_point(out_, found->code);
        rest_.remove_prefix(end + 1);
    }

    bool numeric(std::string_view digits) {
        const bool hex = digits.starts_with('x') || digits.starts_with('X');
        if (hex) digits.remove_prefix(1);
        if (digits.empty()) return false;
        std::uint32_t code = 0;
        for (const char digit : digits) {
            const char c = lower(digit);
            const int value = c >= '0' && c <= '9'          ? c - '0'
                              : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                            : -1;
            if (value < 0) return false;
            code = std::min<std::uint32_t>(code * (hex ? 16U : 10U) + static_cast<std::uint32_t>(value),
                                           0x110000U);
        }
        put_code_point(out_, code);
        return true;
    }

    void letter(char c) {
        if (!blank(c)) return out_.push_back(c);
        if (!out_.empty() && !blank(out_.back())) out_.push_back(' ');
    }

    void line() {
        while (out_.ends_with(' ')) out_.pop_back();
        if (!out_.empty() && !out_.ends_with("\n\n")) out_.push_back('\n');
    }

    std::string_view rest_;
    std::string out_;
};

}  // namespace

std::string html_text(std::string_view html) {
    return Reader(html).read();
}

}  // namespace qingqian::notifier::inbound
