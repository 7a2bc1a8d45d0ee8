#include "rules.hpp"

#include <algorithm>

#include "negotiate.hpp"
#include "text.hpp"

namespace qingqian::http {
namespace {

std::string_view expected_type(BodyKind kind) {
    return kind == BodyKind::form ? "application/x-www-form-urlencoded" : "application/json";
}

bool type_fits(const Route& route, const RequestHead& head) {
    const auto type = head.field("Content-Type");
    switch (route.body) {
        case BodyKind::none:
        case BodyKind::stream:
            return true;
        case BodyKind::json:
            return type ? is_json_type(*type) : !head.has_body();
        case BodyKind::form:
            return type ? is_form_type(*type) : !head.has_body();
    }
    return false;
}

std::string size_in_words(std::uint64_t bytes) {
    if (bytes >= 1024 * 1024 && bytes % (1024 * 1024) == 0)
        return std::to_string(bytes / (1024 * 1024)) + " MiB";
    if (bytes >= 1024 && bytes % 1024 == 0) return std::to_string(bytes / 1024) + " KiB";
    return std::to_string(bytes) + " B";
}

}  // namespace

std::string origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string origin(url.substr(0, url.find_first_of("/?#", scheme + 3)));
    std::ranges::transform(origin, origin.begin(), lower);
    for (const auto& [prefix, port] : {std::pair{"https:", ":443"}, std::pair{"http:", ":80"}}) {
        if (origin.starts_with(prefix) && origin.ends_with(port)) origin.resize(origin.rfind(':'));
    }
    return origin;
}

std::optional<base::Problem> check_origin(const RequestHead& head, std::string_view public_origin) {
    if (!head.unsafe() || head.path.starts_with("/hooks/")) return std::nullopt;
    if (const auto site = head.field("Sec-Fetch-Site")) {
        if (*site == "same-origin" || *site == "none") return std::nullopt;
        return base::problem("wrong_origin");
    }
    const auto sent = head.field("Origin");
    if (!sent) return std::nullopt;
    const auto origin = origin_of(*sent);
    const auto host = head.field("Host").value_or("");
    const auto own = origin_of(std::string(head.scheme) + "://" + std::string(host));
    const bool known = !origin.empty() && (origin == own || origin == public_origin);
    if (known) return std::nullopt;
    return base::problem("wrong_origin");
}

std::optional<base::Problem> check_route_fields(const Route& route, const RequestHead& head) {
    const bool has_length = head.content_length || head.chunked;
    if (head.unsafe() && head.method != "DELETE" && !has_length) return base::problem("length_required");
    const auto coding = head.joined_field("Content-Encoding");
    if (!type_fits(route, head)) {
        return base::problem("unsupported_media_type",
                             {{"expected", std::string(expected_type(route.body))}});
    }
    if (coding && !coding->empty() && !same_text(*coding, "identity")) {
        return base::problem("unsupported_media_type", {{"expected", "Content-Encoding: identity"}});
    }
    const auto accept = route.produces.empty() ? std::nullopt : head.joined_field("Accept");
    if (accept && !accepts(*accept, route.produces)) return base::problem("not_acceptable");
    return std::nullopt;
}

std::optional<base::Problem> check_length(const Route& route, const RequestHead& head) {
    const auto max = route.body == BodyKind::none ? 0 : route.max_body;
    const bool announced_too_much = head.content_length.value_or(0) > max;
    if (announced_too_much || (head.chunked && route.body == BodyKind::none)) return body_too_large(max);
    return std::nullopt;
}

base::Problem body_too_large(std::uint64_t max) {
    return base::problem("body_too_large", {{"max", size_in_words(max)}});
}

bool sane_request_id(std::string_view id) {
    const auto sane = [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, sane);
}

}  // namespace qingqian::http
