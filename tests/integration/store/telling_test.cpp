#include <algorithm>
#include <string>
#include <vector>

#include "integration/store/world.hpp"
#include "store/complaints.hpp"
#include "store/contact_ways.hpp"
#include "store/inbox.hpp"
#include "store/outbox.hpp"
#include "store/send_log.hpp"
#include "store/wordings.hpp"

namespace qingqian::test {
namespace {

namespace log = store::send_log;
namespace ways = store::contact_ways;

/// Two bodies side by side, each with a case, and messages about both.
template <class Engine>
struct Desk : Engine {
    records::Body north = some_body(*this, "JS-N");
    records::Body south = some_body(*this, "JS-S");
    records::Complaint here = filed(north.id);
    records::Complaint there = filed(south.id);
    std::int64_t event = 0;

    records::Complaint filed(std::int64_t body) {
        return this->write([&](store::WriteTx& tx) {
            auto fresh = some_complaint(*this, body);
            store::complaints::insert(tx, fresh);
            return fresh;
        });
    }

    records::Message put(const records::Complaint& complaint, const std::string& channel = "sms",
                         const std::string& state = "delivered",
                         const std::string& recipient = "complainant:1") {
        this->clock.advance(1000);
        records::Message message;
        message.uid = base::uuid_v7(this->random, this->clock.now());
        message.complaint = complaint.id;
        message.event = ++event;
        message.event_name = "SUBMITTED";
        message.recipient = recipient;
        message.channel = channel;
        message.language = "zh-CN";
        message.address = channel == "sms" ? "+8613800000001" : channel == "mail" ? "a@firm.cn" : "";
        message.subject = "题";
        message.text = "文";
        message.state = state;
        message.provider = "twilio";
        message.created_at = message.updated_at = message.next_try_at = this->clock.now();
        this->write([&](store::WriteTx& tx) { return store::outbox::insert(tx, message); });
        return message;
    }

