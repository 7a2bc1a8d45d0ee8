#include "content_check.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <vector>

namespace qingqian::files {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t piece = 256 * 1024;

Verdict clean(std::string detail = {}) {
    return {"clean", std::move(detail)};
}
Verdict unscannable(std::string detail) {
    return {"unscannable", std::move(detail)};
}

/// Reads at most `size` bytes from `offset`.
std::string read_at(std::ifstream& file, std::uint64_t offset, std::size_t size) {
    std::string bytes(size, '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(bytes.data(), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    return bytes;
}

bool ends_name(std::string_view text, std::size_t at) {
    // A PDF name goes on until white space or a delimiter: "/Launch" is not the front of "/LaunchDate".
    return at >= text.size() || "\0\t\n\f\r ()<>[]{}/%"sv.find(text[at]) != std::string_view::npos;
}

bool holds_name(std::string_view text, std::string_view name) {
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        if (ends_name(text, at + name.size())) return true;
    }
    return false;
}

Verdict check_pdf(std::ifstream& file, std::uint64_t size) {
    constexpr std::uint64_t tail_size = 2048;
    if (!read_at(file, 0, 5).starts_with("%PDF-")) return unscannable("pdf_damaged");
    const auto tail = read_at(file, size - std::min(size, tail_size), tail_size);
    if (!tail.contains("%%EOF") || !tail.contains("startxref")) return unscannable("pdf_damaged");
    constexpr std::size_t overlap = 32;
    bool embedded = false;
    std::string window;
    for (std::uint64_t at = 0; at < size; at += piece) {
        window.erase(0, window.size() - std::min(window.size(), overlap));
        window += read_at(file, at, piece);
        // Of a script its kind of action is looked for, not its key "/JS": among the compressed bytes of a 20
        // MB scan those three letters stand by chance once in twenty files.
        for (const auto name : {"/JavaScript"sv, "/Rendition"sv, "/Launch"sv}) {
            if (holds_name(window, name)) return unscannable("pdf_active_content");
        }
        embedded = embedded || holds_name(window, "/EmbeddedFile") || holds_name(window, "/EmbeddedFiles");
    }
    return clean(embedded ? "pdf_embedded_files" : "");
}

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

Verdict check_png(std::ifstream& file, std::uint64_t size) {
    constexpr std::uint64_t signature = 8;
    constexpr std::uint64_t around = 12;  // length, type and checksum of a chunk
    std::uint64_t at = signature;
    bool first = true;
    while (at + around <= size) {
        const auto head = read_at(file, at, 8);
        if (head.size() < 8) break;
        const auto type = std::string_view(head).substr(4);
        if (first && type != "IHDR") break;
        first = false;
        at += around + big_endian(std::string_view(head).substr(0, 4));
        if (type == "IEND") return at == size ? clean() : unscannable("png_trailing_data");
    }
    return unscannable("png_damaged");
}

Verdict check_jpeg(std::ifstream& file, std::uint64_t size) {
    std::uint64_t at = 2;
    while (at + 4 <= size) {
        const auto head = read_at(file, at, 4);
        if (head.size() < 4 || head[0] != '\xFF') break;
        const auto marker = static_cast<unsigned char>(head[1]);
        if (marker == 0xFF) {  // fill byte before a marker
            ++at;
            continue;
        }
        if (marker != 0xDA) {
            at += 2 + big_endian(std::string_view(head).substr(2));
            continue;
        }
        // Behind the start of scan the picture follows; its end stands somewhere behind it, not always last,
        // since telephones append data of their own.
        bool before = false;
        for (; at < size; at += piece) {
            const auto bytes = read_at(file, at, piece);
            if (before && bytes.starts_with('\xD9')) return clean();
            if (bytes.contains("\xFF\xD9"sv)) return clean();
            before = bytes.ends_with('\xFF');
        }
        break;
    }
    return unscannable("jpeg_damaged");
}

}  // namespace

Verdict check_content(const std::string& path, std::string_view content_type) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) return unscannable("missing");
    const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(0, file.tellg()));
    if (content_type == "application/pdf") return check_pdf(file, size);
    if (content_type == "image/png") return check_png(file, size);
    if (content_type == "image/jpeg") return check_jpeg(file, size);
    return unscannable("unknown_type");
}

}  // namespace qingqian::files
