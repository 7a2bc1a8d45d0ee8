#include <doctest/doctest.h>

#include <string>

#include "notifier/inbound/sms.hpp"
#include "notifier/inbound/text.hpp"

using namespace qingqian::notifier::inbound;

TEST_CASE("an SMS asks for what its words say, however they are typed") {
    struct Row {
        const char* text;
        SmsWish wish;
        int rating = 0;
        const char* number = "";
    };
    const Row rows[] = {
        {"1", SmsWish::evaluate, 1},
        {" ５ ", SmsWish::evaluate, 5},
        {"5。", SmsWish::evaluate, 5},
        {"评价4", SmsWish::evaluate, 4},
        {"3分", SmsWish::evaluate, 3},
        {"满意", SmsWish::evaluate, 4},
        {"满意！", SmsWish::evaluate, 4},
        {"不满意", SmsWish::evaluate, 2},
        {"很不满意", SmsWish::evaluate, 1},
        {"评价 很满意", SmsWish::evaluate, 5},
        {"0", SmsWish::note},
        {"6", SmsWish::note},
        {"11", SmsWish::note},
        {"状态", SmsWish::status},
        {"status", SmsWish::status},
        {"状态 JSTS20261123000123", SmsWish::status, 0, "JSTS20261123000123"},
        {"ｊｓｔｓ20261123000123", SmsWish::status, 0, "JSTS20261123000123"},
        {"JSTS20261123000123 5", SmsWish::evaluate, 5, "JSTS20261123000123"},
        {"收到", SmsWish::confirm},
        {"ok", SmsWish::confirm},
        {"退订", SmsWish::opt_out},
        {"【江苏中小企业服务】退订", SmsWish::opt_out},
        {"Stop", SmsWish::opt_out},
        {"TD", SmsWish::opt_out},
        {"START", SmsWish::opt_in},
        {"恢复", SmsWish::opt_in},
        {"帮助", SmsWish::help},
        {"不要退订", SmsWish::note},
        {"钱什么时候到？", SmsWish::note},
        {"", SmsWish::note},
        {"\xFF\xFE", SmsWish::note},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto command = read_sms(row.text);
        CHECK(command.wish == row.wish);
        CHECK(command.rating == row.rating);
        CHECK(command.number == row.number);
    }
}

TEST_CASE("a long text is cut between characters") {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "款";
    const auto command = read_sms(text);
    CHECK(command.wish == SmsWish::note);
    CHECK(command.text.size() <= 4'000);
    CHECK(command.text.size() % 3 == 0);
}

TEST_CASE("the carrier's number is the contact's, and its answer is XML") {
    CHECK(contact_number("+8613812345678") == "13812345678");
    CHECK(contact_number("+15005550006") == "+15005550006");
    CHECK(twiml("") == "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response></Response>");
    CHECK(
        twiml("a<b>&") ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>a&lt;b&gt;&amp;</Message></Response>");
}

TEST_CASE("tidied text has neither controls nor turned directions") {
    CHECK(tidy_text("a\r\nb\rc\x01\x7F", 100) == "a\nb\nc");
    CHECK(tidy_text("\n\n a \n\n\n\n\n\n b \n", 100).size() < 12);
    CHECK(tidy_text("\xE2\x80\xAE"
                    "fdp",
                    100) == "fdp");
    CHECK(tidy_text("\t\t\na\t\n \n\t\n \n \nb", 100) == "a\n\n\nb");
    CHECK(tidy_line("a\nb\tc", 100) == "a b c");
    CHECK(tidy_text("款款", 4) == "款");
    CHECK(to_utf8("\xC7\xB7\xBF\xEE", "gb2312") == "欠款");
    CHECK(to_utf8("欠款", "gbk").find("\xEF\xBF\xBD") == std::string::npos);
}
