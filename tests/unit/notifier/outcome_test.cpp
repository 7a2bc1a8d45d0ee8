// What carriers said of a try is kept, short and without anybody's number.
#include "notifier/channels/outcome.hpp"

#include <doctest/doctest.h>

#include "notifier/channels/twilio.hpp"

using namespace qingqian::notifier::channels;

TEST_CASE("numbers and mailboxes are left out of what a carrier said, its codes are not") {
    CHECK(carrier_words("The 'To' number +8613800138000 is not a valid phone number.") ==
          "The 'To' number +*** is not a valid phone number.");
    CHECK(carrier_words("138 0013 8000 is not a mobile (21614)") == "*** is not a mobile (21614)");
    CHECK(carrier_words("138-0013-8000") == "***");
    CHECK(carrier_words("code 123456 refused") == "code *** refused");
    CHECK(carrier_words("550 5.1.1 <li.wei@firm.example>: Recipient address rejected") ==
          "550 5.1.1 <***>: Recipient address rejected");
    CHECK(carrier_words("号码13800138000无效") == "号码***无效");
    CHECK(carrier_words("error 21211, see https://www.twilio.com/docs/errors/21211") ==
          "error 21211, see https://www.twilio.com/docs/errors/21211");
    CHECK(carrier_words("") == "");
}

TEST_CASE("what a carrier said is one line of 300 bytes at most, whole characters, whatever it sends") {
    CHECK(carrier_words("a\r\nb\tc") == "a b c");
    std::string chinese;
    for (int i = 0; i < 5'000; ++i) chinese += "字";
    const auto kept = carrier_words(chinese);
    CHECK(kept.size() == 300);
    CHECK(kept.substr(297) == "字");
    // Bytes that are no text in any charset come out as text all the same.
    CHECK(carrier_words("\xFF\xFE\x00 x").size() <= 300);
    CHECK(carrier_words(std::string(5'000'000, '7')) == "***");
    CHECK(with_words("HTTP 400", "") == "HTTP 400");
    CHECK(with_words("HTTP 400", "Invalid") == "HTTP 400: Invalid");
}

TEST_CASE("Twilio's sentence stands with the try") {
    const auto refused = read_answer(
        400, R"({"code":21211,"message":"Invalid 'To' Phone Number: +8613800138000","status":400})", "");
    CHECK(refused.detail == "HTTP 400: Invalid 'To' Phone Number: +***");
    CHECK(read_answer(503, "<html>", "").detail == "HTTP 503");
    CHECK(read_answer(429, R"({"code":20429,"message":"Too Many Requests"})", "").detail ==
          "HTTP 429: Too Many Requests");
}
