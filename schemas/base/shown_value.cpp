#include "shown_value.hpp"

#include <algorithm>

namespace qingqian::base {
namespace {

constexpr std::string_view mask = "********";

// A password that somebody forgot to encode may hold a slash or an @: the last @ before the query ends it.
void mask_login(std::string& text) {
    const auto scheme = text.find("://");
    if (scheme == std::string::npos) return;
    const auto begin = scheme + 3;
    const auto at = text.rfind('@', std::min(text.find('?', begin), text.size()));
    const auto colon = text.find(':', begin);
    if (at == std::string::npos || at < begin || colon >= at) return;
    text.replace(colon + 1, at - colon - 1, mask);
}

void mask_parameters(std::string& text) {
    constexpr std::string_view name = "password=";
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
        at += name.size();
        const auto end = std::min(text.find_first_of("& ", at), text.size());
        text.replace(at, end - at, mask);
    }
}

}  // namespace

std::string shown_value(const Setting& setting, std::string_view text) {
    if (text.empty()) return {};
    if (setting.secret) return std::string(mask);
    std::string shown(text);
    mask_login(shown);
    mask_parameters(shown);
    return shown;
}

}  // namespace qingqian::base
