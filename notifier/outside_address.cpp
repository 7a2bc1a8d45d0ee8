#include "outside_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace qingqian::notifier {
namespace {

struct Network4 {
    std::uint32_t address;
    int bits;
};

// IANA's registry of special-purpose IPv4 addresses.
constexpr std::array inside4{Network4{0x00000000, 8},  Network4{0x0A000000, 8},  Network4{0x64400000, 10},
                             Network4{0x7F000000, 8},  Network4{0xA9FE0000, 16}, Network4{0xAC100000, 12},
                             Network4{0xC0000000, 24}, Network4{0xC0000200, 24}, Network4{0xC0586300, 24},
                             Network4{0xC0A80000, 16}, Network4{0xC6120000, 15}, Network4{0xC6336400, 24},
                             Network4{0xCB007100, 24}, Network4{0xE0000000, 3}};

bool outside4(std::uint32_t address) {
    return std::ranges::none_of(inside4, [&](const Network4& network) {
        return (address >> (32 - network.bits)) == (network.address >> (32 - network.bits));
    });
}

std::uint32_t number4(std::span<const std::uint8_t> bytes) {
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
           bytes[3];
}

bool begins(std::span<const std::uint8_t> bytes, std::initializer_list<std::uint8_t> with) {
    return std::ranges::equal(bytes.first(with.size()), with);
}

bool outside6(std::span<const std::uint8_t, 16> bytes) {
    // An IPv4 address in other clothes is judged as what it is.
    if (begins(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}))
        return outside4(number4(bytes.subspan(12)));
    if (begins(bytes, {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}))
        return outside4(number4(bytes.subspan(12)));
    if (begins(bytes, {0x20, 0x02})) return outside4(number4(bytes.subspan(2)));
    // Of the rest only global unicast, without Teredo and documentation.
    if ((bytes[0] & 0xE0) != 0x20) return false;
    if (begins(bytes, {0x20, 0x01, 0x0D, 0xB8}) || begins(bytes, {0x3F, 0xFF})) return false;
    return !(begins(bytes, {0x20, 0x01}) && bytes[2] < 2);
}

}  // namespace

bool is_outside(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof four);
        return outside4(ntohl(four.sin_addr.s_addr));
    }
    if (address.sa_family != AF_INET6) return false;
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    return outside6(std::span<const std::uint8_t, 16>(six.sin6_addr.s6_addr));
}

bool is_outside(std::string_view address) {
    const std::string text(address);
    sockaddr_storage storage{};
    auto& four = reinterpret_cast<sockaddr_in&>(storage);
    auto& six = reinterpret_cast<sockaddr_in6&>(storage);
    if (inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) {
        storage.ss_family = AF_INET;
    } else if (inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1) {
        storage.ss_family = AF_INET6;
    }
    return is_outside(reinterpret_cast<const sockaddr&>(storage));
}

}  // namespace qingqian::notifier
