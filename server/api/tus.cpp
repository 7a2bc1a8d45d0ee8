#include "tus.hpp"

#include <sodium.h>

#include <algorithm>
#include <set>

#include "base/random.hpp"
#include "http/answer.hpp"
#include "http/text.hpp"

namespace qingqian::api::tus {
namespace {

constexpr std::size_t longest_value = 1024;

std::unexpected<base::Problem> wrong(std::string_view header) {
    return base::refuse("upload_header_wrong", {{"name", std::string(header)}});
}

std::optional<std::string> decoded(std::string_view base64) {
    std::string bytes(longest_value, '\0');
    std::size_t size = 0;
    const bool sound =
        sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), base64.data(),
                          base64.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
    if (!sound) return std::nullopt;
    bytes.resize(size);
    return bytes;
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// "key value" at the blank.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return {text, {}};
    return {text.substr(0, blank), text.substr(blank + 1)};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> common_headers() {
    return {{"Tus-Resumable", std::string(version)}, {"Tus-Version", std::string(version)}};
}

std::optional<base::Problem> refused_version(const http::RequestHead& head) {
    if (head.field("Tus-Resumable") == version) return std::nullopt;
    return base::problem("tus_version");
}

base::Result<std::uint64_t> number(const http::RequestHead& head, std::string_view name) {
    const auto value = http::parse_number(head.field(name).value_or(""));
    if (!value) return wrong(name);
    return *value;
}

base::Result<std::optional<files::Checksum>> checksum(const http::RequestHead& head) {
    constexpr std::string_view name = "Upload-Checksum";
    const auto field = head.field(name);
    if (!field) return std::nullopt;
    const auto [algorithm, base64] = split(*field);
    const auto bytes = decoded(base64);
    const bool sha1 = algorithm == "sha1";
    if ((!sha1 && algorithm != "sha256") || !bytes || bytes->size() != (sha1 ? 20U : 32U)) return wrong(name);
    return files::Checksum{sha1 ? files::DigestKind::sha1 : files::DigestKind::sha256, base::to_hex(*bytes)};
}

bool has_piece(const http::RequestHead& head) {
    const auto type = head.field("Content-Type");
    return type && http::same_text(*type, piece_type);
}

base::Result<Metadata> metadata(std::string_view field) {
    constexpr std::string_view header = "Upload-Metadata";
    Metadata result;
    std::set<std::string_view> seen;
    while (!field.empty()) {
        const auto comma = std::min(field.find(','), field.size());
        const auto [key, base64] = split(http::trimmed(field.substr(0, comma)));
        field.remove_prefix(std::min(comma + 1, field.size()));
        auto value = decoded(base64);
        if (key.empty() || !value || !seen.insert(key).second) return wrong(header);
        if (key == "kind") result.kind = std::move(*value);
        if (key == "name" || (key == "filename" && result.name.empty())) result.name = std::move(*value);
        if (key != "sha256") continue;
        if (!is_sha256(*value)) return wrong(header);
        result.sha256 = std::move(*value);
    }
    return result;
}

std::string expires(base::UtcMillis at) {
    return http::http_date(at);
}

}  // namespace qingqian::api::tus
