#include "store/outbox.hpp"

#include <string>
#include <vector>

#include "integration/store/world.hpp"
#include "store/complaints.hpp"
#include "store/exhausted.hpp"

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

TEST_CASE_TEMPLATE("codes are claimed before notices, and notices before what is sent to many", W, SqlitePost,
                   PostgresPost) {
    W world;
    std::int64_t event = 0;
    for (const std::int64_t urgency : {2, 1, 0, 1}) {
        auto message = world.message(++event);
        message.urgency = urgency;
        message.next_try_at -= 100 * urgency;
        REQUIRE(world.put(message));
    }
    std::vector<std::int64_t> order;
    for (const auto& message : world.claim(3)) order.push_back(message.urgency);
    CHECK(order == std::vector<std::int64_t>{0, 1, 1});
    CHECK(world.next_due() == world.clock.now() - 200);
}

TEST_CASE_TEMPLATE("what a number was sent and what waits for it", W, SqlitePost, PostgresPost) {
    W world;
    std::vector<records::Message> put;
    for (std::int64_t event = 1; event <= 3; ++event) {
        put.push_back(world.message(event));
        REQUIRE(world.put(put.back()));
    }
    const auto asked = [&](const records::Message& message) {
        return world.read([&](store::ReadTx& tx) { return outbox::older_waits(tx, message, tx.now()); });
    };
    CHECK_FALSE(asked(put[0]));
    CHECK(asked(put[1]));
    CHECK(world.claim(2).size() == 2);
    CHECK_FALSE(asked(put[2]));
    const auto sent = [&](std::int64_t before) {
        return world.read([&](store::ReadTx& tx) {
            return outbox::sent_to(tx, put[0].address, "SUBMITTED", before, 10).size();
        });
    };
    CHECK(sent(0) == 2);
    CHECK(sent(put[1].id) == 1);
    CHECK(world.read([&](store::ReadTx& tx) { return outbox::sent_to(tx, put[0].address, "CLOSED", 0, 10); })
              .empty());
    const auto waiting =
        world.read([&](store::ReadTx& tx) { return outbox::waiting_for(tx, put[2].recipient, "sms", 10); });
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].id == put[2].id);
    CHECK(world.read([&](store::ReadTx& tx) { return outbox::of_event(tx, 2, put[1].recipient); }).size() ==
          1);
    CHECK(world.read([&](store::ReadTx& tx) { return outbox::of_text(tx, put[0].address, "SUBMITTED", 2); })
              .size() == 2);
}

TEST_CASE_TEMPLATE("whoever is to be called stands there once", W, SqlitePost, PostgresPost) {
    W world;
    records::Exhausted row;
    row.complaint = world.complaint.id;
    row.event = 7;
    row.event_name = "SUBMITTED";
    row.recipient = "complainant:1";
    row.language = "zh-CN";
    row.text = "文";
    row.at = world.clock.now();
    namespace exhausted = store::exhausted;
    const auto to_call = [&](std::int64_t officer) {
        return world.read([&](store::ReadTx& tx) {
            store::complaints::Query query;
            query.scope = {true, 0, officer};
            query.mine = officer != 0;
            query.telephone = true;
            const auto page = store::complaints::list(tx, query);
            CHECK(static_cast<std::size_t>(store::complaints::count(tx, query)) == page->rows.size());
            return page->rows.size();
        });
    };
    CHECK(to_call(0) == 0);
    CHECK(world.write([&](store::WriteTx& tx) { return exhausted::insert(tx, row); }));
    auto again = row;
    CHECK_FALSE(world.write([&](store::WriteTx& tx) { return exhausted::insert(tx, again); }));
    CHECK(world.read([&](store::ReadTx& tx) { return exhausted::untaken(tx, 10); }).size() == 1);
    CHECK(to_call(0) == 1);
    CHECK(to_call(7) == 0);
    // Two things to say are one case to open.
    auto second = row;
    second.event = 8;
    CHECK(world.write([&](store::WriteTx& tx) { return exhausted::insert(tx, second); }));
    CHECK(to_call(0) == 1);
    row.taken_at = row.done_at = world.clock.now();
    row.done_by = 3;
    row.calls = 1;
    row.result = "told";
    world.write([&](store::WriteTx& tx) {
        exhausted::update(tx, row);
        return true;
    });
    CHECK(world.read([&](store::ReadTx& tx) { return exhausted::untaken(tx, 10); }).size() == 1);
    CHECK(to_call(0) == 1);
    second.taken_at = second.done_at = world.clock.now();
    world.write([&](store::WriteTx& tx) {
        exhausted::update(tx, second);
        return true;
    });
    CHECK(world.read([&](store::ReadTx& tx) { return exhausted::untaken(tx, 10); }).empty());
    CHECK(to_call(0) == 0);
    CHECK(world.read([&](store::ReadTx& tx) { return exhausted::find(tx, row.id); }) == row);
    CHECK(world.read([&](store::ReadTx& tx) { return exhausted::of_event(tx, 7, "complainant:1"); }) == row);
    CHECK(world.read([&](store::ReadTx& tx) { return exhausted::of_case(tx, row.complaint); }).size() == 2);
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
        records::Attempt attempt{0, message.id, world.clock.now(), outcome, "429", "", "twilio"};
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
