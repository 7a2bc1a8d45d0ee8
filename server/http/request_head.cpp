#include "request_head.hpp"

#include "text.hpp"

namespace qingqian::http {

std::optional<std::string_view> RequestHead::field(std::string_view name) const {
    for (const auto& line : fields) {
        if (same_text(line.name, name)) return line.value;
    }
    return std::nullopt;
}

std::optional<std::string> RequestHead::joined_field(std::string_view name) const {
    std::optional<std::string> joined;
    for (const auto& line : fields) {
        if (!same_text(line.name, name)) continue;
        if (joined) {
            joined->append(", ").append(line.value);
        } else {
            joined = std::string(line.value);
        }
    }
    return joined;
}

std::optional<std::string_view> RequestHead::cookie(std::string_view name) const {
    for (const auto& line : fields) {
        if (!same_text(line.name, "Cookie")) continue;
        auto rest = line.value;
        while (!rest.empty()) {
            const auto pair = next_part(rest, ';');
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return pair.substr(equals + 1);
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> RequestHead::query_value(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::string_view RequestHead::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) return value;
    }
    return {};
}

bool RequestHead::unsafe() const {
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

}  // namespace qingqian::http
