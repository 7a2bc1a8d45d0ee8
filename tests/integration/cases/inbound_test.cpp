// What people answer by SMS and mail becomes acts on their cases, and nothing of it is lost.
#include "cases/inbound.hpp"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>

#include "cases/calls.hpp"
#include "integration/cases/post.hpp"
#include "notifier/mail_address.hpp"
#include "store/address_marks.hpp"
#include "store/calls.hpp"
#include "store/inbound.hpp"

using namespace qingqian;
using namespace qingqian::test;
using cases::inbound::Letter;
using cases::inbound::Sms;
using notifier::inbound::Kind;

TEST_CASE("a number on the case asks for its state; any other learns nothing") {
    Post world;
    const auto complaint = world.submitted().complaint;
    const auto mobile = world.mobile_of(complaint);
    const auto told = world.sms(mobile, "状态");
    CHECK(told.find(complaint.number) != std::string::npos);
    CHECK(told.starts_with("【江苏中小企业服务】"));
    CHECK(world.sms(mobile, complaint.number) == told);
    const auto neutral = world.sms("+8613700000000", "状态");
    CHECK(neutral.find(complaint.number) == std::string::npos);
    // The same words whether or not there is such a case.
    CHECK(world.sms("+8613700000000", complaint.number) == neutral);
    CHECK(world.sms("+8613700000000", "JSTS20200101999999") == neutral);
    CHECK(world.sms(mobile, "JSTS20200101999999") == neutral);
    CHECK(world.all("unmatched").size() == 4);
}

TEST_CASE("answering 1 evaluates the case, once") {
    Post world;
    const auto complaint = world.replied();
    const auto mobile = world.mobile_of(complaint);
    CHECK(world.sms(mobile, "1").find("评价已记录") != std::string::npos);
    CHECK(world.stored(complaint.id).rating == 1);
    CHECK(world.last_event(complaint.id) == "evaluated");
    CHECK(world.sms(mobile, "满意").find("已经评价过") != std::string::npos);
    CHECK(world.stored(complaint.id).rating == 1);
    CHECK(world.all("kept").size() == 2);
    CHECK(world.audit().faults.empty());
}

TEST_CASE("the same SMS handed over again is answered the same and does nothing") {
    Post world;
    const auto complaint = world.replied();
    const auto mobile = world.mobile_of(complaint);
    const auto first = world.sms(mobile, "5", "SM-same");
    const auto revision = world.stored(complaint.id).revision;
    CHECK(world.sms(mobile, "5", "SM-same") == first);
    CHECK(world.stored(complaint.id).revision == revision);
    CHECK(world.all().size() == 1);
}

TEST_CASE("退订 stops and START resumes") {
    Post world;
    const auto marked = [&](std::string_view number) {
        bool found = false;
        world.read(
            [&](store::ReadTx& tx) { found = store::address_marks::find(tx, "sms", number).has_value(); });
        return found;
    };
    CHECK(world.sms("+8613700000000", "退订").find("已停止") != std::string::npos);
    CHECK(marked("+8613700000000"));
    CHECK(world.sms("+8613700000000", "START").find("已恢复") != std::string::npos);
    CHECK_FALSE(marked("+8613700000000"));
    // A carrier that answers by itself is not answered again.
    CHECK(world.sms("+8613700000000", "STOP", {}, "STOP").empty());
    CHECK(marked("+8613700000000"));
}

TEST_CASE("the history shows no more of a sender than what is masked everywhere") {
    Post world;
    const auto complaint = world.submitted().complaint;
    const auto mobile = world.mobile_of(complaint);
    world.sms(mobile, "补充一点：对方已经签收了对账单。");
    CHECK(world.last_event(complaint.id) == "message_received");
    const auto intake = world.officer("shouli");
    std::string shown;
    world.read([&](store::ReadTx& tx) {
        shown = json::serialize(cases::read_events(tx, *world.env, intake, complaint.uid).value());
    });
    CHECK(shown.find(mobile.substr(3)) == std::string::npos);
    CHECK(shown.find(mobile.substr(3, 3) + "****" + mobile.substr(10)) != std::string::npos);
}

