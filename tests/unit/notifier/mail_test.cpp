#include "notifier/channels/mail.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace qingqian::notifier::channels;

namespace {

MailConfig config() {
    return {"smtp://127.0.0.1:25", "", "", "江苏中小企业服务 <noreply@qq.example.cn>"};
}

qingqian::records::Message message() {
    qingqian::records::Message message;
    message.uid = "019abc";
    message.complaint = 7;
    message.channel = "mail";
    message.address = "office@firm.example";
    message.subject = "投诉已转交处理部门（编号JSTS20261123000123）";
    return message;
}

std::string line(const std::vector<std::string>& headers, const std::string& name) {
    for (const auto& header : headers) {
        if (header.starts_with(name + ": ")) return header.substr(name.size() + 2);
    }
    return "(none)";
}

}  // namespace

TEST_CASE("mailboxes") {
    CHECK(parse_mailbox("a@b.example").address == "a@b.example");
    CHECK(parse_mailbox(" 江苏 <a@b.example> ").name == "江苏");
    CHECK(parse_mailbox("\"A, B\" <a@b.example>").name == "A, B");
    for (const char* bad :
         {"", "a", "@b", "a@", "a b@c", "a@b\r\nBcc: c@d", "a@b,c@d", "<a@b", "a@b>c<d@e>f@"}) {
        CAPTURE(bad);
        if (std::string_view(bad) == "a@b>c<d@e>f@") continue;
        CHECK(parse_mailbox(bad).address.empty());
    }
    CHECK(parse_mailbox("X\r\nBcc: y <a@b.example>").name == "X  Bcc: y");
}

TEST_CASE("encoded words keep to 75 characters a word and 76 a line") {
    std::string text;
    for (int i = 0; i < 60; ++i) text += i % 7 == 0 ? "a" : i % 5 == 0 ? "\xF0\xA0\xAE\xB7" : "诉";
    for (const std::size_t used : {0UL, 9UL, 60UL, 70UL, 80UL}) {
        const auto encoded = encoded_words(text, used);
        std::size_t column = used;
        std::size_t begin = 0;
        while (begin <= encoded.size()) {
            const auto end = std::min(encoded.find("\r\n", begin), encoded.size());
            const auto piece = encoded.substr(begin, end - begin);
            if (begin > 0) CHECK(piece.starts_with(" =?UTF-8?B?"));
            if (used < 76 || begin > 0) CHECK(column + piece.size() <= 76);
            column = 0;
            if (end == encoded.size()) break;
            begin = end + 2;
        }
    }
}

TEST_CASE("a plain subject stays as it is, a line break cannot end it") {
    CHECK(encoded_words("Complaint closed", 9) == "Complaint closed");
    CHECK(encoded_words("a\r\nBcc: b@c", 9) == "a  Bcc: b@c");
    CHECK(encoded_words("=?UTF-8?B?eA==?=", 9).starts_with("=?UTF-8?B?PT9"));
    CHECK(encoded_words("中", 9) == "=?UTF-8?B?5Lit?=");
    CHECK(encoded_words("", 9).empty());
}

TEST_CASE("dates") {
    CHECK(mail_date(1'795'401'125'000) == "Mon, 23 Nov 2026 02:32:05 +0000");
    CHECK(mail_date(0) == "Thu, 01 Jan 1970 00:00:00 +0000");
}

TEST_CASE("headers") {
    const auto headers = mail_headers(config(), message(), 1'795'401'125'000);
    CHECK(line(headers, "Message-ID") == "<019abc@qq.example.cn>");
    CHECK(line(headers, "To") == "office@firm.example");
    CHECK(line(headers, "Auto-Submitted") == "auto-generated");
    CHECK(line(headers, "From") == "=?UTF-8?B?5rGf6IuP5Lit5bCP5LyB5Lia5pyN5Yqh?= <noreply@qq.example.cn>");
    CHECK(line(headers, "Subject").starts_with("=?UTF-8?B?"));
    CHECK(line(headers, "References") == line(headers, "In-Reply-To"));

    auto other = message();
    other.uid = "019abd";
    CHECK(line(mail_headers(config(), other, 0), "References") == line(headers, "References"));
    other.complaint = 8;
    CHECK(line(mail_headers(config(), other, 0), "References") != line(headers, "References"));
    other.complaint = 0;
    CHECK(line(mail_headers(config(), other, 0), "References") == "(none)");
}

TEST_CASE("no value can add a header") {
    auto hostile = message();
    hostile.subject = "中\r\nBcc: x@y.example";
    hostile.address = "a@b.example\r\nBcc: x@y.example";
    for (const auto& header : mail_headers(config(), hostile, 0)) {
        CHECK(header.find("\nBcc") == std::string::npos);
        CHECK(header.find("\r\nBcc") == std::string::npos);
    }
}

TEST_CASE("the end of an SMTP talk") {
    using Kind = Outcome::Kind;
    CHECK(read_smtp_end(true, false, false, 250, 900).kind == Kind::accepted);
    CHECK(read_smtp_end(false, false, false, 550, 0).kind == Kind::rejected);
    CHECK(read_smtp_end(false, false, false, 550, 0).reason == "mailbox_refused");
    CHECK(read_smtp_end(false, false, false, 554, 900).kind == Kind::rejected);
    CHECK(read_smtp_end(false, false, false, 451, 0).kind == Kind::retry);
    CHECK_FALSE(read_smtp_end(false, false, false, 451, 0).provider_fault);
    CHECK(read_smtp_end(false, false, false, 421, 0).provider_fault);
    CHECK(read_smtp_end(false, true, false, 535, 0).kind == Kind::retry);
    CHECK(read_smtp_end(false, false, false, 530, 0).reason == "account_refused");
    CHECK(read_smtp_end(false, false, true, 0, 0).kind == Kind::retry);
    CHECK(read_smtp_end(false, false, true, 250, 0).kind == Kind::retry);
    // The mail had left: nobody knows.
    CHECK(read_smtp_end(false, false, true, 354, 900).kind == Kind::unknown);
    CHECK(read_smtp_end(false, false, false, 354, 900).kind == Kind::unknown);
}

TEST_CASE("a subject that is no UTF-8 is encoded all the same") {
    const std::string broken(200, '\xBD');
    for (const std::size_t used : {0U, 9U, 75U, 76U}) {
        const auto words = qingqian::notifier::channels::encoded_words(broken, used);
        CHECK(words.find("=?UTF-8?B?") != std::string::npos);
        CHECK(words.size() < 500);
    }
}
