// A table for spreadsheets must run nothing that somebody wrote into a name or a text (CSV injection).
#include <doctest/doctest.h>

#include "cases/send_log.hpp"

using qingqian::cases::csv_cell;

TEST_CASE("what a spreadsheet would take for a formula is shown as text") {
    for (const char* text :
         {"=1+1", "=HYPERLINK(\"http://evil.example\",\"x\")", "+8613800138000", "-2+3", "@SUM(A1)", "|calc",
          "%0A=1", "  =1+1", "\n=1+1", "\t=1+1", "\r=1+1", "\tplain", "＝1+1", "＋1", "－1", "＠A1"}) {
        INFO(text);
        CHECK(csv_cell(text).starts_with("\"'"));
    }
    for (const char* text :
         {"", "投诉已收到", "a=b", "13800138000", "JSTS20261123000123", "2026年12月7日-8日"}) {
        INFO(text);
        CHECK(csv_cell(text) == '"' + std::string(text) + '"');
    }
}

TEST_CASE("quotes, commas and line breaks stay inside their cell") {
    CHECK(csv_cell("a\"b") == "\"a\"\"b\"");
    CHECK(csv_cell("a,b\r\nc") == "\"a,b\r\nc\"");
    CHECK(csv_cell("=\"") == "\"'=\"\"\"");
}
