#include "byte_walk.hpp"

#include <algorithm>

namespace qingqian::files {
namespace {

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t longest_peek = 4096;

}  // namespace

ByteWalk::ByteWalk(const std::string& path) : file_(path, std::ios::binary | std::ios::ate) {
    open_ = file_.is_open();
    if (open_) size_ = static_cast<std::uint64_t>(std::max<std::streamoff>(0, file_.tellg()));
}

void ByteWalk::fill() {
    begin_ = at_;
    piece_.resize(piece_size);
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(at_));
    file_.read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
    piece_.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file_.gcount())));
}

std::string_view ByteWalk::peek(std::size_t count) {
    count = std::min(count, longest_peek);
    const auto wanted = std::min<std::uint64_t>(count, size_ - std::min(size_, at_));
    if (at_ < begin_ || at_ + wanted > begin_ + piece_.size()) fill();
    const auto inside = std::min<std::uint64_t>(at_ - begin_, piece_.size());
    return std::string_view(piece_).substr(static_cast<std::size_t>(inside), count);
}

void ByteWalk::skip(std::uint64_t count) {
    at_ = count > size_ - std::min(size_, at_) ? size_ : at_ + count;
}

std::string_view ByteWalk::take_piece() {
    if (peek(1).empty()) {
        at_ = size_;
        return {};
    }
    const auto rest = std::string_view(piece_).substr(static_cast<std::size_t>(at_ - begin_));
    at_ += rest.size();
    return rest;
}

}  // namespace qingqian::files
