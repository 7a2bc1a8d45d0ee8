#include "picture_check.hpp"

#include <cstdint>
#include <string_view>

#include "byte_walk.hpp"

namespace qingqian::files {
namespace {

using namespace std::string_view_literals;

Verdict clean() {
    return {.verdict = "clean"};
}
Verdict unscannable(std::string detail) {
    return {.verdict = "unscannable", .detail = std::move(detail)};
}

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

bool too_many_pixels(std::uint64_t width, std::uint64_t height) {
    return height != 0 && width > most_pixels / height;
}

/// Start of frame: what holds the size. 0xC4, 0xC8 and 0xCC are tables.
bool is_frame(unsigned char marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// Behind the start of scan the picture follows; its end stands somewhere behind it, not always last, since
/// telephones append data of their own.
Verdict find_end(ByteWalk& walk) {
    bool before = false;
    while (!walk.at_end()) {
        const auto bytes = walk.take_piece();
        if (bytes.empty()) break;
        if ((before && bytes.starts_with('\xD9')) || bytes.contains("\xFF\xD9"sv)) return clean();
        before = bytes.ends_with('\xFF');
    }
    return unscannable("jpeg_damaged");
}

}  // namespace

Verdict check_png(const std::string& path) {
    constexpr std::uint64_t signature = 8;
    constexpr std::uint64_t around = 12;  // length, type and checksum of a chunk
    // A real picture has a chunk per some thousand bytes; millions of empty ones only keep readers busy.
    constexpr int most_chunks = 100'000;
    ByteWalk walk(path);
    walk.skip(signature);
    for (int chunk = 0; chunk < most_chunks && walk.at() + around <= walk.size(); ++chunk) {
        const auto head = walk.peek(16);
        if (head.size() < 8) break;
        const auto type = head.substr(4, 4);
        const auto length = big_endian(head.substr(0, 4));
        if (chunk == 0) {
            if (type != "IHDR" || length != 13 || head.size() < 16) break;
            if (too_many_pixels(big_endian(head.substr(8, 4)), big_endian(head.substr(12, 4))))
                return unscannable("picture_too_large");
        }
        const bool last = type == "IEND";
        if (around + length > walk.size() - walk.at()) break;
        walk.skip(around + length);
        if (last) return walk.at_end() ? clean() : unscannable("png_trailing_data");
    }
    return unscannable("png_damaged");
}

Verdict check_jpeg(const std::string& path) {
    ByteWalk walk(path);
    walk.skip(2);
    while (walk.at() + 4 <= walk.size()) {
        const auto head = walk.peek(9);
        if (head.size() < 4 || head[0] != '\xFF') break;
        const auto marker = static_cast<unsigned char>(head[1]);
        if (marker == 0xFF) {  // fill byte before a marker
            walk.skip(1);
            continue;
        }
        if (marker == 0xDA) return find_end(walk);
        const auto length = big_endian(head.substr(2, 2));
        if (length < 2) break;
        if (is_frame(marker)) {
            if (head.size() < 9) break;
            if (too_many_pixels(big_endian(head.substr(7, 2)), big_endian(head.substr(5, 2))))
                return unscannable("picture_too_large");
        }
        walk.skip(2 + length);
    }
    return unscannable("jpeg_damaged");
}

}  // namespace qingqian::files
