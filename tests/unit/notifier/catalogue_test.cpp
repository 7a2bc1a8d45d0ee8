#include "notifier/catalogue.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "support/paths.hpp"

using qingqian::notifier::Catalogue;
using qingqian::notifier::sms_size;

namespace {

std::string joined(const Catalogue::Faults& faults) {
    std::string all;
    for (const auto& fault : faults) all += fault + "\n";
    return all;
}

Catalogue shipped() {
    auto catalogue = Catalogue::load();
    REQUIRE_MESSAGE(catalogue.has_value(), joined(catalogue ? Catalogue::Faults{} : catalogue.error()));
    return *catalogue;
}

constexpr const char* events[] = {"SUBMITTED",
                                  "SUPPLEMENT",
                                  "ACCEPTED",
                                  "REFUSED",
                                  "TRANSFERRED",
                                  "SIGNED",
                                  "REROUTED",
                                  "EXTENDED",
                                  "URGED",
                                  "RESULT",
                                  "CLOSED",
                                  "TERMINATED",
                                  "WITHDRAWN",
                                  "INQUIRY",
                                  "RETURNED",
                                  "REDO",
                                  "FOLLOW_UP",
                                  "PRESSED",
                                  "SIZE_DISPUTE",
                                  "WITHDRAW_REQUESTED",
                                  "WITHDRAW_REFUSED",
                                  "DUE_CHANGED"};

/// A catalogue of one wording, to see what `check` says of it.
Catalogue::Faults faults_of(const std::string& sms, const std::string& paragraph = "文") {
    const std::string routing =
        R"({"voices":{"complainant":"applicant"},"routes":{"E":{"complainant":["sms","mail","site"]}}})";
    const std::string wording =
        R"({"language":"zh-CN","layouts":{"sms":["【{{service}}】{{text}}"],"subject":["s"],"mail_text":["t"],)"
        R"("mail_html":["h"]},"wordings":{"E":{"applicant":{"title":"题","sms":")" +
        sms + R"(","paragraphs":[")" + paragraph + R"("]}}}})";
    const std::string carrier =
        R"({"signatures":{"*":{"zh-CN":"江苏中小企业服务"}},"templates":{},"forbidden":["催款","欠款"]})";
    const auto catalogue = Catalogue::read(routing, {wording}, carrier);
    REQUIRE_MESSAGE(catalogue.has_value(), joined(catalogue ? Catalogue::Faults{} : catalogue.error()));
    return catalogue->check();
}

bool says(const Catalogue::Faults& faults, std::string_view words) {
    return joined(faults).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the shipped tables have no fault") {
    const auto faults = shipped().check();
    CHECK_MESSAGE(faults.empty(), joined(faults));
}

TEST_CASE("every event is covered for every audience in both languages") {
    const auto covered = shipped().covered();
    for (const std::string event : events) {
        for (const std::string audience :
             {"complainant", "agent", "accepting_body", "handling_body", "handler"}) {
            for (const std::string language : {"zh-CN", "en"}) {
                CAPTURE(event);
                CAPTURE(audience);
                CAPTURE(language);
                CHECK(covered.contains({event, audience, language}));
            }
        }
    }
}

TEST_CASE("f.7: every SMS of sms-texts, word for word, each in one part") {
    const auto catalogue = shipped();
    std::ifstream file(qingqian::test::source_dir() / "tests/support/sms_texts.tsv");
    std::size_t checked = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream columns(line);
        std::string event, units, text;
        REQUIRE(std::getline(columns, event, '\t'));
        REQUIRE(std::getline(columns, units, '\t'));
        REQUIRE(std::getline(columns, text));
        CAPTURE(event);
        const auto sms = catalogue
                             .render(event, "complainant", "zh-CN", "sms", "JS",
                                     {{"number", "JSTS20261123000123"},
                                      {"due", "2026-12-07"},
                                      {"code", "123456"},
                                      {"minutes", "5"}})
                             .text;
        CHECK(sms == text);
        CHECK(std::to_string(sms_size(sms).units) == units);
        CHECK(sms_size(sms).parts == 1);
        ++checked;
    }
    CHECK(checked == 23);
}

TEST_CASE("a text whose date is not known leaves its clause out") {
    const auto text =
        shipped()
            .render("SUBMITTED", "complainant", "zh-CN", "sms", "JS", {{"number", "JSTS20261123000123"}})
            .text;
    CHECK(text == "【江苏中小企业服务】贵单位提交的投诉（编号JSTS20261123000123）已收到，请留意通知。");
}

TEST_CASE("an unknown province signs with the default") {
    const auto text =
        shipped().render("CLOSED", "complainant", "en", "sms", "XX", {{"number", "XXTS20261123000123"}}).text;
    CHECK(text.starts_with("SME Service: Your complaint XXTS20261123000123 has been closed."));
}