TEST_CASE("a text is kept on the case and the department told; a confirmation is proof") {
    Post world;
    const auto complaint = world.submitted().complaint;
    const auto mobile = world.mobile_of(complaint);
    world.sms(mobile, "对方昨天付了一万元");
    CHECK(world.last_event(complaint.id) == "message_received");
    const auto messages = world.messages(complaint.id);
    CHECK(std::ranges::any_of(messages, [](const auto& m) { return m.event_name == "MESSAGE_RECEIVED"; }));
    world.sms(mobile, "收到");
    CHECK(world.last_event(complaint.id) == "receipt_confirmed");
    const auto events = world.stored(complaint.id).event_count;
    CHECK(world.sms(mobile, "收到").find(complaint.number) != std::string::npos);
    CHECK(world.stored(complaint.id).event_count == events);
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a number that writes too much is kept, not followed, and can still opt out") {
    Post world;
    const auto complaint = world.replied();
    const auto mobile = world.mobile_of(complaint);
    for (int i = 0; i < cases::inbound::sms_an_hour; ++i) CHECK_FALSE(world.sms(mobile, "状态").empty());
    CHECK(world.sms(mobile, "5").empty());
    CHECK(world.stored(complaint.id).rating == 0);
    CHECK(world.all("unmatched").front().reason == "too_many");
    CHECK_FALSE(world.sms(mobile, "退订").empty());
    world.clock.advance(3'700'000);
    CHECK_FALSE(world.sms(mobile, "5").empty());
    CHECK(world.stored(complaint.id).rating == 5);
}

TEST_CASE("a mail with a file becomes a line of the register with a draft, and is answered once") {
    Post world;
    auto mail = letter_from("li.wei@example.com", "投诉拖欠", "对方拖欠货款三个月。");
    mail.files = {pdf("合同.pdf")};
    mail.place = "INBOX;7;1";
    CHECK(world.letter(mail));
    CHECK_FALSE(world.letter(mail));
    auto elsewhere = mail;
    elsewhere.place = "INBOX;8;1";  // the mailbox was made anew
    CHECK_FALSE(world.letter(elsewhere));
    const auto rows = world.all("registered");
    REQUIRE(rows.size() == 1);
    const auto& row = rows.front();
    CHECK(row.number.starts_with("JSLX20261123"));
    CHECK_FALSE(row.files.front().attachment.empty());
    const auto messages = world.messages(row.complaint);
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].address == "li.wei@example.com");
    CHECK(messages[0].state == "queued");
    CHECK(messages[0].subject.find(row.number) != std::string::npos);
    CHECK(messages[0].text.find("合同.pdf") != std::string::npos);

    // The desk takes the draft over, file and all.
    const auto shouli = world.officer("shouli");
    std::string call;
    world.read([&](store::ReadTx& tx) { call = store::calls::find_by_id(tx, row.call).value().uid; });
    const auto filed = world.store->write_now<cases::Filed>(
        [&](store::WriteTx& tx) { return cases::convert_call(tx, *world.env, shouli, call); });
    REQUIRE(filed.has_value());
    CHECK(filed->complaint.id == row.complaint);
    CHECK(filed->complaint.assignee == shouli.officer);
    CHECK(filed->complaint.form.find("拖欠货款") != std::string::npos);

    // What is answered to the receipt stays with it.
    auto reply = letter_from("li.wei@example.com", "Re: 来信已收到", "补一份发票");
    reply.files = {pdf("发票.pdf")};
    reply.mail.recipients = {notifier::sub_address(intake, messages[0].uid, world.env->instance_secret)};
    CHECK(world.letter(reply));
    std::size_t files = 0;
    world.read([&](store::ReadTx& tx) { files = store::attachments::of_case(tx, row.complaint).size(); });
    CHECK(files == 2);
    CHECK(world.all("kept").front().complaint == row.complaint);
    CHECK(world.all("kept").front().number == row.number);
}

