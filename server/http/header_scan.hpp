#pragma once

#include <cstddef>
#include <string_view>

namespace qingqian::http {

/// Finds the end of a header while it arrives, and refuses early what a lenient reader and a strict one would
/// cut differently (RFC 9112, 2.2 and 5.2): a line feed without carriage return, a folded line, a first byte
/// that cannot begin a method. Everything else is left to the parser.
class HeaderScan {
  public:
    enum class State { more, done, bad };

    /// Looks at all bytes received so far; remembers how far it came.
    State feed(std::string_view bytes);
    /// Bytes of the header with its empty line, once `done`.
    std::size_t size() const { return line_start_; }
    void reset() { line_start_ = seen_ = 0; }

  private:
    std::size_t line_start_ = 0;
    std::size_t seen_ = 0;
};

/// Whether the request target in the first line, complete or not, is longer than `max` bytes.
bool target_too_long(std::string_view bytes, std::size_t max);

}  // namespace qingqian::http
