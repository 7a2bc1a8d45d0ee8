// What is written about a request for help (诉求) lands on it as on a complaint: by mail and by SMS.
#include <doctest/doctest.h>

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
