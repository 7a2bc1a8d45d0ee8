#include "header_scan.hpp"

#include <algorithm>

#include "text.hpp"

namespace qingqian::http {

HeaderScan::State HeaderScan::feed(std::string_view bytes) {
    if (bytes.empty()) return State::more;
    // A method is letters in practice; this also catches a TLS greeting sent to a plain port.
    if (lower(bytes[0]) < 'a' || lower(bytes[0]) > 'z') return State::bad;
    for (;;) {
        const auto feed = bytes.find('\n', seen_);
        if (feed == std::string_view::npos) {
            seen_ = bytes.size();
            return State::more;
        }
        if (feed == 0 || bytes[feed - 1] != '\r') return State::bad;
        const bool folded = bytes[line_start_] == ' ' || bytes[line_start_] == '\t';
        if (folded) return State::bad;
        const bool empty_line = feed - 1 == line_start_;
        seen_ = line_start_ = feed + 1;
        if (empty_line) return State::done;
    }
}

bool target_too_long(std::string_view bytes, std::size_t max) {
    const auto line = bytes.substr(0, bytes.find('\r'));
    const auto first = line.find(' ');
    if (first == std::string_view::npos) return false;
    const auto second = std::min(line.find(' ', first + 1), line.size());
    return second - first - 1 > max;
}

}  // namespace qingqian::http
