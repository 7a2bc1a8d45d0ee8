#include "mail_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/random.hpp"

namespace qingqian::notifier {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t id_bytes = 16;
constexpr std::size_t id_letters = 26;
constexpr std::size_t signature_letters = 13;

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

int hex_digit(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return -1;
}

using Id = std::array<std::uint8_t, id_bytes>;

std::optional<Id> read_uuid(std::string_view text) {
    Id id{};
    if (text.size() != 36) return std::nullopt;
    std::size_t digits = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (at == 8 || at == 13 || at == 18 || at == 23) {
            if (text[at] != '-') return std::nullopt;
            continue;
        }
        const int digit = hex_digit(lower(text[at]));
        if (digit < 0) return std::nullopt;
        auto& byte = id.at(digits / 2);
        byte = static_cast<std::uint8_t>(byte * 16 + digit);
        ++digits;
    }
    return id;
}

std::string uuid_text(const Id& id) {
    auto text = base::to_hex(std::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

std::string base32(std::string_view bytes, std::size_t count) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (std::size_t at = 0; out.size() < count; ++at) {
        bits = (bits << 8U) | (at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0U);
        held += 8;
        while (held >= 5 && out.size() < count) {
            held -= 5;
            out.push_back(letters[(bits >> held) & 31U]);
        }
    }
    return out;
}

std::optional<Id> read_base32(std::string_view text) {
    Id id{};
    std::uint32_t bits = 0;
    unsigned held = 0;
    std::size_t at = 0;
    for (const char letter : text) {
        const auto value = letters.find(letter);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 5U) | static_cast<std::uint32_t>(value);
        held += 5;
        if (held < 8) continue;
        held -= 8;
        if (at < id.size()) id.at(at++) = static_cast<std::uint8_t>(bits >> held);
    }
    return id;
}

std::string id_text(const Id& id) {
    return base32(std::string_view(reinterpret_cast<const char*>(id.data()), id.size()), id_letters);
}

std::string signature_of(const Id& id, std::string_view secret) {
    const auto key = base::hmac_sha256_hex(secret, "sub-addresses of mails");
    const auto digest = base::hmac_sha256_hex(key, uuid_text(id));
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digest.size(); at += 2) {
        bytes.push_back(static_cast<char>(hex_digit(digest[at]) * 16 + hex_digit(digest[at + 1])));
    }
    return base32(bytes, signature_letters);
}

}  // namespace

std::string sub_address(std::string_view mailbox, std::string_view message_uid, std::string_view secret) {
    const auto at = mailbox.rfind('@');
    const auto id = read_uuid(message_uid);
    if (at == std::string_view::npos || at == 0 || at > longest_mailbox_name || at + 1 == mailbox.size() ||
        !id || mailbox.substr(0, at).find('+') != std::string_view::npos) {
        return {};
    }
    return std::string(mailbox.substr(0, at)) + "+" + id_text(*id) + "." + signature_of(*id, secret) +
           std::string(mailbox.substr(at));
}

std::optional<std::string> read_sub_address(std::string_view address, std::string_view mailbox,
                                            std::string_view secret) {
    const auto at = mailbox.rfind('@');
    constexpr std::size_t added = 1 + id_letters + 1 + signature_letters;
    if (at == std::string_view::npos || address.size() != mailbox.size() + added) return std::nullopt;
    const auto whole = lowered(address);
    const auto own = lowered(mailbox);
    const std::string_view view = whole;
    const auto tag = view.substr(at, added);
    if (view.substr(0, at) != std::string_view(own).substr(0, at) ||
        view.substr(at + added) != std::string_view(own).substr(at) || tag[0] != '+' ||
        tag[1 + id_letters] != '.') {
        return std::nullopt;
    }
    const auto id = read_base32(tag.substr(1, id_letters));
    // 26 letters hold two bits more than an id: only the spelling that we write is one.
    if (!id || id_text(*id) != tag.substr(1, id_letters)) return std::nullopt;
    if (!base::equal_secret(signature_of(*id, secret), tag.substr(2 + id_letters))) return std::nullopt;
    return uuid_text(*id);
}

}  // namespace qingqian::notifier
