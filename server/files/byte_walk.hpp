#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace qingqian::files {

/// A file read from front to back in pieces: small steps cost no call to the system, long ones no reading.
class ByteWalk {
  public:
    explicit ByteWalk(const std::string& path);

    bool open() const { return open_; }
    std::uint64_t size() const { return size_; }
    std::uint64_t at() const { return at_; }
    bool at_end() const { return at_ >= size_; }

    /// The next `count` bytes (at most 4096) without moving; fewer where the file ends. Valid until the next
    /// call.
    std::string_view peek(std::size_t count);
    /// Goes on by `count` bytes, at most to the end.
    void skip(std::uint64_t count);
    /// Everything up to the next piece's end, at least one byte unless the file ends; moves behind it.
    std::string_view take_piece();

  private:
    void fill();

    std::ifstream file_;
    bool open_ = false;
    std::uint64_t size_ = 0;
    std::uint64_t at_ = 0;     ///< in the file
    std::string piece_;        ///< the bytes from `begin_` on
    std::uint64_t begin_ = 0;  ///< where `piece_` lies in the file
};

}  // namespace qingqian::files
