#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "notifier/catalogue.hpp"
#include "notifier/compose.hpp"
#include "notifier/sms_words.hpp"
#include "workflow/load.hpp"
#include "workflow/verify.hpp"

using namespace qingqian;
using notifier::Catalogue;

namespace {

constexpr base::UtcMillis now = 1'795'401'000'000;  // 2026-11-23

struct Told {
    std::string event;
    std::string audience;
};

/// Everybody whom a workflow tells of something, each once.
std::vector<Told> told_by(const workflow::Definition& definition) {
    std::set<std::pair<std::string, std::string>> all;
    for (const auto& action : definition.actions) {
        for (const auto& tell : action.tells) {
            for (const auto& audience : tell.audiences) all.emplace(tell.event, audience);
        }
    }
    std::vector<Told> told;
    for (const auto& [event, audience] : all) told.push_back({event, audience});
    return told;
}

notifier::Recipient somebody(const std::string& audience, const std::string& language) {
    notifier::Recipient recipient;
    recipient.audience = audience;
    recipient.key = audience == "complainant" || audience == "agent" || audience == "respondent"
                        ? audience + ":1"
                        : "officer:1";
    recipient.language = language;
    recipient.mobile = "13800138000";
    recipient.email = "somebody@firm.example";
    recipient.asks_sms = recipient.key.starts_with("officer:");
    return recipient;
}

notifier::Context context() {
    notifier::Context context;
    context.complaint = 1;
    context.event = 2;
    context.number = "JSTS20261123000123";
    context.province = "JS";
    context.accepting_body = context.accepting_body_en = "Accepting Body";
    context.handling_body = context.handling_body_en = "Handling Body";
    context.public_url = "https://qq.example.cn";
    context.sms_provider = "twilio";
    context.mail_provider = "smtp";
    return context;
}

bool has(const std::vector<std::string>& channels, std::string_view channel) {
    return std::ranges::find(channels, channel) != channels.end();
}

bool holds_chinese(std::string_view text) {
    for (const char letter : text) {
        if (static_cast<unsigned char>(letter) >= 0xE4 && static_cast<unsigned char>(letter) <= 0xE9)
            return true;
    }
    return false;
}

void check_message(const records::Message& message) {
    CHECK(message.state == (message.channel == "site" ? "delivered" : "queued"));
    CHECK(message.reason.empty());
    CHECK_FALSE(message.text.empty());
    for (const auto* text : {&message.subject, &message.text, &message.html}) {
        CHECK(text->find("{{") == std::string::npos);
        CHECK(text->find("}}") == std::string::npos);
    }
    if (message.channel == "sms") CHECK(notifier::sms_size(message.text).parts == 1);
    if (message.channel != "sms") CHECK_FALSE(message.subject.empty());
    if (message.channel == "mail") CHECK(message.html.starts_with("<!DOCTYPE html>"));
    // Who reads English is told in English, who reads Chinese in Chinese.
    if (message.channel != "mail") CHECK(holds_chinese(message.text) == (message.language == "zh-CN"));
}

}  // namespace

TEST_CASE(
    "both workflows: every event reaches every audience in both languages over every channel of its route") {
    const auto catalogue = Catalogue::load();
    REQUIRE(catalogue.has_value());
    base::SystemRandom random;
    std::size_t messages = 0;
    for (const auto& name : workflow::definition_names()) {
        for (const auto& [event, audience] : told_by(workflow::load_definition(name))) {
            const auto& channels = catalogue->channels(event, audience);
            CAPTURE(event);
            CAPTURE(audience);
            CHECK_FALSE(channels.empty());
            for (const std::string language : {"zh-CN", "en"}) {
                CAPTURE(language);
                const workflow::Notice notice{event,
                                              {audience},
                                              {{"due", "2026-12-27"},
                                               {"due_before", "2026-12-20"},
                                               {"clock", "审查期限"},
                                               {"clock_en", "review"},
                                               {"provisional", "1"}}};
                const auto told = notifier::compose(
                    *catalogue, notice, std::array{somebody(audience, language)}, context(), random, now);
                // An officer may have chosen an SMS of whatever he is told.
                const bool chosen = somebody(audience, language).asks_sms && !has(channels, "sms");
                REQUIRE(told.size() == channels.size() + (chosen ? 1 : 0));
                for (const auto& message : told) {
                    CAPTURE(message.channel);
                    CHECK(message.language == language);
                    check_message(message);
                    ++messages;
                }
            }
        }
    }
    CHECK(messages > 400);
}

TEST_CASE("verify refuses a workflow as soon as one wording of one event, audience and language is missing") {
    const auto catalogue = Catalogue::load();
    REQUIRE(catalogue.has_value());
    std::set<workflow::WordingKey> all;
    for (const auto& [event, audience, language] : catalogue->covered())
        all.insert({event, audience, language});
    for (const auto& name : workflow::definition_names()) {
        const auto definition = workflow::load_definition(name);
        REQUIRE(workflow::verify(definition, {}, all).empty());
        for (const auto& [event, audience] : told_by(definition)) {
            for (const std::string language : {"zh-CN", "en"}) {
                auto without = all;
                without.erase({event, audience, language});
                CAPTURE(event);
                CAPTURE(audience);
                CHECK_FALSE(workflow::verify(definition, {}, without).empty());
            }
        }
    }
}

