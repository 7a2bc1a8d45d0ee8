#include "base/text.hpp"

namespace qingqian::base {

std::size_t invisible(std::string_view text) {
    if (text.starts_with("\xC2\xAD")) return 2;
    if (text.starts_with("\xEF\xBB\xBF")) return 3;
    if (text.size() < 3 || text[0] != '\xE2') return 0;
    const auto last = static_cast<unsigned char>(text[2]);
    if (text[1] == '\x80') return (last >= 0x8B && last <= 0x8F) || (last >= 0xAA && last <= 0xAE) ? 3 : 0;
    if (text[1] != '\x81') return 0;
    return (last >= 0xA0 && last <= 0xA4) || (last >= 0xA6 && last <= 0xA9) ? 3 : 0;
}

}  // namespace qingqian::base
