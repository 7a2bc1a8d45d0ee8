#include "notifier/compose.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <vector>

using namespace qingqian;
using notifier::Catalogue;
using notifier::compose;
using notifier::Context;
using notifier::Recipient;

namespace {

class CountingRandom : public base::Random {
  public:
    void fill(void* out, std::size_t size) override { std::memset(out, next_++, size); }

  private:
    unsigned char next_ = 1;
};

constexpr base::UtcMillis now = 1'795'401'000'000;  // 2026-11-23

Context context() {
    Context context;
    context.complaint = 7;
    context.event = 42;
    context.number = "JSTS20261123000123";
    context.province = "JS";
    context.accepting_body = "江苏省中小企业发展中心";
    context.accepting_body_en = "Jiangsu SME Centre";
    context.handling_body = "苏州市财政局";
    context.handling_body_en = "Suzhou Finance Bureau";
    context.handling_body_phone = "0512-68610000";
    context.public_url = "https://qq.example.cn";
    context.sms_provider = "twilio";
    context.mail_provider = "smtp";
    return context;
}

Recipient firm() {
    Recipient firm;
    firm.audience = "complainant";
    firm.key = "complainant:12";
    firm.mobile = "13800138000";
    firm.email = "office@firm.example";
    return firm;
}

workflow::Notice transferred(std::vector<std::string> audiences = {"complainant"}) {
    return {"TRANSFERRED", std::move(audiences), {{"due", "2026-12-07"}}};
}

std::vector<records::Message> told(const std::vector<Recipient>& recipients, const Context& where,
                                   const workflow::Notice& notice = transferred()) {
    static const Catalogue catalogue = Catalogue::load().value();
    CountingRandom random;
    return compose(catalogue, notice, recipients, where, random, now);
}

const records::Message& by(const std::vector<records::Message>& messages, std::string_view channel) {
    const auto found = std::ranges::find(messages, channel, &records::Message::channel);
    REQUIRE(found != messages.end());
    return *found;
}

}  // namespace

TEST_CASE("the complainant is told by SMS, mail and in the platform") {
    const auto messages = told({firm()}, context());
    REQUIRE(messages.size() == 3);
    const auto& sms = by(messages, "sms");
    CHECK(sms.state == "queued");
    CHECK(sms.address == "+8613800138000");
    CHECK(sms.next_try_at == now);
    CHECK(sms.provider == "twilio");
    CHECK(sms.recipient == "complainant:12");
    CHECK(sms.complaint == 7);
    CHECK(sms.event == 42);
    CHECK(sms.text ==
          "【江苏中小企业服务】贵单位投诉（编号JSTS20261123000123）已转交处理部门，预计2026年12月7日前书面反"
          "馈结果。");
    CHECK(sms.subject.empty());
    CHECK(sms.html.empty());

    const auto& mail = by(messages, "mail");
    CHECK(mail.state == "queued");
    CHECK(mail.address == "office@firm.example");
    CHECK(mail.provider == "smtp");

    const auto& site = by(messages, "site");
    CHECK(site.state == "delivered");
    CHECK(site.subject == "投诉已转交处理部门");
    CHECK(site.address.empty());

    std::set<std::string> uids;
    for (const auto& message : messages) uids.insert(message.uid);
    CHECK(uids.size() == 3);
}

TEST_CASE("the mail, word for word") {
    const auto messages = told({firm()}, context());
    const auto& mail = by(messages, "mail");
    CHECK(mail.subject == "投诉已转交处理部门（编号JSTS20261123000123）");
    CHECK(mail.text ==
          "您好：\n\n"
          "贵单位的投诉已转交处理部门。\n\n"
          "现由苏州市财政局办理，联系电话0512-68610000。\n\n"
          "预计2026年12月7日前书面反馈处理结果。\n\n"
          "处理部门可能与您联系核实情况，请保持联系方式畅通。\n\n"
          "登录平台查看：https://qq.example.cn/track?number=JSTS20261123000123\n\n"
          "江苏中小企业服务\n"
          "案件编号JSTS20261123000123。本邮件由系统自动发出，补充情况或者材料请登录平台。\n");
    CHECK(mail.html.find("<p>现由苏州市财政局办理，联系电话0512-68610000。</p>") != std::string::npos);
    CHECK(mail.html.find("href=\"https://qq.example.cn/track?number=JSTS20261123000123\"") !=
          std::string::npos);
    CHECK(mail.html.find("{{") == std::string::npos);
}

