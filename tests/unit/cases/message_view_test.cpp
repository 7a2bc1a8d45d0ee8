// Every message that was not sent, or did not arrive, says why in words.
#include "cases/message_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/embedded.hpp"
#include "records/reasons.hpp"
#include "support/paths.hpp"

using qingqian::cases::reason_words;
namespace reasons = qingqian::records::reasons;

namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void check_words(std::string_view code) {
    CAPTURE(code);
    const auto words = reason_words(code);
    REQUIRE(words.is_object());
    for (const char* language : {"zh-CN", "en"}) CHECK_FALSE(words.at(language).as_string().empty());
}

}  // namespace

TEST_CASE("every reason that a message can carry has words in both languages") {
    for (const auto code : reasons::all) check_words(code);
    CHECK(reason_words("").is_null());
    CHECK(reason_words("nonsense").is_null());
}

TEST_CASE("what a carrier reported later is said in its words, or with its code") {
    check_words("carrier_30003");
    CHECK(reason_words("carrier_30003") == reason_words("30003"));
    CHECK(reason_words("carrier_undelivered") == reason_words("undelivered"));
    for (const char* code : {"carrier_failed", "carrier_canceled", "carrier_undelivered", "carrier_39999",
                             "carrier_MK:0001", "smtp 550", "smtp 421"})
        check_words(code);
    const auto unknown = reason_words("carrier_39999");
    CHECK(std::string(unknown.at("zh-CN").as_string()).ends_with("39999"));
    CHECK(std::string(reason_words("smtp 550").at("en").as_string()).ends_with("550"));
}

TEST_CASE("no words stand for a reason that nobody gives") {
    const auto table =
        boost::json::parse(qingqian::base::embedded_text("messages/reasons.json").value()).as_object();
    for (const auto& [code, words] : table) {
        CAPTURE(std::string(code));
        const bool ours = std::ranges::find(reasons::all, std::string_view(code)) != reasons::all.end();
        const bool of_carriers =
            std::ranges::all_of(code, [](char letter) { return letter >= '0' && letter <= '9'; });
        const bool by_word = code == "undelivered" || code == "failed" || code == "canceled" ||
                             std::string_view(code) == reasons::carrier_prefix ||
                             std::string_view(code) == reasons::relay_prefix;
        CHECK((ours || of_carriers || by_word));
    }
}

TEST_CASE("a reason is written by its name, so that none is left out of the table") {
    static const std::regex literal(
        R"re((\.|->|\b)reason = "[^"]|skip\([^;]*, "|fail\([^;]*, "|Hold\{[^}]*")re");
    const auto source = qingqian::test::source_dir();
    std::size_t looked_at = 0;
    for (const char* room : {"notifier", "notifier/channels"}) {
        for (const auto& entry : std::filesystem::directory_iterator(source / room)) {
            if (entry.path().extension() != ".cpp" || entry.path().filename() == "webhook_sender.cpp")
                continue;
            CAPTURE(entry.path().string());
            const auto text = text_of(entry.path());
            CHECK_FALSE(std::regex_search(text, literal));
            ++looked_at;
        }
    }
    CHECK(looked_at > 20);
}
