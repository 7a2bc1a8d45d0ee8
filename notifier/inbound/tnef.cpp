#include <cstdint>
#include <optional>

#include "notifier/inbound/mail.hpp"

namespace qingqian::notifier::inbound {
namespace {

constexpr std::uint32_t signature = 0x223E9F78;
constexpr std::uint32_t attachment_begins = 0x00069002;  // attAttachRenddata
constexpr std::uint32_t attachment_title = 0x00018010;
constexpr std::uint32_t attachment_data = 0x0006800F;

std::optional<std::uint32_t> number(std::string_view& data, std::size_t bytes) {
    if (data.size() < bytes) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t at = bytes; at-- > 0;) value = value << 8U | static_cast<std::uint8_t>(data[at]);
    data.remove_prefix(bytes);
    return value;
}

}  // namespace

std::vector<File> read_tnef(std::string_view data, std::size_t most) {
    std::vector<File> files;
    if (number(data, 4) != signature || !number(data, 2)) return files;
    while (!data.empty()) {
        const auto level = number(data, 1);
        const auto id = number(data, 4);
        const auto length = number(data, 4);
        if (!level || !id || !length || *length > data.size()) break;
        const auto value = data.substr(0, *length);
        data.remove_prefix(*length);
        if (!number(data, 2)) break;  // the check sum
        if (id == attachment_begins) {
            if (files.size() == most) break;
            files.push_back({"", "application/octet-stream", ""});
        } else if (!files.empty() && id == attachment_title) {
            files.back().name = value.substr(0, value.find('\0'));
        } else if (!files.empty() && id == attachment_data) {
            files.back().content = value;
        }
    }
    std::erase_if(files, [](const File& file) { return file.content.empty(); });
    return files;
}

}  // namespace qingqian::notifier::inbound