TEST_CASE("a wording is weighed before it is saved: each fault with its code and place") {
    const auto catalogue = Catalogue::load();
    REQUIRE(catalogue.has_value());
    struct Case {
        const char* name;
        const char* sms;
        const char* code;
    };
    const Case cases[] = {{"unknown place", "{{debtor}}", "wording_unknown_place"},
                          {"raw tag", "{{{number}}}", "wording_tag_refused"},
                          {"open section", "{{#due}}好", "wording_not_closed"},
                          {"end without beginning", "好{{/due}}", "wording_closes_nothing"},
                          {"word family", "催款已收到", "wording_forbidden"},
                          {"word family cut in two", "催 款已收到", "wording_forbidden"},
                          {"word family with an invisible joint", "催\u200B款已收到", "wording_forbidden"},
                          {"link", "请看https://a.cn", "wording_link"},
                          {"bare host", "请看 qq.example.cn", "wording_link"},
                          {"telephone", "请拨025-12345678", "wording_telephone"},
                          {"party", "南京某某有限公司已答复", "wording_party"},
                          {"party in English", "Acme Co., Ltd has answered", "wording_party"},
                          {"sum", "已付186,500元", "wording_sum"},
                          {"sum with a sign", "已付￥500", "wording_sum"},
                          {"sum in English", "Paid 500 yuan", "wording_sum"},
                          {"sum in words", "已付四十八万六千元", "wording_sum"},
                          {"sum in capital figures", "已付壹佰万圆", "wording_sum"},
                          {"sum in full-width figures", "已付５００元", "wording_sum"},
                          {"sum in dollars", "已付USD 500", "wording_sum"},
                          {"sum in English words", "Half a million was paid", "wording_sum"},
                          {"party without the word company", "某某商行已答复", "wording_party"},
                          {"short link", "请看 t.cc/a1", "wording_link"},
                          {"link by its path", "请看qq.example/a", "wording_link"},
                          {"link in full-width letters", "请看ｑｑ．ｃｎ", "wording_link"},
                          {"link to a number", "请看10.0.0.1", "wording_link"},
                          {"brackets", "【通知】已收到", "wording_brackets"},
                          {"place of the mail", "{{handling_body}}已签收", "wording_place_refused"},
                          {"line break", "一\n二", "control_character"}};
    for (const auto& each : cases) {
        CAPTURE(each.name);
        const auto findings = catalogue->inspect("zh-CN", {"题", each.sms, {"文"}});
        bool found = false;
        for (const auto& fault : findings.faults) {
            found = found || (fault.code == each.code && fault.pointer == "/sms");
            CHECK_FALSE(fault.sentence.zh.empty());
            CHECK_FALSE(fault.sentence.en.empty());
        }
        CHECK(found);
    }
    CHECK(catalogue->inspect("zh-CN", {"题", "编号{{number}}已收到，5分钟内有效。", {"文"}}).faults.empty());
}

TEST_CASE("a wording tried on a case holds neither its parties nor its sum") {
    records::Complaint complaint;
    complaint.complainant_name = "南京某某机电有限公司";
    complaint.respondent_name = "（示例）江北医疗集团股份有限公司";
    complaint.arrears_fen = 48'600'050;
    const auto codes = [&](std::string_view text) {
        std::string found;
        for (const auto& told : notifier::told_of_case(text, complaint)) found += told.code + " ";
        return found;
    };
    CHECK(codes("南京某某机电的投诉已受理") == "wording_party ");
    CHECK(codes("南京某 某机电的投诉已受理") == "wording_party ");
    CHECK(codes("已付486,000") == "wording_sum ");
    CHECK(codes("已付４８６０００") == "wording_sum ");
    CHECK(codes("您在南京的投诉已受理，编号{{number}}").empty());
    complaint.respondent_name = "市政";  // as often a trade as a name
    CHECK(codes("市政工程").empty());
}

TEST_CASE("more than one part of an SMS is a warning that says the count in its own units") {
    const auto catalogue = Catalogue::load();
    REQUIRE(catalogue.has_value());
    std::string chinese;
    for (int i = 0; i < 80; ++i) chinese += "字";
    const auto ucs2 = catalogue->inspect("zh-CN", {"题", chinese, {"文"}});
    CHECK(ucs2.faults.empty());
    REQUIRE(ucs2.warnings.size() == 1);
    CHECK(ucs2.warnings[0].code == "wording_sms_parts");
    CHECK(ucs2.warnings[0].pointer == "/sms");
    CHECK(ucs2.warnings[0].sentence.zh.find("UCS-2") != std::string::npos);
    const auto gsm = catalogue->inspect("en", {"T", std::string(170, 'a'), {"p"}});
    REQUIRE(gsm.warnings.size() == 1);
    CHECK(gsm.warnings[0].sentence.en.find("GSM-7") != std::string::npos);
    CHECK(catalogue->inspect("en", {"T", std::string(100, 'a'), {"p"}}).warnings.empty());
}

TEST_CASE("what an administrator wrote takes the place of a shipped row, and of nothing else") {
    auto catalogue = *Catalogue::load();
    catalogue.put_wording({"CLOSED", "applicant", "en"}, {"Done", "It is done.", {"All is done."}});
    catalogue.put_wording({"NO_SUCH_EVENT", "applicant", "en"}, {"x", "y", {"z"}});
    catalogue.put_route({"CLOSED", "complainant"}, {"site", "mail"});
    const auto site = catalogue.render("CLOSED", "complainant", "en", "site", "JS", {});
    CHECK(site.subject == "Done");
    CHECK(site.text == "All is done.");
    CHECK(catalogue.render("CLOSED", "complainant", "zh-CN", "site", "JS", {}).subject == "投诉已办结");
    CHECK(catalogue.channels("CLOSED", "complainant") == std::vector<std::string>{"site", "mail"});
    CHECK_FALSE(catalogue.has_wording("NO_SUCH_EVENT", "complainant", "en", "site"));
    const notifier::WordingText text{"a\"b", "c", {"d", "e"}};
    CHECK(notifier::wording_text(notifier::to_json(text)) == text);
}
