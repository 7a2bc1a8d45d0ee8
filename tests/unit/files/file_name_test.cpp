#include "files/file_name.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>

#include "base/decode.hpp"
#include "files/limits.hpp"

using namespace qingqian;
using files::clean_file_name;

TEST_CASE("a file's name loses folders, invisible characters and what file systems refuse") {
    struct Row {
        std::string_view given;
        std::string_view cleaned;
    };
    const std::array rows{
        Row{"合同.pdf", "合同.pdf"},
        Row{"C:\\Users\\wang\\合同.pdf", "合同.pdf"},
        Row{"../../etc/passwd", "passwd"},
        Row{"a\tb\x01.pdf", "ab.pdf"},
        Row{"invoice\xE2\x80\xAE"
            "fdp.exe",
            "invoicefdp.exe"},
        Row{"zero\xE2\x80\x8Bwidth.png", "zerowidth.png"},
        Row{"what?<now>|*.jpg", "what__now___.jpg"},
        Row{"  .hidden.pdf. . ", "hidden.pdf"},
        Row{"...", ""},
        Row{"folder/", ""},
        Row{"", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.given);
        CHECK(clean_file_name(row.given) == row.cleaned);
    }
}

TEST_CASE("a long name is cut and keeps its extension") {
    std::string name;
    for (int i = 0; i < 300; ++i) name += "字";
    const auto cut = clean_file_name(name + ".pdf");
    CHECK(base::code_points(cut) == 200);
    CHECK(cut.ends_with("字.pdf"));
    CHECK(base::code_points(clean_file_name(name)) == 200);
}

TEST_CASE("whatever comes, a cleaned name has no folder, no control character, and is clean already") {
    const bool held = rc::check([](const std::string& given) {
        const auto name = clean_file_name(given);
        RC_ASSERT(name.find_first_of("/\\") == std::string::npos);
        for (const char c : name) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
        RC_ASSERT(base::code_points(name) <= 200);
        RC_ASSERT(clean_file_name(name) == name);
    });
    CHECK(held);
}

TEST_CASE("a name cut to its longest ends with neither dot nor blank") {
    const auto long_name = std::string(199, 'a') + ". " + std::string(60, 'b');
    CHECK(clean_file_name(long_name) == std::string(199, 'a'));
}

TEST_CASE("extensions and sizes") {
    CHECK(files::extension_of("A.B.PDF") == "pdf");
    CHECK(files::extension_of("noextension").empty());
    CHECK(files::extension_of(".profile").empty());
    CHECK(files::readable_size(20 * 1024 * 1024) == "20 MB");
    CHECK(files::readable_size(1536 * 1024) == "1.5 MB");
    CHECK(files::readable_size(300) == "300 B");
}
