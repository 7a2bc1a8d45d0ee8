#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "files/content_check.hpp"
#include "files/file_type.hpp"
#include "support/sample_files.hpp"

using namespace qingqian;
using namespace std::string_view_literals;

namespace {

std::string verdict_of(std::string_view content, std::string_view type) {
    const auto path = std::filesystem::temp_directory_path() / ("qq-content-" + std::to_string(::getpid()));
    std::ofstream(path, std::ios::binary) << content;
    const auto found = files::check_content(path.string(), type);
    std::filesystem::remove(path);
    return found.detail.empty() ? found.verdict : found.verdict + " " + found.detail;
}

constexpr std::string_view pdf = "application/pdf";

}  // namespace

TEST_CASE("the type is found by content; the sentence names what the file really is") {
    struct Row {
        std::string_view name;
        std::string content;
        std::string_view code;  ///< empty: taken
        std::string_view zh;
    };
    const std::array rows{
        Row{"合同.pdf", samples::pdf(), "", ""},
        Row{"证照.PNG", samples::png(), "", ""},
        Row{"photo.jpeg", samples::jpeg(), "", ""},
        Row{"合同.pdf", samples::program(), "file_type_mismatch", "可执行程序"},
        Row{"合同.pdf",
            "\x7F"
            "ELF and then nothing that a loader would take",
            "file_type_mismatch", "可执行程序"},
        Row{"合同.pdf", "MZ and then plain words", "file_type_mismatch", "可执行程序"},
        Row{"合同.pdf", samples::archive(), "file_type_mismatch", "压缩包"},
        Row{"合同.pdf", "<!doctype html><html><script>1</script></html>", "file_type_mismatch", "网页"},
        Row{"合同.pdf", samples::png(), "file_type_mismatch", "PNG 图片"},
        Row{"合同.pdf", "\n\n%PDF-1.4 not at the front", "file_type_mismatch", ""},
        Row{"setup.exe", samples::program(), "file_type_refused", ""},
        Row{"合同.docx", samples::archive(), "file_type_refused", ""},
        Row{"noextension", samples::pdf(), "file_type_refused", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto type = files::accepted_type(row.name, row.content);
        if (row.code.empty()) {
            CHECK(type.has_value());
            continue;
        }
        REQUIRE_FALSE(type.has_value());
        CHECK(type.error().code == row.code);
        CHECK(type.error().status == 415);
        CHECK(type.error().sentence.zh.contains(row.zh));
        CHECK_FALSE(type.error().sentence.zh.contains("{"));
        CHECK_FALSE(type.error().sentence.en.contains("{"));
    }
}

TEST_CASE("a PDF is clean when it is whole and holds no script and no program start") {
    CHECK(verdict_of(samples::pdf(), pdf) == "clean");
    CHECK(verdict_of(samples::pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), pdf) ==
          "unscannable pdf_active_content");
    CHECK(verdict_of(samples::pdf("/A << /S /Launch /F (cmd.exe) >>"), pdf) ==
          "unscannable pdf_active_content");
    CHECK(verdict_of(samples::pdf("/AA << /O << /S /Rendition /JS (app.alert(1)) >> >>"), pdf) ==
          "unscannable pdf_active_content");
    CHECK(verdict_of(samples::pdf("/LaunchDate 1"), pdf) == "clean");
    // Found by power cuts under uploads: a file of random bytes was refused.
    CHECK(verdict_of(samples::pdf("3 0 obj << >> stream kX/JS/q9 endstream"), pdf) == "clean");
    CHECK(verdict_of(samples::pdf("/Names << /EmbeddedFiles 3 0 R >>"), pdf) == "clean pdf_embedded_files");
    CHECK(verdict_of(samples::pdf().substr(0, 60), pdf) == "unscannable pdf_damaged");
    CHECK(verdict_of("", pdf) == "unscannable pdf_damaged");
}

TEST_CASE("a name that lies across two pieces of a long PDF is found") {
    const std::size_t piece = 256 * 1024;
    for (const std::size_t before : {piece - 5, piece - 4, piece, piece + 3}) {
        const auto content =
            samples::pdf(std::string(before - 80, ' ') + " /Launch " + std::string(piece, ' '));
        CHECK(verdict_of(content, pdf) == "unscannable pdf_active_content");
    }
}

TEST_CASE("pictures are walked from their first to their last mark") {
    CHECK(verdict_of(samples::png(), "image/png") == "clean");
    CHECK(verdict_of(samples::png() + "PK\x03\x04", "image/png") == "unscannable png_trailing_data");
    CHECK(verdict_of(samples::png().substr(0, 40), "image/png") == "unscannable png_damaged");
    CHECK(verdict_of(samples::jpeg(), "image/jpeg") == "clean");
    CHECK(verdict_of(samples::jpeg() + "appended by a telephone", "image/jpeg") == "clean");
    CHECK(verdict_of(samples::jpeg().substr(0, 24), "image/jpeg") == "unscannable jpeg_damaged");
    CHECK(files::check_content("/nonexistent", pdf).detail == "missing");
}
