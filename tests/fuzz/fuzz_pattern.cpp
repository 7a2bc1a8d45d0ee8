// A wording, which an administrator may edit, filled with what people typed.
#include <array>
#include <string>

#include "fuzz.hpp"
#include "notifier/pattern.hpp"

using namespace qingqian;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto rest = fuzz::text_of(data, size);
    const std::string value(fuzz::take_line(rest));
    const notifier::Pattern pattern(rest);
    const notifier::Places places{{"number", "JSTS20261123000123"}, {"reason", value}, {"empty", ""}};
    const std::array paragraphs{value, std::string("second")};
    const auto filled = pattern.fill(places, notifier::Escape::none, paragraphs);
    fuzz::must(pattern.source() == rest, "a pattern remembers how it was written");
    if (rest.find("{{") == std::string_view::npos)
        fuzz::must(filled == rest, "text without tags stays as it is");
    const auto html = notifier::Pattern("{{reason}}").fill(places, notifier::Escape::html);
    fuzz::must(html.find_first_of("<>\"") == std::string::npos, "values come out as text, not as HTML");
    pattern.fill(places, notifier::Escape::html, paragraphs);
    return 0;
}
