// No question may cost more with every case that is filed. SQLite's plans say so before there are cases.

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "integration/store/plans.hpp"
#include "integration/store/world.hpp"
#include "store/attachments.hpp"
#include "store/calendar_moves.hpp"
#include "store/calls.hpp"
#include "store/case_parts.hpp"
#include "store/complaints.hpp"
#include "store/documents.hpp"
#include "store/exhausted.hpp"
#include "store/history.hpp"
#include "store/identity.hpp"
#include "store/intake.hpp"
#include "store/links.hpp"
#include "store/outbox.hpp"
#include "store/repetition.hpp"
#include "store/session.hpp"
#include "store/substitutions.hpp"
#include "store/tokens.hpp"
#include "store/untold.hpp"
#include "store/watch_log.hpp"

namespace qingqian::test {
namespace {

using store::complaints::Query;
using store::complaints::Sort;

}  // namespace

TEST_CASE("every order, direction, tab and scope of the queue is read along an index") {
    OnSqlite world;
    const auto body = some_body(world, "32");
    world.write([&](store::WriteTx& tx) {
        auto complaint = some_complaint(world, body.id);
        complaint.assignee = 7;
        store::complaints::insert(tx, complaint);
        return true;
    });
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    const std::vector<std::vector<std::string>> tabs{{}, {"SUBMITTED"}, {"SUBMITTED", "CLOSED", "HANDLING"}};
    for (const auto sort : {Sort::due, Sort::received, Sort::updated, Sort::arrears}) {
        for (const bool descending : {false, true}) {
            for (const bool mine : {false, true}) {
                for (const auto& states : tabs) {
                    for (const bool everything : {false, true}) {
                        Query query;
                        query.scope = {everything, body.id, 7};
                        query.mine = mine;
                        query.states = states;
                        query.sort = sort;
                        query.descending = descending;
                        query.limit = 1;
                        REQUIRE(store::complaints::list(tx, query).has_value());
                        CHECK(store::complaints::count(tx, query) >= 0);
                    }
                }
            }
        }
    }
    check_plans(session, 4 * 2 * 2 * 2);
}

TEST_CASE("what is late, what others have in hand and what is under way is read along indexes") {
    OnSqlite world;
    const auto body = some_body(world, "32");
    world.write([&](store::WriteTx& tx) {
        auto complaint = some_complaint(world, body.id);
        complaint.assignee = 7;
        store::complaints::insert(tx, complaint);
        return true;
    });
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    using Holders = std::optional<std::vector<store::complaints::Holder>>;
    for (const auto& represented : {Holders{}, Holders{{{body.id, 8}, {body.id, 9}}}}) {
        for (const auto* track : {"", "supervision", "telephone"}) {
            for (const auto* due_before : {"", "2026-12-01"}) {
                for (const auto* text : {"", "精工"}) {
                    for (const bool descending : {false, true}) {
                        Query query;
                        query.scope = {false, body.id, 7};
                        query.represented = represented;
                        query.telephone = std::string_view(track) == "telephone";
                        query.track = query.telephone ? "" : track;
                        query.due_before = due_before;
                        query.text = text;
                        query.descending = descending;
                        REQUIRE(store::complaints::list(tx, query).has_value());
                        if (query.text.empty()) CHECK(store::complaints::count(tx, query) >= 0);
                    }
                }
            }
        }
    }
    for (const auto sort : {Sort::due, Sort::received, Sort::updated, Sort::arrears}) {
        for (const std::int64_t assignee : {0, 8}) {
            for (const auto* due_before : {"", "2026-12-01"}) {
                Query query;
                query.scope = {false, body.id, 7};
                query.sort = sort;
                query.assignee = assignee;
                query.due_before = due_before;
                query.narrowing.channel = "letter";
                query.narrowing.received_from = 1;
                query.narrowing.arrears_to = 9;
                REQUIRE(store::complaints::list(tx, query).has_value());
                CHECK(store::complaints::count(tx, query) >= 0);
            }
        }
    }
    REQUIRE(store::calendar_moves::list(tx, {false, body.id, 0}, "2026-1", "", 20).has_value());
    CHECK(store::calendar_moves::count(tx, {false, body.id, 0}, "2026-1") == 0);
    store::substitutions::find(tx, "uid");
    CHECK(store::untold::next(tx, 0, 20).empty());
    check_plans(session, 10);
}

TEST_CASE("a search is answered by the word index and by row id, newest first") {
    OnSqlite world;
    const auto body = some_body(world, "32");
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    for (const auto* text : {"精工", "JSTS20261123000123", "91320500MA1ABCDE05", "苏州精工机械"}) {
        for (const bool mine : {false, true}) {
            for (const auto& states : {std::vector<std::string>{}, std::vector<std::string>{"SUBMITTED"}}) {
                Query query;
                query.scope = {false, body.id, 7};
                query.mine = mine;
                query.states = states;
                query.text = text;
                REQUIRE(store::complaints::list(tx, query).has_value());
            }
        }
    }
    check_plans(session, 1);
}

TEST_CASE("a case, its history and the outbox are read along indexes") {
    OnSqlite world;
    const auto body = some_body(world, "32");
    const auto complaint = world.write([&](store::WriteTx& tx) {
        auto fresh = some_complaint(world, body.id);
        store::complaints::insert(tx, fresh);
        return fresh;
    });
    store::Session session(world.database(), store::Role::writer);
    std::vector<std::move_only_function<void()>> effects;
    store::WriteTx tx(session, world.clock.now(), world.random, effects);
    store::complaints::find(tx, complaint.uid);
    store::complaints::find_by_id(tx, complaint.id);
    store::complaints::find_by_receipt_code(tx, "hash");
    store::complaints::contacts(tx, complaint.id);
    store::complaints::sees(tx, {false, body.id, 0}, complaint.id);
    store::history::events(tx, complaint.id);
    store::history::clocks(tx, complaint.id);
    store::attachments::of_case(tx, complaint.id);
    store::attachments::find_release(tx, 1);
    store::case_parts::tracks(tx, complaint.id);
    store::case_parts::bodies(tx, complaint.id);
    store::case_parts::plan(tx, complaint.id);
    store::case_parts::find_by_respondent_code(tx, "hash");
    store::documents::of_case(tx, complaint.id);
    store::outbox::of_case(tx, complaint.id);
    store::outbox::claim(tx, "sms", tx.now(), 10);
    store::outbox::next_due(tx, "sms");
    store::outbox::sent_to(tx, "+8613800138000", "SUBMITTED", 0, 10);
    store::outbox::of_text(tx, "+8613800138000", "SUBMITTED", 10);
    records::Message later;
    later.id = 2;
    store::outbox::older_waits(tx, later, tx.now());
    store::outbox::waiting_for(tx, "officer:1", "mail", 10);
    store::outbox::of_event(tx, 1, "complainant:1");
    store::exhausted::of_event(tx, 1, "complainant:1");
    store::exhausted::find(tx, 1);
    store::exhausted::of_case(tx, 1);
    store::exhausted::untaken(tx, 10);
    store::outbox::stranded(tx, tx.now(), 10);
    store::outbox::unknown(tx, 10);
    store::outbox::unconfirmed(tx, tx.now(), 10);
    store::identity::officer_by_login(tx, "wang");
    store::identity::officers_of(tx, body.id);
    store::identity::session(tx, "token");
    check_plans(session, 20);
}

TEST_CASE("the register of calls is read along an index under every filter") {
    OnSqlite world;
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    for (const std::int64_t officer : {0, 7}) {
        for (const auto& kinds : {std::vector<std::string>{}, {"phone"}, {"phone", "letter"}}) {
            for (const std::optional<bool> converted : {std::optional<bool>{}, {true}}) {
                const store::calls::Query query{.body = 3,
                                                .officer = officer,
                                                .kinds = kinds,
                                                .converted = converted,
                                                .from = 5,
                                                .until = 9};
                REQUIRE(store::calls::list(tx, query).has_value());
                CHECK(store::calls::count(tx, query) == 0);
            }
        }
    }
    CHECK(store::calls::cases_received(tx, 3, {"SUBMITTED"}, 0, 0) == 0);
    store::calls::find(tx, "uid");
    store::calls::of_complaint(tx, 5);
    check_plans(session, 2 * 3 * 2 + 2);
}

TEST_CASE("what cases have to do with one another and with other platforms is read along indexes") {
    OnSqlite world;
    const auto body = some_body(world, "32");
    const auto complaint = world.write([&](store::WriteTx& tx) {
        auto fresh = some_complaint(world, body.id);
        store::complaints::insert(tx, fresh);
        return fresh;
    });
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    CHECK_FALSE(store::repetition::complained_before(tx, complaint));
    store::repetition::same_parties(tx, complaint, 50);
    auto unknown_code = complaint;
    unknown_code.respondent_code.clear();
    store::repetition::same_parties(tx, unknown_code, 50);
    const store::complaints::Scope scope{false, body.id, 0};
    CHECK(store::repetition::record_of(tx, scope, complaint.respondent_code).cases == 1);
    CHECK(store::repetition::cases_of(tx, scope, complaint.respondent_code, "", 20)->cases.size() == 1);
    store::links::of_case(tx, complaint.id);
    store::intake::find(tx, "12345", "1");
    store::intake::of_complaint(tx, complaint.id);
    store::intake::of_call(tx, 5);
    REQUIRE(store::intake::entries(tx, "12345", "", 50).has_value());
    store::tokens::find(tx, "hash");
    store::tokens::of_officer(tx, 7);
    store::substitutions::acting_for(tx, 7, "2026-11-23");
    store::substitutions::acting_as(tx, 7, "2026-11-23");
    check_plans(session, 13);
}

TEST_CASE("the logs of what was seen and done are read along an index under every filter") {
    OnSqlite world;
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    for (const std::int64_t complaint : {0, 5}) {
        for (const std::int64_t officer : {0, 7}) {
            store::watch_log::Query query;
            query.complaint = complaint;
            query.officer = officer;
            query.from = 5;
            query.until = 9;
            REQUIRE(store::watch_log::page(tx, query).has_value());
        }
    }
    store::watch_log::lines_of(tx, "admin", 0, 10);
    store::watch_log::case_heads(tx, 5, 0, 10);
    check_plans(session, 3 + 2);
}

}  // namespace qingqian::test