TEST_CASE("the HTML of a mail is escaped, its text is not") {
    const auto mail = shipped().render("TRANSFERRED", "complainant", "en", "mail", "JS",
                                       {{"number", "JSTS20261123000123"},
                                        {"handling_body", "Roads & <Bridges>"},
                                        {"link", "https://qq.example/track?a=1&b=2"}});
    CHECK(mail.html.find("Roads &amp; &lt;Bridges&gt;") != std::string::npos);
    CHECK(mail.html.find("<Bridges>") == std::string::npos);
    CHECK(mail.text.find("Roads & <Bridges>") != std::string::npos);
    CHECK(mail.text.find("https://qq.example/track?a=1&b=2") != std::string::npos);
    CHECK(mail.subject == "Complaint transferred (case JSTS20261123000123)");
}

TEST_CASE("a value cannot smuggle a place into a wording") {
    const auto mail =
        shipped().render("TRANSFERRED", "complainant", "en", "mail", "JS",
                         {{"number", "N"}, {"handling_body", "{{link}} {{{link}}}"}, {"link", "L"}});
    CHECK(mail.text.find("handled by {{link}} {{{link}}}") != std::string::npos);
}

TEST_CASE("f.7: check refuses what carriers refuse") {
    CHECK(faults_of("已收到{{number}}。").empty());
    CHECK(says(faults_of("催款已收到"), "催款"));
    CHECK(says(faults_of("请看 https://a.cn/x"), "a link"));
    CHECK(says(faults_of("请看 qq.example.cn"), "a link"));
    CHECK(says(faults_of("电话02512345678"), "telephone"));
    CHECK(says(faults_of("【好】"), "【】"));
    CHECK(says(faults_of("{{handling_body}}"), "may not stand in an SMS"));
    CHECK(says(faults_of("{{debtor}}"), "unknown place \"debtor\""));
    CHECK(says(faults_of("{{{number}}}"), "are allowed"));
    CHECK(says(faults_of("{{#due}}a"), "not closed"));
    CHECK(says(faults_of(""), "no wording for sms"));
    CHECK(says(faults_of("好", "{{amount}}"), "unknown place \"amount\""));
}

TEST_CASE("f.7: check counts the longest date and the signature") {
    // 10 units of signature, 18 of the number, 11 of the longest date: 31 are left.
    std::string filler;
    for (int i = 0; i < 31; ++i) filler += "字";
    CHECK(faults_of("{{number}}{{due}}" + filler).empty());
    CHECK(says(faults_of("{{number}}{{due}}" + filler + "字"), "71 units"));
}

TEST_CASE("reading says all faults of form at once") {
    const auto catalogue =
        Catalogue::read(R"({"voices":{},"routes":{"E":{"nobody":["pigeon"]}}})", {"{", "{}"}, "[]");
    REQUIRE_FALSE(catalogue.has_value());
    CHECK(says(catalogue.error(), "the audience has no voice"));
    CHECK(says(catalogue.error(), "unknown channel \"pigeon\""));
    CHECK(says(catalogue.error(), "not JSON"));
    CHECK(says(catalogue.error(), "zh-CN is needed"));
    CHECK(says(catalogue.error(), "signatures"));
}

TEST_CASE("f.7: GSM-7 text, 160 in one part and 153 in several, extension characters count 2") {
    CHECK(sms_size("").parts == 0);
    CHECK(sms_size(std::string(160, 'a')).parts == 1);
    CHECK(sms_size(std::string(161, 'a')).parts == 2);
    CHECK(sms_size(std::string(306, 'a')).parts == 2);
    CHECK(sms_size(std::string(307, 'a')).parts == 3);
    CHECK(sms_size(std::string(80, '[')).units == 160);
    CHECK(sms_size(std::string(81, '[')).parts == 2);
    CHECK(sms_size("é").ucs2 == false);
    CHECK(sms_size("`").ucs2 == true);
}

TEST_CASE("f.7: Chinese text, 70 UTF-16 units in one part and 67 in several, rare characters count 2") {
    const auto text = [](std::size_t length) {
        std::string chinese;
        for (std::size_t i = 0; i < length; ++i) chinese += "字";
        return chinese;
    };
    CHECK(sms_size(text(70)).parts == 1);
    CHECK(sms_size(text(71)).parts == 2);
    CHECK(sms_size(text(134)).parts == 2);
    CHECK(sms_size(text(135)).parts == 3);
    CHECK(sms_size("\xF0\xA0\xAE\xB7").units == 2);  // 𠮷
    CHECK(sms_size(text(68) + "\xF0\xA0\xAE\xB7").parts == 1);
    CHECK(sms_size(text(69) + "\xF0\xA0\xAE\xB7").parts == 2);
    // One Chinese character makes the whole text UCS-2.
    CHECK(sms_size(std::string(70, 'a') + "字").parts == 2);
}

TEST_CASE("f.7: the signature with its 【】 counts") {
    const std::string signature = "【江苏中小企业服务】";
    CHECK(sms_size(signature).units == 10);
    std::string text = signature;
    for (int i = 0; i < 60; ++i) text += "字";
    CHECK(sms_size(text).parts == 1);
    CHECK(sms_size(text + "字").parts == 2);
}

TEST_CASE("days in prose") {
    using qingqian::notifier::prose_day;
    CHECK(prose_day("2026-12-07", "zh-CN") == "2026年12月7日");
    CHECK(prose_day("2026-12-07", "en") == "7 December 2026");
    CHECK(prose_day("JSTS20261123000123", "en").empty());
}
