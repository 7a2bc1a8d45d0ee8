#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Small files of each kind, whole enough for every reader.
namespace samples {

/// A PDF of one empty page; `extra` goes into its catalogue.
inline std::string pdf(std::string_view extra = {}) {
    const std::string bodies[] = {"<< /Type /Catalog /Pages 2 0 R " + std::string(extra) + " >>",
                                  "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                                  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"};
    std::string text = "%PDF-1.4\n";
    std::string rows = "0000000000 65535 f \n";
    for (std::size_t i = 0; i < 3; ++i) {
        const auto place = std::to_string(text.size());
        rows += std::string(10 - place.size(), '0') + place + " 00000 n \n";
        text += std::to_string(i + 1) + " 0 obj " + bodies[i] + " endobj\n";
    }
    const auto table = text.size();
    return text + "xref\n0 4\n" + rows + "trailer << /Root 1 0 R /Size 4 >>\nstartxref\n" +
           std::to_string(table) + "\n%%EOF\n";
}

/// The same with `object` as the catalogue's opening action, packed into an object stream where none of its
/// letters stands as such (ISO 32000-1 7.5.7, 7.5.8).
inline std::string pdf_packed(std::string_view object) {
    const std::string inside = "5 0 " + std::string(object);
    std::string hex;
    for (const char c : inside) {
        hex += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4U];
        hex += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15U];
    }
    hex += '>';
    std::string text = "%PDF-1.5\n";
    std::size_t places[7] = {};
    const auto add = [&](std::size_t number, const std::string& body) {
        places[number] = text.size();
        text += std::to_string(number) + " 0 obj " + body + " endobj\n";
    };
    add(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>");
    add(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    add(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>");
    add(4, "<< /Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode /Length " + std::to_string(hex.size()) +
               " >> stream\n" + hex + "\nendstream");
    const auto table = text.size();
    places[6] = table;
    std::string rows;
    for (std::size_t number = 0; number < 7; ++number) {
        // Kind 2 lies in stream 4 at place 0, kind 1 at an offset of the file, kind 0 is free.
        const bool packed = number == 5;
        const auto place = packed ? std::size_t{4} : places[number];
        rows += number == 0 ? '\0' : packed ? '\2' : '\1';
        rows += static_cast<char>(place >> 8U & 0xFFU);
        rows += static_cast<char>(place & 0xFFU);
        rows += '\0';
    }
    add(6, "<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Length " + std::to_string(rows.size()) +
               " >> stream\n" + rows + "\nendstream");
    return text + "startxref\n" + std::to_string(table) + "\n%%EOF\n";
}

/// A PDF that opens with a password alone, which nobody knows.
inline std::string pdf_locked() {
    auto text = pdf();
    const std::string key(64, '5');
    text.insert(text.find("xref\n"),
                "4 0 obj << /Filter /Standard /V 1 /R 2 /P -4 /O <" + key + "> /U <" + key + "> >> endobj\n");
    const std::string_view root = "/Root 1 0 R";
    text.insert(text.find(root) + root.size(), " /Encrypt 4 0 R /ID [<5555> <5555>]");
    return text;
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