    log::Query question(std::int64_t body) {
        log::Query query;
        query.scope = {false, body, 1};
        return query;
    }
    std::vector<std::string> listed(const log::Query& query) {
        const auto page = this->read([&](store::ReadTx& tx) { return log::list(tx, query).value(); });
        std::vector<std::string> uids;
        for (const auto& row : page.rows) uids.push_back(row.message.uid);
        return uids;
    }
    std::int64_t counted(const log::Query& query) {
        return this->read([&](store::ReadTx& tx) { return log::count(tx, query); });
    }
};
using SqliteDesk = Desk<OnSqlite>;
using PostgresDesk = Desk<OnPostgres>;

}  // namespace

TEST_CASE_TEMPLATE("the send log shows a body the messages of its cases, and nobody else's", W, SqliteDesk,
                   PostgresDesk) {
    W world;
    const auto own = world.put(world.here);
    const auto foreign = world.put(world.there);
    CHECK(world.listed(world.question(world.north.id)) == std::vector{own.uid});
    CHECK(world.counted(world.question(world.south.id)) == 1);
    CHECK(world.listed(world.question(-1)).empty());
    auto all = world.question(0);
    all.scope.everything = true;
    CHECK(world.listed(all) == std::vector{foreign.uid, own.uid});
    auto other_case = world.question(world.north.id);
    other_case.complaint = world.there.id;
    CHECK(world.listed(other_case).empty());
    CHECK_FALSE(world.read([&](store::ReadTx& tx) {
        return log::find(tx, world.question(world.north.id), foreign.uid).has_value();
    }));
}

TEST_CASE_TEMPLATE("every filter of the send log narrows list and count alike", W, SqliteDesk, PostgresDesk) {
    W world;
    const auto sms = world.put(world.here);
    const auto mail = world.put(world.here, "mail", "failed");
    const auto site = world.put(world.here, "site");
    const auto check = [&](auto change, const std::vector<std::string>& wanted) {
        auto query = world.question(world.north.id);
        change(query);
        CHECK(world.listed(query) == wanted);
        CHECK(world.counted(query) == static_cast<std::int64_t>(wanted.size()));
    };
    check([](log::Query&) {}, {site.uid, mail.uid, sms.uid});
    check([](log::Query& q) { q.channel = "mail"; }, {mail.uid});
    check([](log::Query& q) { q.state = "failed"; }, {mail.uid});
    check([](log::Query& q) { q.state = log::dead; }, {mail.uid});
    check([](log::Query& q) { q.address = "+8613800000001"; }, {sms.uid});
    check([](log::Query& q) { q.address = "a@firm.cn"; }, {mail.uid});
    check([](log::Query& q) { q.address = "+861380000000"; }, {});
    check([](log::Query& q) { q.provider = "other"; }, {});
    check([&](log::Query& q) { q.from = mail.created_at; }, {site.uid, mail.uid});
    check([&](log::Query& q) { q.until = mail.created_at; }, {sms.uid});
    check([](log::Query& q) { q.hidden = {"SUBMITTED"}; }, {});
    check([](log::Query& q) { q.complaint = -1; }, {});
}

TEST_CASE_TEMPLATE("pages of the send log put together are the whole, once each", W, SqliteDesk,
                   PostgresDesk) {
    W world;
    for (int i = 0; i < 7; ++i) world.put(world.here);
    auto query = world.question(world.north.id);
    const auto whole = world.listed(query);
    REQUIRE(whole.size() == 7);
    query.limit = 3;
    std::vector<std::string> pages;
    for (int turns = 0; turns < 5; ++turns) {
        const auto page = world.read([&](store::ReadTx& tx) { return log::list(tx, query).value(); });
        for (const auto& row : page.rows) pages.push_back(row.message.uid);
        if (page.next.empty()) break;
        query.after = page.next;
    }
    CHECK(pages == whole);
    query.after = "nonsense";
    CHECK(world.read([&](store::ReadTx& tx) { return log::list(tx, query).error().code; }) ==
          "invalid_input");
}

TEST_CASE_TEMPLATE("figures count by state, name failures by the carrier's last word, and take the median", W,
                   SqliteDesk, PostgresDesk) {
    W world;
    for (const std::int64_t seconds : {2, 4, 90}) {
        auto message = world.put(world.here);
        message.updated_at = message.created_at + seconds * 1000;
        world.write([&](store::WriteTx& tx) {
            store::outbox::update(tx, message);
            return true;
        });
    }
    const auto failed = world.put(world.here, "sms", "failed");
    const auto undelivered = world.put(world.here, "sms", "undelivered");
    world.write([&](store::WriteTx& tx) {
        records::Attempt attempt;
        attempt.message = failed.id;
        attempt.at = tx.now();
        attempt.outcome = "rejected";
        attempt.code = "21211";
        store::outbox::add_attempt(tx, attempt);
        records::Receipt receipt;
        receipt.message = undelivered.id;
        receipt.provider_id = "SM1";
        receipt.status = "undelivered";
        receipt.error_code = "30005";
        receipt.at = tx.now();
        store::outbox::add_receipt(tx, receipt);
        return true;
    });
    const auto query = world.question(world.north.id);
    world.read([&](store::ReadTx& tx) {
        const auto standings = log::standings(tx, query);
        REQUIRE(standings.size() == 3);
        CHECK(standings[0].state == "delivered");
        CHECK(standings[0].messages == 3);
        const auto failures = log::failures(tx, query);
        REQUIRE(failures.size() == 2);
        CHECK(failures[0].code == "21211");
        CHECK(failures[1].code == "30005");
        CHECK(log::median_delivery(tx, query, "sms") == 4000);
        CHECK_FALSE(log::median_delivery(tx, query, "mail").has_value());
        CHECK(log::tries(tx, failed.id).size() == 1);
        CHECK(log::receipts(tx, undelivered.id).size() == 1);
        return true;
    });
}

TEST_CASE_TEMPLATE("what waits too long is stuck, by state, provider and why", W, SqliteDesk, PostgresDesk) {
    W world;
    world.put(world.here, "sms", "queued");
    world.put(world.here, "mail", "unknown");
    world.put(world.there, "sms", "queued");
    const auto old = world.clock.now() + 1;
    world.clock.advance(60'000);
    world.put(world.here, "sms", "queued");
    const auto stuck =
        world.read([&](store::ReadTx& tx) { return log::stuck(tx, world.question(world.north.id), old); });
    REQUIRE(stuck.size() == 2);
    CHECK(stuck[0].state == "queued");
    CHECK(stuck[0].messages == 1);
    CHECK(stuck[1].state == "unknown");
}

TEST_CASE_TEMPLATE("an inbox is its owner's: unread first counted, then read, one or all up to one", W,
                   SqliteDesk, PostgresDesk) {
    W world;
    std::vector<records::Message> mine;
    for (int i = 0; i < 3; ++i) mine.push_back(world.put(world.here, "site", "delivered", "officer:7"));
    const auto other = world.put(world.here, "site", "delivered", "officer:8");
    world.put(world.here, "sms", "delivered", "officer:7");
    namespace inbox = store::inbox;
    const auto unread = [&] {
        return world.read([](store::ReadTx& tx) { return inbox::unread(tx, "officer:7"); });
    };
    CHECK(unread() == 3);
    CHECK(world.write([&](store::WriteTx& tx) { return inbox::mark(tx, "officer:7", mine[1].uid); }));
    CHECK(unread() == 2);
    CHECK_FALSE(world.write([&](store::WriteTx& tx) { return inbox::mark(tx, "officer:7", other.uid); }));
    const auto first =
        world.read([](store::ReadTx& tx) { return inbox::list(tx, "officer:7", false, "", 2).value(); });
    REQUIRE(first.items.size() == 2);
    CHECK(first.items[0].message.uid == mine[2].uid);
    CHECK(first.items[1].read_at == world.clock.now());
    CHECK(first.items[0].number == world.here.number);
    const auto rest = world.read(
        [&](store::ReadTx& tx) { return inbox::list(tx, "officer:7", true, first.next, 2).value(); });
    REQUIRE(rest.items.size() == 1);
    CHECK(rest.next.empty());
    CHECK(world.write([&](store::WriteTx& tx) { return inbox::mark_until(tx, "officer:7", mine[2].uid); }));
    CHECK(unread() == 0);
    CHECK(world.read([](store::ReadTx& tx) { return inbox::unread(tx, "officer:8"); }) == 1);
}

TEST_CASE_TEMPLATE("a proven way takes the place of the one before; what was filed stays", W, SqliteDesk,
                   PostgresDesk) {
    W world;
    const auto contact = world.write([&](store::WriteTx& tx) {
        records::Contact contact;
        contact.complaint = world.here.id;
        contact.role = "complainant";
        contact.mobile = "13800000001";
        contact.email = "a@firm.cn";
        contact.consent_sms = true;
        store::complaints::insert_contact(tx, contact);
        return contact;
    });
    world.write([&](store::WriteTx& tx) {
        for (const std::string number : {"13900000002", "13900000003"}) {
            ways::put_way(tx, {.complaint = world.here.id,
                               .contact = contact.id,
                               .channel = "sms",
                               .address = number,
                               .verified_at = 5});
        }
        ways::put_choice(tx, {.complaint = world.here.id,
                              .contact = contact.id,
                              .language = "en",
                              .consent_sms = false,
                              .consent_email = true,
                              .at = 9});
        return true;
    });
    world.read([&](store::ReadTx& tx) {
        const auto people = ways::reached(tx, world.here.id);
        REQUIRE(people.size() == 1);
        CHECK(people[0].contact.mobile == "13900000003");
        CHECK(people[0].mobile_verified_at == 5);
        CHECK(people[0].contact.email == "a@firm.cn");
        CHECK(people[0].email_verified_at == 0);
        CHECK(people[0].language == "en");
        CHECK_FALSE(people[0].contact.consent_sms);
        CHECK(people[0].contact.consent_at == 9);
        CHECK(store::complaints::contacts(tx, world.here.id).at(0).mobile == "13800000001");
        return true;
    });
    ways::Code code{
        .complaint = world.here.id, .contact = contact.id, .channel = "sms", .address = "13900000004"};
    code.created_at = world.clock.now();
    const auto first = world.write([&](store::WriteTx& tx) {
        auto fresh = code;
        ways::add_code(tx, fresh);
        return fresh;
    });
    const auto second = world.write([&](store::WriteTx& tx) {
        auto fresh = code;
        ways::add_code(tx, fresh);
        return fresh;
    });
    world.read([&](store::ReadTx& tx) {
        CHECK(ways::newest_code(tx, contact.id, "sms")->id == second.id);
        CHECK(second.id > first.id);
        CHECK(ways::codes_since(tx, "13900000004", code.created_at) == 2);
        CHECK(ways::codes_since(tx, "13900000004", code.created_at + 1) == 0);
        CHECK(ways::codes_of(tx, contact.id, code.created_at) == 2);
        CHECK_FALSE(ways::newest_code(tx, contact.id, "mail").has_value());
        return true;
    });
}

TEST_CASE_TEMPLATE("a version of a row is given once", W, SqliteDesk, PostgresDesk) {
    W world;
    using store::wordings::Table;
    store::wordings::Entry entry;
    entry.event = "E";
    entry.party = "p";
    entry.language = "en";
    entry.version = 1;
    entry.content = "{}";
    CHECK(
        world.write([&](store::WriteTx& tx) { return store::wordings::insert(tx, Table::wordings, entry); }));
    CHECK_FALSE(
        world.write([&](store::WriteTx& tx) { return store::wordings::insert(tx, Table::wordings, entry); }));
    entry.version = 2;
    CHECK(
        world.write([&](store::WriteTx& tx) { return store::wordings::insert(tx, Table::wordings, entry); }));
    world.read([&](store::ReadTx& tx) {
        CHECK(store::wordings::newest(tx, Table::wordings, {"E", "p", "en"})->version == 2);
        CHECK(store::wordings::in_force(tx, Table::wordings).size() == 1);
        CHECK(store::wordings::versions(tx, Table::wordings, {"E", "p", "en"}).size() == 2);
        CHECK_FALSE(store::wordings::newest(tx, Table::routes, {"E", "p", "en"}).has_value());
        return true;
    });
}

}  // namespace qingqian::test
