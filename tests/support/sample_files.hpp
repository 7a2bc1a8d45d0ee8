#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Small files of each kind, whole enough for every reader.
namespace samples {

/// A PDF of one empty page; `extra` goes into its catalogue.
inline std::string pdf(std::string_view extra = {}) {
    std::string text = "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R " + std::string(extra) +
                       " >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
                       "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >> endobj\n";
    const auto table = text.size();
    text += "xref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Size 4 >>\nstartxref\n";
    return text + std::to_string(table) + "\n%%EOF\n";
}

/// A PNG of one pixel.
inline std::string png() {
    using namespace std::string_view_literals;
    return std::string(
        "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\b\6\0\0\0\x1F\x15\xC4\x89\0\0\0\rIDATx\x9C"
        "c\xF8\xCF\xC0\xF0\x1F\0\5\0\1\xFF\x89\x99=\x1D\0\0\0\0IEND\xAE"
        "B`\x82"sv);
}

/// The frame of a JPEG: start, application segment, scan, end.
inline std::string jpeg() {
    using namespace std::string_view_literals;
    return std::string(
        "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xFF\xDA\0\x08\1\1\0\0\x3F\0\x12\x34\xFF\xD9"sv);
}

/// The front of a Windows program.
inline std::string program() {
    std::string text(512, '\0');
    text.replace(0, 2, "MZ");
    text[0x18] = 0x40;
    text[0x3C] = '\x80';
    using namespace std::string_view_literals;
    text.replace(0x80, 24, "PE\0\0\x64\x86\1\0\0\0\0\0\0\0\0\0\0\0\0\0\xF0\0\x22\0"sv);
    text.replace(0x98, 2, "\x0B\x02");
    return text;
}

/// A ZIP archive of one empty file.
inline std::string archive() {
    using namespace std::string_view_literals;
    return std::string(
        "PK\3\4\n\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0a.txtPK\1\2\n\0\n\0\0\0\0\0\0\0!\0\0\0\0\0"
        "\0\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a.txtPK\5\6\0\0\0\0\1\0\1\0003\0\0\0#\0\0\0\0\0"sv);
}

}  // namespace samples
