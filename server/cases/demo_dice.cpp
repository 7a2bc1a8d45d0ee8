#include "demo_dice.hpp"

namespace qingqian::cases::demo {

void Dice::fill(void* out, std::size_t size) {
    auto* bytes = static_cast<unsigned char*>(out);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i) {
        if (i % 8 == 0) word = engine_();
        bytes[i] = static_cast<unsigned char>(word >> (i % 8 * 8));
    }
}

// A plain remainder: standard distributions differ from library to library, and a demo may be a hair uneven.
std::int64_t Dice::below(std::int64_t n) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n));
}

std::string Dice::digits(std::size_t count) {
    std::string text;
    while (text.size() < count) text += static_cast<char>('0' + below(10));
    return text;
}

}  // namespace qingqian::cases::demo
