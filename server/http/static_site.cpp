#include "static_site.hpp"

#include <algorithm>
#include <array>

#include "base/random.hpp"
#include "negotiate.hpp"

namespace qingqian::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> content_types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".yaml", "application/yaml"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".pdf", "application/pdf"},
    {".webmanifest", "application/manifest+json"},
}};

std::string_view type_of(std::string_view path) {
    for (const auto& [extension, type] : content_types) {
        if (path.ends_with(extension)) return type;
    }
    return "application/octet-stream";
}

bool has_extension(std::string_view path) {
    const auto slash = path.rfind('/');
    return path.find('.', slash == std::string_view::npos ? 0 : slash) != std::string_view::npos;
}

std::string etag_of(std::string_view content) {
    return '"' + base::sha256_hex(content).substr(0, 32) + '"';
}

}  // namespace

StaticSite::StaticSite(const std::vector<base::EmbeddedFile>& files, std::string_view prefix) {
    for (const auto& file : files) {
        std::string path = "/" + std::string(file.path.substr(prefix.size()));
        auto slot = &Entry::plain;
        if (path.ends_with(".br")) slot = &Entry::brotli;
        if (path.ends_with(".gz")) slot = &Entry::gzip;
        if (slot != &Entry::plain) path.resize(path.size() - 3);
        auto& entry = entries_[path];
        entry.content_type = type_of(path);
        entry.immutable = path.starts_with("/assets/");
        entry.*slot = Variant{file.content, etag_of(file.content)};
    }
}

const StaticSite::Entry* StaticSite::find(std::string_view path) const {
    if (path.starts_with("/api/") || path.starts_with("/hooks/") || path == "/api" || path == "/hooks")
        return nullptr;
    auto found = entries_.find(path);
    if (found == entries_.end() && !has_extension(path)) found = entries_.find("/index.html");
    return found == entries_.end() ? nullptr : &found->second;
}

std::optional<Response> StaticSite::answer(const RequestHead& head) const {
    const auto* entry = find(head.path);
    if (entry == nullptr) return std::nullopt;
    const auto wish = head.joined_field("Accept-Encoding");
    const std::string_view list = wish ? std::string_view(*wish) : std::string_view{};
    const Variant* best = nullptr;
    std::string_view coding;
    // The client's weight decides; on a tie the smaller variant does.
    int highest = 0;
    const auto offer = [&](const std::optional<Variant>& variant, std::string_view name, int by_default) {
        const int q = variant ? weight(list, name).value_or(by_default) : 0;
        if (q <= highest) return;
        highest = q;
        best = &*variant;
        coding = name;
    };
    offer(entry->brotli, "br", 0);
    offer(entry->gzip, "gzip", 0);
    offer(entry->plain, "identity", 1);
    if (best == nullptr) return problem(base::problem("not_acceptable"), head);

    Response response;
    response.headers.emplace_back("Content-Type", entry->content_type);
    response.headers.emplace_back("ETag", best->etag);
    response.headers.emplace_back("Cache-Control",
                                  entry->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (coding != "identity") response.headers.emplace_back("Content-Encoding", std::string(coding));
    response.body = best->content;
    response.ranges = true;
    return response;
}

}  // namespace qingqian::http