TEST_CASE("what of a mail is not kept is said to whoever wrote it, and to the desk") {
    Post world;
    auto mail = letter_from("li.wei@example.com", "投诉拖欠", "对方拖欠货款三个月。");
    mail.files = {pdf("合同.pdf"), pdf("发票.pdf"), pdf("程序.exe"), pdf("扫描.pdf")};
    mail.files[1].size = 5'000;
    mail.files[2].refused = "file_type_refused";
    mail.files[3].refused = "file_too_large";
    mail.mail.notes = {"too_many_files", "several_senders"};
    mail.max_case_bytes = 1'000;
    CHECK(world.letter(mail));
    const auto row = world.all("registered").at(0);
    CHECK(row.notes == "too_many_files several_senders");
    CHECK_FALSE(row.files[0].attachment.empty());
    CHECK(row.files[1].attachment.empty());
    CHECK(row.files[1].refused == "case_files_too_large");
    const auto text = world.messages(row.complaint).at(0).text;
    for (const auto* said : {"合同.pdf", "发票.pdf（这件投诉的附件已满）", "程序.exe（只收 PDF、JPG、PNG）",
                             "扫描.pdf（太大）", "附件太多，多出的没有收"}) {
        CAPTURE(said);
        CHECK(text.contains(said));
    }
    CHECK_FALSE(text.contains('{'));
    std::string shown;
    world.read(
        [&](store::ReadTx& tx) { shown = boost::json::serialize(cases::inbound::json_of(tx, row, false)); });
    CHECK(shown.contains(R"("notes":["too_many_files","several_senders"])"));
    CHECK(shown.contains(R"("refused":"case_files_too_large")"));
}

TEST_CASE("an answer lands on its case by its signed address, and not by a guess") {
    Post world;
    const auto complaint = world.submitted().complaint;
    records::Message notice;
    for (const auto& message : world.messages(complaint.id)) {
        if (message.channel == "mail" && message.recipient.starts_with("complainant:")) notice = message;
    }
    REQUIRE_FALSE(notice.uid.empty());
    auto reply = letter_from("someone@else.example", "Re: 1", "补充说明");
    reply.files = {pdf("对账单.pdf")};
    reply.mail.recipients = {notifier::sub_address(intake, notice.uid, world.env->instance_secret)};
    CHECK(world.letter(reply));
    CHECK(world.last_event(complaint.id) == "message_received");
    CHECK(world.all("kept").front().event == world.stored(complaint.id).event_count);

    auto by_reference = letter_from(notice.address, "Re: 2", "再补充");
    by_reference.mail.references = {notice.uid + "@qingqian.example"};
    CHECK(world.letter(by_reference));
    CHECK(world.all("kept").size() == 2);

    auto forged = letter_from("evil@example.com", "Re: 3", "我是投诉人");
    forged.mail.references = {notice.uid + "@qingqian.example"};
    CHECK(world.letter(forged));
    auto made_up = letter_from("evil@example.com", "Re: 4", "x");
    auto address = notifier::sub_address(intake, notice.uid, "another secret");
    made_up.mail.recipients = {address};
    CHECK(world.letter(made_up));
    CHECK(world.stored(complaint.id).event_count == 3);
    REQUIRE(world.all("unmatched").size() == 1);
    CHECK(world.all("unmatched").front().reason == "spoofed");
    CHECK(world.all("registered").size() == 1);  // an ordinary letter then

    // A person puts it where it belongs.
    const auto shouli = world.officer("shouli");
    const auto uid = world.all("unmatched").front().uid;
    const auto assigned = world.store->write_now<records::Inbound>([&](store::WriteTx& tx) {
        return cases::inbound::assign(tx, *world.env, shouli, uid, complaint.number);
    });
    REQUIRE(assigned.has_value());
    CHECK(assigned->handled_by == shouli.officer);
    CHECK(world.last_event(complaint.id) == "message_received");
    const auto again = world.store->write_now<records::Inbound>([&](store::WriteTx& tx) {
        return cases::inbound::assign(tx, *world.env, shouli, uid, complaint.number);
    });
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().code == "inbound_settled");
    CHECK(world.audit().faults.empty());
}

