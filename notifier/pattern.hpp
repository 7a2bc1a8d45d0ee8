#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qingqian::notifier {

/// What a wording may speak of. Places are filled by `compose` from the case and the notice.
using Places = std::map<std::string, std::string>;

enum class Escape { none, html };

/// A wording or layout in the part of mustache(5) that our tables use, taken apart once when it is read:
/// `{{place}}`, `{{#place}}…{{/place}}` (only when the place is not empty), `{{^place}}…{{/place}}` (only
/// when it is), and `{{#paragraphs}}…{{paragraph}}…{{/paragraphs}}` (once for each, also where such a section
/// stands inside another). A line that holds nothing but the tags of sections leaves no line behind.
///
/// Never fails: a tag that is not closed stands as text, a place that is not known is empty;
/// `Catalogue::check` names both. Immutable; safe to fill on several threads.
class Pattern {
  public:
    Pattern() = default;
    explicit Pattern(std::string_view text);

    /// With `Escape::html`, values (not the pattern itself) come out as HTML text.
    std::string fill(const Places& places, Escape escape = Escape::none,
                     std::span<const std::string> paragraphs = {}) const;
    /// As it was written.
    const std::string& source() const { return source_; }
    bool empty() const { return source_.empty(); }

  private:
    enum class Kind { text, newline, place, present, absent, end };
    struct Part {
        Kind kind;
        std::string text;      ///< literal text, or the name of the place
        std::size_t past = 0;  ///< of a section: the part after its end
    };
    class Filling;

    void add_text(std::string_view text);
    void add_tag(std::string_view tag, std::vector<std::size_t>& open);

    std::string source_;
    std::vector<Part> parts_;
};

}  // namespace qingqian::notifier
