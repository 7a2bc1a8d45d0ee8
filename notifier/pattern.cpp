#include "pattern.hpp"

#include <utility>

namespace qingqian::notifier {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

void append(std::string& out, std::string_view value, Escape escape) {
    if (escape == Escape::none) {
        out += value;
        return;
    }
    for (const char letter : value) {
        switch (letter) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            default:
                out += letter;
        }
    }
}

}  // namespace

Pattern::Pattern(std::string_view text) : source_(text) {
    std::vector<std::size_t> open;
    while (!text.empty()) {
        const auto begin = text.find("{{");
        const auto end = begin == std::string_view::npos ? begin : text.find("}}", begin + 2);
        add_text(text.substr(0, end == std::string_view::npos ? end : begin));
        if (end == std::string_view::npos) break;
        add_tag(trimmed(text.substr(begin + 2, end - begin - 2)), open);
        text.remove_prefix(end + 2);
    }
    for (const auto section : open) parts_[section].past = parts_.size();
}

void Pattern::add_text(std::string_view text) {
    while (!text.empty()) {
        const auto newline = text.find('\n');
        if (newline != 0) parts_.push_back({Kind::text, std::string(text.substr(0, newline))});
        if (newline == std::string_view::npos) return;
        parts_.push_back({Kind::newline, "\n"});
        text.remove_prefix(newline + 1);
    }
}

void Pattern::add_tag(std::string_view tag, std::vector<std::size_t>& open) {
    const char sign = tag.empty() ? ' ' : tag.front();
    if (sign == '#' || sign == '^') {
        open.push_back(parts_.size());
        parts_.push_back({sign == '#' ? Kind::present : Kind::absent, std::string(trimmed(tag.substr(1)))});
    } else if (sign != '/') {
        parts_.push_back({Kind::place, std::string(tag)});
    } else if (!open.empty()) {
        parts_.push_back({Kind::end, {}});
        parts_[open.back()].past = parts_.size();
        open.pop_back();
    }
}

/// One filling of a pattern.
class Pattern::Filling {
  public:
    Filling(const Pattern& pattern, const Places& places, Escape escape,
            std::span<const std::string> paragraphs)
        : parts_(pattern.parts_), places_(places), escape_(escape), paragraphs_(paragraphs) {
        out_.reserve(pattern.source_.size() + 256);
    }

    std::string all() {
        run(0, parts_.size());
        end_line(false);
        return std::move(out_);
    }

  private:
    void run(std::size_t at, std::size_t past) {
        while (at < past) {
            const auto& part = parts_[at];
            const bool section = part.kind == Kind::present || part.kind == Kind::absent;
            if (section) {
                fill_section(at, part);
            } else if (part.kind == Kind::newline) {
                end_line(true);
            } else if (part.kind == Kind::text) {
                out_ += part.text;
            } else if (part.kind == Kind::place) {
                append(out_, value(part.text), escape_);
            }
            at = section ? part.past : at + 1;
        }
    }

    void fill_section(std::size_t at, const Part& part) {
        if (part.kind == Kind::present && part.text == "paragraphs") {
            // Paragraphs inside of paragraphs would double with every level.
            if (std::exchange(repeating_, true)) return fill_inside(at, part);
            for (const auto& paragraph : paragraphs_) {
                paragraph_ = paragraph;
                fill_inside(at, part);
            }
            paragraph_ = {};
            repeating_ = false;
        } else if (value(part.text).empty() == (part.kind == Kind::absent)) {
            fill_inside(at, part);
        }
    }

    void fill_inside(std::size_t at, const Part& part) {
        line_has_section_ = true;
        run(at + 1, part.past);
        line_has_section_ = true;
    }

    // Tags of sections may stand on lines of their own without leaving empty lines behind.
    void end_line(bool newline) {
        const auto line = std::string_view(out_).substr(line_);
        if (line_has_section_ && line.find_first_not_of(blanks) == std::string_view::npos) {
            out_.resize(line_);
        } else if (newline) {
            out_ += '\n';
        }
        line_ = out_.size();
        line_has_section_ = false;
    }

    std::string_view value(const std::string& name) const {
        if (name == "paragraph") return paragraph_;
        const auto found = places_.find(name);
        return found == places_.end() ? std::string_view() : std::string_view(found->second);
    }

    const std::vector<Part>& parts_;
    const Places& places_;
    Escape escape_;
    std::span<const std::string> paragraphs_;
    std::string_view paragraph_;
    bool repeating_ = false;
    std::string out_;
    std::size_t line_ = 0;  // where the line that is being filled begins
    bool line_has_section_ = false;
};

std::string Pattern::fill(const Places& places, Escape escape,
                          std::span<const std::string> paragraphs) const {
    return Filling(*this, places, escape, paragraphs).all();
}

}  // namespace qingqian::notifier