TEST_CASE("the mail in English, word for word") {
    auto english = firm();
    english.language = "en";
    const auto messages = told({english}, context());
    CHECK(by(messages, "sms").text ==
          "Jiangsu SME Service: Your complaint JSTS20261123000123 has been passed to the handling "
          "department. A "
          "written reply is expected by 7 December 2026.");
    const auto& mail = by(messages, "mail");
    CHECK(mail.language == "en");
    CHECK(mail.subject == "Complaint transferred (case JSTS20261123000123)");
    CHECK(mail.text ==
          "Hello,\n\n"
          "Your complaint has been passed to the handling department.\n\n"
          "It is now handled by Suzhou Finance Bureau (telephone 0512-68610000).\n\n"
          "You can expect a written reply by 7 December 2026.\n\n"
          "The department may contact you with questions, so please stay within reach.\n\n"
          "See the case on the platform: https://qq.example.cn/track?number=JSTS20261123000123\n\n"
          "Jiangsu SME Service\n"
          "Case number JSTS20261123000123. This message was sent automatically; to add something, please use "
          "the platform.\n");
}

TEST_CASE("a provisional date says so in the mail") {
    auto notice = transferred();
    notice.values["provisional"] = "yes";
    const auto messages = told({firm()}, context(), notice);
    CHECK(by(messages, "mail").text.find("日期为暂定") != std::string::npos);
}

TEST_CASE("a language without wordings falls back to Chinese") {
    auto french = firm();
    french.language = "fr";
    const auto messages = told({french}, context());
    CHECK(by(messages, "sms").language == "zh-CN");
}

TEST_CASE("what cannot be sent says why") {
    const auto reason = [](const Recipient& recipient, const Context& where, std::string_view channel) {
        const auto messages = told({recipient}, where);
        const auto& message = by(messages, channel);
        CHECK(message.state == "skipped");
        CHECK_FALSE(message.text.empty());
        return message.reason;
    };
    auto nobody = firm();
    nobody.mobile.clear();
    nobody.email.clear();
    CHECK(reason(nobody, context(), "sms") == "no_phone");
    CHECK(reason(nobody, context(), "mail") == "no_mail");
    auto odd = firm();
    odd.mobile = "025-83300000";
    odd.email = "a@b\r\nBcc: c@d";
    CHECK(reason(odd, context(), "sms") == "no_phone");
    CHECK(reason(odd, context(), "mail") == "no_mail");
    auto silent = firm();
    silent.consent_sms = false;
    silent.consent_email = false;
    CHECK(reason(silent, context(), "sms") == "no_consent");
    CHECK(reason(silent, context(), "mail") == "no_consent");
    auto bare = context();
    bare.sms_provider.clear();
    bare.mail_provider.clear();
    CHECK(reason(firm(), bare, "sms") == "no_provider");
    CHECK(reason(firm(), bare, "mail") == "no_provider");
    const auto messages = told({firm()}, bare);
    CHECK(by(messages, "site").state == "delivered");
}

TEST_CASE("an audience nobody stands for leaves a trace, an absent agent none") {
    const auto messages = told({}, context(), transferred({"agent", "handling_body"}));
    REQUIRE(messages.size() == 2);
    for (const auto& message : messages) {
        CHECK(message.recipient == "handling_body");
        CHECK(message.state == "skipped");
        CHECK(message.reason == "no_recipient");
    }
}

TEST_CASE("an officer who stands for two audiences is told once") {
    Recipient handler{.audience = "handler",
                      .key = "officer:3",
                      .language = "zh-CN",
                      .mobile = "",
                      .email = "a@gov.example"};
    Recipient desk = handler;
    desk.audience = "handling_body";
    const auto messages = told({handler, desk}, context(), transferred({"handler", "handling_body"}));
    REQUIRE(messages.size() == 2);
    CHECK(by(messages, "mail").recipient == "officer:3");
    CHECK(by(messages, "mail").text.find("https://qq.example.cn/desk/c/JSTS20261123000123") !=
          std::string::npos);
    CHECK(by(messages, "mail").text.find("请于2026年12月7日前签收。") != std::string::npos);
    CHECK(by(messages, "site").subject == "收到转交的投诉");
}

TEST_CASE("telephone numbers") {
    using notifier::e164;
    CHECK(e164("13800138000") == "+8613800138000");
    CHECK(e164("+8613800138000") == "+8613800138000");
    CHECK(e164("+4915112345678") == "+4915112345678");
    CHECK(e164("12800138000").empty());
    CHECK(e164("1380013800").empty());
    CHECK(e164("+0612345678").empty());
    CHECK(e164("+86138001380001234").empty());
    CHECK(e164("").empty());
}
