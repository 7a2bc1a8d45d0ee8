// What is written about a request for help (诉求) lands on it as on a complaint: by mail and by SMS.
#include <doctest/doctest.h>

#include "cases/inbound_parts.hpp"
#include "cases/wordings.hpp"
#include "integration/cases/post.hpp"
#include "notifier/mail_address.hpp"

using namespace qingqian;
using namespace qingqian::test;

namespace {

json::object request_form() {
    return {{"complainant",
             {{"name", "南京启航物流有限公司"},
              {"division", "320106"},
              {"contact_name", "周经理"},
              {"mobile", "13951230001"},
              {"email", "zhou@qihang.example"},
              {"consent_sms", true},
              {"consent_email", true}}},
            {"claim", {{"category", "finance"}, {"request", "流动资金到期，希望协调续作。"}}}};
}

records::Complaint registered(Post& world) {
    cases::NewComplaint input;
    input.workflow = "appeal";
    input.form = request_form();
    input.submit = true;
    input.channel = "phone";
    const auto filed = world.file(world.officer("shouli"), input);
    INFO((filed ? "" : filed.error().code));
    REQUIRE(filed.has_value());
    REQUIRE(filed->complaint.definition == "appeal");
    return filed->complaint;
}

records::Message first_mail(Post& world, const records::Complaint& complaint) {
    for (const auto& message : world.messages(complaint.id)) {
        if (message.channel == "mail" && message.recipient.starts_with("complainant:")) return message;
    }
    FAIL("no mail");
    return {};
}

}  // namespace

TEST_CASE("a reply to the mail of a request lands on it with its files, is answered, and its desk is told") {
    Post world;
    const auto request = registered(world);
    const auto notice = first_mail(world, request);
    auto reply = letter_from("zhou@qihang.example", "Re: 已登记", "补充一份材料");
    reply.files = {pdf("合同.pdf")};
    reply.mail.recipients = {notifier::sub_address(intake, notice.uid, world.env->instance_secret)};
    CHECK(world.letter(reply));
    REQUIRE(world.all("kept").size() == 1);
    CHECK(world.all("kept").front().complaint == request.id);
    CHECK(world.all("unmatched").empty());
    CHECK(world.all("registered").empty());
    CHECK(world.last_event(request.id) == "message_received");
    std::vector<records::Attachment> files;
    world.read([&](store::ReadTx& tx) { files = store::attachments::of_case(tx, request.id); });
    REQUIRE(files.size() == 1);
    CHECK(files.front().name == "合同.pdf");
    const auto messages = world.messages(request.id);
    CHECK(std::ranges::any_of(messages, [](const auto& message) {
        return message.event_name == "APPEAL_MESSAGE_RECEIVED" && message.recipient.starts_with("officer:");
    }));
    // The answer names the request and thanks by mail.
    CHECK(std::ranges::any_of(messages, [&](const auto& message) {
        return message.channel == "mail" && message.address == "zhou@qihang.example" &&
               message.uid != notice.uid && message.text.find(request.number) != std::string::npos;
    }));
    CHECK(world.audit().faults.empty());
}

TEST_CASE("its number asks for its state, and confirms once what arrived") {
    Post world;
    const auto request = registered(world);
    CHECK(world.sms("+8613951230001", "状态").find(request.number) != std::string::npos);
    CHECK(world.sms("+8613951230001", "请问要多久").find(request.number) != std::string::npos);
    CHECK(world.last_event(request.id) == "message_received");
    CHECK(world.sms("+8613951230001", "收到").find(request.number) != std::string::npos);
    CHECK(world.last_event(request.id) == "receipt_confirmed");
    const auto events = world.stored(request.id).event_count;
    CHECK_FALSE(world.sms("+8613951230001", "收到").empty());
    CHECK(world.stored(request.id).event_count == events);
    CHECK(world.audit().faults.empty());
}

TEST_CASE("whoever confirms twice by the page is told when it was, until there is something new") {
    Post world;
    auto complaint = world.submitted().complaint;
    const auto own = World::complainant(complaint);
    complaint = world.must(own, complaint, "confirm_receipt");
    const auto again = world.perform(own, complaint, "confirm_receipt");
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().code == "action_not_possible");
    const auto& reason = again.error().extra.at("reasons").at(0);
    CHECK(reason.at("code").as_string() == "receipt_confirmed");
    CHECK(std::string_view(reason.at("sentences").at("zh-CN").as_string()).find("2026-11-23 10:0") !=
          std::string_view::npos);
    CHECK(world.stored(complaint.id).event_count == complaint.event_count);
    const auto offers = [&] {
        json::object page;
        world.read([&](store::ReadTx& tx) {
            page = cases::read_complaint(tx, *world.env, own, complaint.uid).value();
        });
        for (const auto& offer : page.at("actions").as_array()) {
            if (offer.at("action").as_string() == "confirm_receipt") return offer.at("possible").as_bool();
        }
        return false;
    };
    CHECK_FALSE(offers());
    complaint = world.must(world.officer("shouli"), complaint, "accept");
    CHECK(offers());
    (void)world.must(own, complaint, "confirm_receipt");
    CHECK(world.audit().faults.empty());
}

