#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "files/content_check.hpp"
#include "files/file_type.hpp"
#include "files/pdf_check.hpp"
#include "support/first_calls.hpp"
#include "support/sample_files.hpp"

using namespace qingqian;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

const bool registered = test::call_first(files::serve_pdf_check);

files::Verdict look_at(std::string_view content, std::string_view type) {
    const auto path = std::filesystem::temp_directory_path() / ("qq-content-" + std::to_string(::getpid()));
    std::ofstream(path, std::ios::binary) << content;
    auto found = files::check_content(path.string(), type);
    std::filesystem::remove(path);
    return found;
}

std::string verdict_of(std::string_view content, std::string_view type) {
    const auto found = look_at(content, type);
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
    CHECK(verdict_of(samples::pdf("/AcroForm << /XFA [(x) 3 0 R] >>"), pdf) ==
          "unscannable pdf_active_content");
    CHECK(verdict_of(samples::pdf("/LaunchDate 1"), pdf) == "clean");
    CHECK(verdict_of(samples::pdf("/Note (/S /JavaScript /JS in a text)"), pdf) == "clean");
    CHECK(verdict_of(samples::pdf("/Names << /EmbeddedFiles 3 0 R >>"), pdf) == "clean pdf_embedded_files");
    CHECK(verdict_of(samples::pdf().substr(0, 60), pdf) == "unscannable pdf_damaged");
    CHECK(verdict_of("", pdf) == "unscannable pdf_damaged");
    CHECK(verdict_of("%PDF-1.4\nno object at all\nstartxref\n0\n%%EOF\n", pdf) == "unscannable pdf_damaged");
}

TEST_CASE("a name written in numbers and an object that is compressed hide nothing") {
    CHECK(verdict_of(samples::pdf("/OpenAction << /S /Java#53cript /J#53 (app.alert(1)) >>"), pdf) ==
          "unscannable pdf_active_content");
    CHECK(verdict_of(samples::pdf("/A << /#53 /L#61unch /F (cmd.exe) >>"), pdf) ==
          "unscannable pdf_active_content");
    CHECK(verdict_of(samples::pdf_packed("<< /S /JavaScript /JS (app.alert(1)) >>"), pdf) ==
          "unscannable pdf_active_content");
    CHECK(verdict_of(samples::pdf_packed("<< /Type /EmbeddedFile >>"), pdf) == "clean pdf_embedded_files");
    CHECK(verdict_of(samples::pdf_packed("<< /Nothing /Harmful >>"), pdf) == "clean");
}

TEST_CASE("a PDF that opens with a password alone is told so") {
    CHECK(verdict_of(samples::pdf_locked(), pdf) == "unscannable pdf_encrypted");
}

TEST_CASE("pages are those that are there, whatever the file claims") {
    CHECK(look_at(samples::pdf(), pdf).pages == 1);
    auto boasting = samples::pdf();
    boasting.replace(boasting.find("/Count 1"), 8, "/Count 65535");
    CHECK(look_at(boasting, pdf).pages == 1);
    auto empty = samples::pdf();
    empty.replace(empty.find("/Kids [3 0 R] /Count 1"), 22, "/Kids []      /Count 0");
    CHECK(look_at(empty, pdf).detail == "pdf_damaged");
}

TEST_CASE("what a hostile PDF costs is bounded, and none takes the program along") {
    // Arrays in arrays, a tree that bites its tail, and a table that leads to itself.
    CHECK(verdict_of(samples::pdf("/D " + std::string(200'000, '[')), pdf).starts_with("unscannable"));
    auto loop = samples::pdf();
    loop.replace(loop.find("/Kids [3 0 R]"), 13, "/Kids [2 0 R]");
    CHECK(verdict_of(loop, pdf) == "unscannable pdf_damaged");
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

TEST_CASE("a picture that claims more pixels than anybody photographs is refused before somebody draws it") {
    auto png = samples::png();
    png.replace(16, 8, "\0\0\xFF\xFF\0\0\xFF\xFF"sv);
    CHECK(verdict_of(png, "image/png") == "unscannable picture_too_large");
    const auto jpeg = [](std::string_view height, std::string_view width) {
        return "\xFF\xD8\xFF\xC0\0\x0B\x08"s + std::string(height) + std::string(width) + "\1\1\x11\0"s +
               samples::jpeg().substr(2);
    };
    CHECK(verdict_of(jpeg("\xFF\xFF", "\xFF\xFF"), "image/jpeg") == "unscannable picture_too_large");
    CHECK(verdict_of(jpeg("\x20\x01", "\x20\x01"), "image/jpeg") == "clean");
}

TEST_CASE("twenty megabytes of fill bytes or of empty chunks are walked to their end") {
    const std::string fill(20 * 1024 * 1024, '\xFF');
    CHECK(verdict_of("\xFF\xD8"s + fill + samples::jpeg().substr(2), "image/jpeg") == "clean");
    auto chunks = samples::png().substr(0, 33);
    while (chunks.size() < fill.size()) chunks += "\0\0\0\0tEXt\0\0\0\0"sv;
    CHECK(verdict_of(chunks + samples::png().substr(33), "image/png") == "unscannable png_damaged");
    auto zero = "\xFF\xD8\xFF\xE0\0\0"s + fill;
    CHECK(verdict_of(zero, "image/jpeg") == "unscannable jpeg_damaged");
}