TEST_CASE("whoever writes English is answered so, and unsubscribing ends the mails of that contact") {
    Post world;
    auto english = letter_from("john@example.com", "Unpaid invoices", "They owe us 186,500 yuan since June.");
    english.files = {pdf("contract.pdf")};
    CHECK(world.letter(english));
    const auto receipt = world.messages(world.all("registered").front().complaint).front();
    CHECK(receipt.language == "en");
    CHECK(receipt.subject.starts_with("We received your mail"));
    CHECK(receipt.text.find("Files kept: contract.pdf") != std::string::npos);

    const auto complaint = world.submitted().complaint;
    const auto mails = [&] {
        std::vector<records::Message> found;
        for (const auto& message : world.messages(complaint.id)) {
            if (message.channel == "mail" && message.recipient.starts_with("complainant:"))
                found.push_back(message);
        }
        return found;
    };
    auto wish = letter_from("evil@example.com", "unsubscribe", "");
    wish.mail.references = {mails().front().uid + "@qingqian.example"};
    CHECK(world.letter(wish));
    wish.mail.recipients = {notifier::sub_address(intake, mails().front().uid, world.env->instance_secret)};
    wish.mail.message_id = "proven@example.com";
    wish.mail.kind = Kind::automatic;
    const auto before = world.messages(complaint.id).size();
    CHECK(world.letter(wish));
    CHECK(world.all("kept").front().act == "opt_out");
    CHECK(world.messages(complaint.id).size() == before);
    (void)world.must(world.officer("shouli"), complaint, "accept");
    REQUIRE(mails().size() == 2);
    CHECK(mails().front().state == "queued");
    CHECK(mails().back().state == "skipped");
    CHECK(mails().back().reason == "no_consent");
}

TEST_CASE("a bounce is known by its message, marks the mailbox, and cannot be made up") {
    Post world;
    const auto complaint = world.submitted().complaint;
    records::Message notice;
    for (const auto& message : world.messages(complaint.id)) {
        if (message.channel == "mail" && message.recipient.starts_with("complainant:")) notice = message;
    }
    world.write([&](store::WriteTx& tx) {
        notice.state = "sent";
        store::outbox::update(tx, notice);
    });
    const auto marked = [&] {
        bool found = false;
        world.read([&](store::ReadTx& tx) {
            found = store::address_marks::find(tx, "mail", notice.address).has_value();
        });
        return found;
    };
    auto bounce = letter_from("mailer-daemon@example.com", "Undelivered", "");
    bounce.mail.kind = Kind::bounce;
    bounce.mail.bounces = {{notice.address, "failed", "5.1.1", "no such user"}};
    bounce.mail.recipients = {"bounce@qingqian.example"};
    CHECK(world.letter(bounce));
    CHECK_FALSE(marked());
    bounce.mail.recipients = {
        notifier::sub_address("bounce@qingqian.example", notice.uid, world.env->instance_secret)};
    bounce.mail.subject = "Undelivered Mail";
    CHECK(world.letter(bounce));
    CHECK(marked());
    const auto after = world.messages(complaint.id);
    const auto found = std::ranges::find(after, notice.id, &records::Message::id);
    CHECK(found->state == "undelivered");
    CHECK(found->reason == "bounced");
}

TEST_CASE("machines are never answered, and what cannot be read is said to be so") {
    Post world;
    for (const auto kind : {Kind::automatic, Kind::loop}) {
        auto mail = letter_from("robot@example.com", kind == Kind::loop ? "loop" : "auto", "x");
        mail.mail.kind = kind;
        CHECK(world.letter(mail));
    }
    CHECK(world.all("set_aside").size() == 2);
    CHECK(world.messages(0).empty());
    auto sealed = letter_from("li@example.com", "sealed", "");
    sealed.mail.kind = Kind::encrypted;
    CHECK(world.letter(sealed));
    CHECK(world.all("unmatched").front().reason == "encrypted");
    CHECK(world.messages(0).size() == 1);
}

TEST_CASE("a sender who floods the mailbox is answered six times an hour and heard thirty") {
    Post world;
    for (int i = 0; i < 40; ++i)
        CHECK(world.letter(letter_from("flood@example.com", "s" + std::to_string(i), "text")));
    CHECK(world.all("registered").size() == static_cast<std::size_t>(cases::inbound::mails_an_hour));
    CHECK(world.all("unmatched").size() == 10);
    std::size_t receipts = 0;
    for (const auto& row : world.all("registered")) receipts += world.messages(row.complaint).size();
    CHECK(receipts == static_cast<std::size_t>(cases::inbound::receipts_an_hour));
}