TEST_CASE("an officer who answers a notice proves nothing for a party: somebody looks at it") {
    Post world;
    auto complaint = world.submitted().complaint;
    complaint = world.must(world.officer("shouli"), complaint, "accept");
    complaint = world.must(world.officer("shouli"), complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    world.write([&](store::WriteTx& tx) {
        auto officer = *store::identity::officer_by_login(tx, "suzhou");
        officer.email = "Suzhou@office.example";
        store::identity::update_officer(tx, officer);
    });
    records::Message own;
    for (const auto& message : world.messages(complaint.id)) {
        if (message.channel == "mail" && message.recipient.starts_with("officer:")) own = message;
    }
    REQUIRE_FALSE(own.uid.empty());
    const auto events = world.stored(complaint.id).event_count;
    auto reply = letter_from("suzhou@office.example", "Re: 通知", "已知悉，附清单。");
    reply.files = {pdf("清单.pdf")};
    reply.mail.recipients = {notifier::sub_address(intake, own.uid, world.env->instance_secret)};
    CHECK(world.letter(reply));
    // The same answer to a party's mail that was passed on to him.
    auto passed_on = letter_from("suzhou@office.example", "Re: 转发", "请看。");
    passed_on.mail.recipients = {
        notifier::sub_address(intake, first_mail(world, complaint).uid, world.env->instance_secret)};
    CHECK(world.letter(passed_on));
    REQUIRE(world.all("unmatched").size() == 2);
    for (const auto& row : world.all("unmatched")) CHECK(row.reason == "from_officer");
    CHECK(world.all("kept").empty());
    CHECK(world.stored(complaint.id).event_count == events);
    std::size_t proofs = 0;
    world.read([&](store::ReadTx& tx) {
        for (const auto& file : store::attachments::of_case(tx, complaint.id))
            proofs += file.kind == "proof" ? 1 : 0;
    });
    CHECK(proofs == 0);
    // He who wrote it himself is answered as before.
    auto party = letter_from("lianxi@example.cn", "Re: 收件", "补充说明");
    party.mail.recipients = {
        notifier::sub_address(intake, first_mail(world, complaint).uid, world.env->instance_secret)};
    CHECK(world.letter(party));
    CHECK(world.all("kept").size() == 1);
}

TEST_CASE("every answer to an SMS and a mail has words in both languages, filled whole") {
    Post world;
    for (const char* language : {"zh-CN", "en"}) {
        CAPTURE(language);
        const bool english = language == std::string("en");
        const notifier::Places places{{"number", "JSTS20261123000123"},
                                      {"state", english ? "Being handled" : "办理中"},
                                      {"due", english ? "7 December 2026" : "2026年12月7日"},
                                      {"link", "https://qq.example.cn"},
                                      {"files", "a.pdf"},
                                      {"refused", "b.exe"},
                                      {"max", "35 MB"}};
        for (const char* name :
             {"status", "unknown", "several", "evaluated", "evaluated_before", "nothing_to_evaluate",
              "confirmed", "opted_out", "opted_in", "help", "kept"}) {
            CAPTURE(name);
            const auto text = cases::inbound::sms_answer(*world.env, name, language, places);
            CHECK(text.starts_with(english ? "Jiangsu SME Service: " : "【"));
            CHECK(text.find("{{") == std::string::npos);
            CHECK(notifier::sms_size(text).parts == 1);
        }
        for (const char* name : {"registered", "kept", "unreadable"}) {
            CAPTURE(name);
            const auto mail = cases::inbound::mail_answer(*world.env, name, language, places);
            CHECK_FALSE(mail.subject.empty());
            CHECK(mail.text.find("{{") == std::string::npos);
            CHECK(mail.text.find("\n\n\n") == std::string::npos);
            CHECK(mail.text.ends_with("\n"));
        }
        const auto with = cases::inbound::mail_answer(*world.env, "kept", language, places).text;
        CHECK(with.find("a.pdf") != std::string::npos);
        CHECK(with.find("b.exe") != std::string::npos);
        auto none = places;
        none.erase("files");
        none.erase("refused");
        const auto without = cases::inbound::mail_answer(*world.env, "kept", language, none).text;
        CHECK(without.size() + 20 < with.size());
    }
}

TEST_CASE("an administrator's words are what is answered, and a forbidden one is refused as elsewhere") {
    Post world;
    const auto admin = world.officer("shouli");
    const auto save = [&](const char* sms) {
        cases::WordingChange change;
        world.read([&](store::ReadTx& tx) {
            change.version =
                store::wordings::newest(tx, store::wordings::Table::wordings, {"SMS_KEPT", "sender", "zh-CN"})
                    ->version;
        });
        change.sms = sms;
        auto saved = world.store->write_now<cases::WordingSaved>([&](store::WriteTx& tx) {
            return cases::save_wording(tx, *world.env, admin, {"SMS_KEPT", "sender", "zh-CN"}, change);
        });
        world.load();
        return saved;
    };
    const auto refused = save("已转催款专员。");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "invalid_input");
    REQUIRE(save("内容已收到（编号{{number}}）。").has_value());
    CHECK(cases::inbound::sms_answer(*world.env, "kept", "zh-CN", {{"number", "7"}}) ==
          "【江苏中小企业服务】内容已收到（编号7）。");
    // By which way an answer goes is nobody's choice; what a carrier registered for a digest is.
    cases::RouteChange route;
    route.version = 1;
    route.channels = std::vector<std::string>{"mail"};
    const auto fixed = world.store->write_now<cases::WordingSaved>([&](store::WriteTx& tx) {
        return cases::save_route(tx, *world.env, admin, {"DIGEST", "digest", ""}, route);
    });
    REQUIRE_FALSE(fixed);
    CHECK(fixed.error().code == "route_fixed");
    cases::TemplateChange carrier;
    carrier.carrier_id = "SMS_77";
    REQUIRE(
        world.store
            ->write_now<cases::WordingSaved>([&](store::WriteTx& tx) {
                return cases::save_template(tx, *world.env, admin, {"DIGEST", "aliyun", "zh-CN"}, carrier);
            })
            .has_value());
    world.load();
    CHECK(world.env->catalogue.carrier_template("aliyun", "DIGEST", "zh-CN") == "SMS_77");
}
