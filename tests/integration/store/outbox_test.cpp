#include "store/outbox.hpp"

#include <string>
#include <vector>

#include "integration/store/world.hpp"
#include "store/complaints.hpp"

namespace qingqian::test {
namespace {

namespace outbox = store::outbox;

/// A world with one case to write messages about.
template <class Engine>
struct Post : Engine {
    records::Complaint complaint;

    Post() {
        const auto body = some_body(*this, "32");
        complaint = this->write([&](store::WriteTx& tx) {
            auto fresh = some_complaint(*this, body.id);
            store::complaints::insert(tx, fresh);
            return fresh;
        });
    }

    records::Message message(std::int64_t event, const std::string& channel = "sms") {
        records::Message message;
        message.uid = base::uuid_v7(this->random, this->clock.now());
        message.complaint = complaint.id;
        message.event = event;
        message.event_name = "SUBMITTED";
        message.recipient = "complainant:1";
        message.channel = channel;
        message.language = "zh-CN";
        message.address = "+8613800000001";
        message.text = "文";
        message.provider = "twilio";
        message.created_at = message.updated_at = message.next_try_at = this->clock.now();
        return message;
    }

    bool put(records::Message& message) {
        return this->write([&](store::WriteTx& tx) { return outbox::insert(tx, message); });
    }
    std::vector<records::Message> claim(std::size_t limit, const char* channel = "sms") {
        return this->write([&](store::WriteTx& tx) { return outbox::claim(tx, channel, tx.now(), limit); });
    }
    std::optional<base::UtcMillis> next_due(const char* channel = "sms") {
        return this->read([&](store::ReadTx& tx) { return outbox::next_due(tx, channel); });
    }
};
using SqlitePost = Post<OnSqlite>;
using PostgresPost = Post<OnPostgres>;

}  // namespace

TEST_CASE_TEMPLATE("one event tells one recipient over one channel once", W, SqlitePost, PostgresPost) {
    W world;
    auto message = world.message(1);
    CHECK(world.put(message));
    CHECK(message.id != 0);
    auto again = world.message(1);
    CHECK_FALSE(world.put(again));
    auto mail = world.message(1, "mail");
    CHECK(world.put(mail));
    auto later = world.message(2);
    CHECK(world.put(later));
    const auto all = world.read([&](store::ReadTx& tx) { return outbox::of_case(tx, world.complaint.id); });
    REQUIRE(all.size() == 3);
    CHECK(all[0].uid == message.uid);
    CHECK(all[1].channel == "mail");
    CHECK(all[2].event == 2);
}

TEST_CASE_TEMPLATE("what may go is claimed once, oldest first, and no more than asked for", W, SqlitePost,
                   PostgresPost) {
    W world;
    CHECK_FALSE(world.next_due().has_value());
    const auto now = world.clock.now();
    for (std::int64_t event = 1; event <= 4; ++event) {
        auto message = world.message(event);
        message.next_try_at = now - event;
        if (event == 4) message.next_try_at = now + 1;
        if (event == 3) message.state = "delivered";
        REQUIRE(world.put(message));
    }
    CHECK(world.next_due() == now - 2);
    const auto first = world.claim(1);
    REQUIRE(first.size() == 1);
    CHECK(first[0].event == 2);
    CHECK(first[0].state == "claimed");
    CHECK(first[0].claimed_at == now);
    const auto rest = world.claim(10);
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].event == 1);
    CHECK(world.claim(10).empty());
    CHECK(world.next_due() == now + 1);
    world.clock.set(now + 1);
    CHECK(world.claim(10).size() == 1);
}

TEST_CASE_TEMPLATE("a channel's messages are claimed without the others'", W, SqlitePost, PostgresPost) {
    W world;
    auto mail = world.message(1, "mail");
    mail.next_try_at -= 10;
    REQUIRE(world.put(mail));
    CHECK_FALSE(world.next_due("sms").has_value());
    CHECK(world.claim(10, "sms").empty());
    auto sms = world.message(2);
    REQUIRE(world.put(sms));
    CHECK(world.next_due("mail") == mail.next_try_at);
    CHECK(world.next_due("sms") == sms.next_try_at);
    const auto claimed = world.claim(10, "mail");
    REQUIRE(claimed.size() == 1);
    CHECK(claimed[0].event == 1);
    CHECK(world.claim(10, "sms").size() == 1);
}

TEST_CASE_TEMPLATE("messages whose sender died are found by when they were claimed", W, SqlitePost,
                   PostgresPost) {
    W world;
    auto message = world.message(1);
    REQUIRE(world.put(message));
    const auto now = world.clock.now();
    REQUIRE(world.claim(1).size() == 1);
    const auto stranded = [&](base::UtcMillis before) {
        return world.read([&](store::ReadTx& tx) { return outbox::stranded(tx, before, 10); });
    };
    CHECK(stranded(now).empty());
    REQUIRE(stranded(now + 1).size() == 1);
    auto found = stranded(now + 1)[0];
    found.state = "unknown";
    found.next_try_at = now + 5;
    world.write([&](store::WriteTx& tx) { return outbox::update(tx, found), true; });
    CHECK(stranded(now + 1).empty());
    const auto unknown = world.read([](store::ReadTx& tx) { return outbox::unknown(tx, 10); });
    REQUIRE(unknown.size() == 1);
    CHECK(unknown[0].next_try_at == now + 5);
    CHECK(world.claim(10).empty());
}

TEST_CASE_TEMPLATE("a receipt that repeats itself is logged once; tries are kept in order", W, SqlitePost,
                   PostgresPost) {
    W world;
    auto message = world.message(1);
    REQUIRE(world.put(message));
    const auto receive = [&](const std::string& status) {
        records::Receipt receipt{0, message.id, "SM1", status, "", world.clock.now()};
        return world.write([&](store::WriteTx& tx) { return outbox::add_receipt(tx, receipt); });
    };
    CHECK(receive("sent"));
    CHECK(receive("delivered"));
    CHECK_FALSE(receive("sent"));
    for (const auto* outcome : {"retry", "accepted"}) {
        records::Attempt attempt{0, message.id, world.clock.now(), outcome, "429", ""};
        world.write([&](store::WriteTx& tx) { return outbox::add_attempt(tx, attempt), true; });
        CHECK(attempt.id != 0);
    }
    const auto tries = world.read([&](store::ReadTx& tx) { return outbox::attempts(tx, message.id); });
    REQUIRE(tries.size() == 2);
    CHECK(tries[0].outcome == "retry");
    CHECK(tries[1].outcome == "accepted");
    const auto found = world.read([&](store::ReadTx& tx) { return outbox::find(tx, message.uid); });
    REQUIRE(found.has_value());
    CHECK(found->id == message.id);
    CHECK(found->text == "文");
}

}  // namespace qingqian::test
