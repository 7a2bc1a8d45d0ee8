// No question about what is told, answered and passed on may cost more with every message.
#include <functional>
#include <string>
#include <vector>

#include "integration/store/plans.hpp"
#include "integration/store/world.hpp"
#include "store/address_marks.hpp"
#include "store/contact_ways.hpp"
#include "store/inbound.hpp"
#include "store/inbox.hpp"
#include "store/live_feed.hpp"
#include "store/notice_choices.hpp"
#include "store/webhooks.hpp"
#include "store/wordings.hpp"

namespace qingqian::test {

TEST_CASE("what comes in is found along indexes") {
    OnSqlite world;
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    using store::inbound::Query;
    for (const auto& query : {Query{.body = 1, .states = {"unmatched"}}, Query{.body = 1, .states = {"kept"}},
                              Query{.complaint = 5}}) {
        REQUIRE(store::inbound::list(tx, query).has_value());
        CHECK(store::inbound::count(tx, query) == 0);
    }
    store::inbound::find(tx, "uid");
    store::inbound::find_source(tx, "sms", "SM1");
    store::inbound::of_call(tx, 1);
    store::inbound::find_case_register(tx, 1);
    store::inbound::known_place(tx, "INBOX;1;1");
    store::inbound::count_since(tx, "sms", "+8613800138000", 0, 20);
    store::address_marks::find(tx, "sms", "+8613800138000");
    check_plans(session, 9);
}

TEST_CASE("contacts, wordings and the messages in the platform are found along indexes") {
    OnSqlite world;
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    store::contact_ways::reached(tx, 1);
    store::contact_ways::newest_code(tx, 1, "sms");
    store::contact_ways::codes_since(tx, "13800138000", 0);
    store::contact_ways::codes_of(tx, 1, 0);
    store::wordings::newest(tx, store::wordings::Table::wordings, {"SUBMITTED", "applicant", "en"});
    store::wordings::versions(tx, store::wordings::Table::wordings, {"SUBMITTED", "applicant", "en"});
    for (const bool unread : {true, false})
        REQUIRE(store::inbox::list(tx, "officer:1", unread, "", 20).has_value());
    store::inbox::unread(tx, "officer:1");
    check_plans(session, 8);
}

TEST_CASE("live lines, digests and webhooks are read along indexes") {
    OnSqlite world;
    store::Session session(world.database(), store::Role::writer);
    std::vector<std::move_only_function<void()>> effects;
    store::WriteTx tx(session, world.clock.now(), world.random, effects);
    store::live_feed::entries(tx, {}, 100);
    store::live_feed::between(tx, {}, {}, 100);
    store::live_feed::newest(tx);
    store::live_feed::reaches_back_to(tx, {});
    store::live_feed::bodies_of(tx, 1);
    store::notice_choices::of_officer(tx, 1);
    store::notice_choices::held(tx, 1, 500);
    store::webhooks::find(tx, "uid");
    store::webhooks::find_by_id(tx, 1);
    store::webhooks::find_delivery(tx, "uid");
    store::webhooks::find_delivery_by_id(tx, 1);
    store::webhooks::claim(tx, tx.now(), 10);
    store::webhooks::next_due(tx);
    store::webhooks::release(tx, 0);
    store::webhooks::log(tx, 1, 0, 20);
    store::webhooks::attempts(tx, 1);
    check_plans(session, 14);
}

}  // namespace qingqian::test
