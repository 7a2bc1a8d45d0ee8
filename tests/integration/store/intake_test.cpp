// The register of calls, links, substitutions, other platforms' numbers and the way back, on both engines.

#include "store/intake.hpp"

#include <set>

#include "integration/store/world.hpp"
#include "store/calls.hpp"
#include "store/complaints.hpp"
#include "store/links.hpp"
#include "store/repetition.hpp"
#include "store/substitutions.hpp"
#include "store/tokens.hpp"

namespace qingqian::test {
namespace {

using store::calls::Query;

records::Complaint stored(World& world, records::Complaint complaint) {
    return world.write([&](store::WriteTx& tx) {
        store::complaints::insert(tx, complaint);
        return complaint;
    });
}

records::Call some_call(World& world, std::int64_t body, std::string kind, std::int64_t officer) {
    records::Call call;
    call.uid = base::uuid_v7(world.random, world.clock.now());
    call.province = "JS";
    call.body = body;
    call.officer = officer;
    call.kind = std::move(kind);
    call.at = world.clock.now();
    call.firm = "苏州精工机械有限公司";
    call.summary = "询问怎样投诉拖欠的货款";
    call.advice = "告知线上投诉的办法";
    call.caller_name = "李会计";
    call.caller_phone = "13912345678";
    call.created_at = world.clock.now();
    return call;
}

std::size_t walked(World& world, Query query) {
    std::set<std::string> seen;
    base::UtcMillis last = std::numeric_limits<std::int64_t>::max();
    query.limit = 3;
    for (int pages = 0; pages < 20; ++pages) {
        const auto page =
            world.read([&](store::ReadTx& tx) { return store::calls::list(tx, query).value(); });
        for (const auto& row : page.rows) {
            CHECK(seen.insert(row.call.uid).second);
            CHECK(row.call.at <= last);
            CHECK(row.call.caller_phone == "13912345678");
            last = row.call.at;
        }
        query.after = page.next;
        if (page.next.empty()) break;
    }
    return seen.size();
}

}  // namespace

TEST_CASE_TEMPLATE("the register pages newest first, and its count equals its pages under every filter", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32").id;
    const auto other = some_body(world, "33").id;
    const auto begin = world.clock.now();
    for (int i = 0; i < 20; ++i) {
        world.clock.advance(60'000);
        const std::string kind = i % 3 == 0 ? "phone" : (i % 3 == 1 ? "counter" : "letter");
        world.write([&](store::WriteTx& tx) {
            auto call = some_call(world, i % 5 == 0 ? other : body, kind, i % 2 == 0 ? 7 : 8);
            store::calls::insert(tx, call);
            if (i % 4 == 0) {
                auto complaint = some_complaint(world, body);
                store::complaints::insert(tx, complaint);
                store::calls::convert(tx, call.id, complaint.id);
                CHECK(store::calls::of_complaint(tx, complaint.id)->uid == call.uid);
            }
            const auto found = store::calls::find(tx, call.uid, true);
            CHECK(found.has_value());
            CHECK(found->caller_name == "李会计");
            return true;
        });
    }
    std::int64_t sum = 0;
    for (const auto officer : {0, 7, 8}) {
        for (const auto& kinds : {std::vector<std::string>{}, {"phone"}, {"letter", "counter"}}) {
            for (const std::optional<bool> converted : {std::optional<bool>{}, {true}, {false}}) {
                for (const bool dated : {false, true}) {
                    Query query{.body = body, .officer = officer, .kinds = kinds, .converted = converted};
                    if (dated) query.from = begin + 5 * 60'000;
                    if (dated) query.until = begin + 15 * 60'000;
                    const auto count =
                        world.read([&](store::ReadTx& tx) { return store::calls::count(tx, query); });
                    CHECK(static_cast<std::int64_t>(walked(world, query)) == count);
                    if (officer == 0 && kinds.empty() && !converted && !dated) sum = count;
                }
            }
        }
    }
    CHECK(sum == 16);
    const auto broken = world.read([&](store::ReadTx& tx) {
        Query query{.body = body};
        query.after = "d2026-12-07.1";
        return store::calls::list(tx, query).has_value();
    });
    CHECK_FALSE(broken);
    const auto received = world.read([&](store::ReadTx& tx) {
        return store::calls::cases_received(tx, body, {"SUBMITTED", "CLOSED"}, begin, 0);
    });
    CHECK(received == 5);
}

TEST_CASE_TEMPLATE("a link is made once and found from both ends", W, OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32").id;
    const auto first = stored(world, some_complaint(world, body));
    const auto second = stored(world, some_complaint(world, body));
    world.write([&](store::WriteTx& tx) {
        for (int i = 0; i < 2; ++i) {
            store::links::insert(tx, {0, second.id, first.id, "merged", 5, tx.now()});
        }
        return true;
    });
    for (const auto id : {first.id, second.id}) {
        const auto links = world.read([&](store::ReadTx& tx) { return store::links::of_case(tx, id); });
        REQUIRE(links.size() == 1);
        CHECK(links[0].complaint == second.id);
        CHECK(links[0].other == first.id);
        CHECK(links[0].kind == "merged");
    }
}

TEST_CASE_TEMPLATE("a substitution is in force from its first to its last day, until it is taken back", W,
                   OnSqlite, OnPostgres) {
    W world;
    store::substitutions::Substitution away{.officer = 3,
                                            .substitute = 4,
                                            .from_day = "2026-11-23",
                                            .until_day = "2026-11-27",
                                            .reason = "年休假",
                                            .made_by = 9,
                                            .created_at = world.clock.now()};
    world.write([&](store::WriteTx& tx) {
        store::substitutions::insert(tx, away);
        return true;
    });
    const auto in_force = [&](std::string_view day) {
        return world.read([&](store::ReadTx& tx) {
            const auto left = store::substitutions::acting_for(tx, 4, day).size();
            CHECK(left == store::substitutions::acting_as(tx, 3, day).size());
            CHECK(store::substitutions::acting_for(tx, 3, day).empty());
            return left;
        });
    };
    CHECK(in_force("2026-11-22") == 0);
    CHECK(in_force("2026-11-23") == 1);
    CHECK(in_force("2026-11-27") == 1);
    CHECK(in_force("2026-11-28") == 0);
    CHECK(world.read([&](store::ReadTx& tx) {
        return store::substitutions::open_of(tx, 3, "2026-11-01").size();
    }) == 1);
    world.write([&](store::WriteTx& tx) {
        store::substitutions::end(tx, away.id, tx.now());
        CHECK(store::substitutions::find(tx, away.id)->ended_at == tx.now());
        return true;
    });
    CHECK(in_force("2026-11-25") == 0);
}

TEST_CASE_TEMPLATE("a platform's number is kept once; its way back comes in order and page by page", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32").id;
    const auto complaint = stored(world, some_complaint(world, body));
    store::intake::Source source{"12345", "GD-1", "JS", std::string(64, 'a'), 0, 77, world.clock.now()};
    world.write([&](store::WriteTx& tx) {
        CHECK(store::intake::insert(tx, source));
        CHECK_FALSE(store::intake::insert(tx, source));
        CHECK(store::intake::of_call(tx, 77)->number == "GD-1");
        CHECK_FALSE(store::intake::find(tx, "96611", "GD-1").has_value());
        source.complaint = complaint.id;
        store::intake::update(tx, source);
        return true;
    });
    source =
        world.read([&](store::ReadTx& tx) { return store::intake::of_complaint(tx, complaint.id).value(); });
    CHECK(source.content_hash == std::string(64, 'a'));
    for (int seq = 1; seq <= 5; ++seq) {
        world.write([&](store::WriteTx& tx) {
            store::intake::feed(tx, source, seq);
            return true;
        });
    }
    std::string after;
    std::vector<std::int64_t> seqs;
    for (int page = 0; page < 4; ++page) {
        const auto entries = world.read(
            [&](store::ReadTx& tx) { return store::intake::entries(tx, "12345", after, 2).value(); });
        for (const auto& entry : entries) {
            CHECK(entry.number == "GD-1");
            CHECK(entry.complaint == complaint.id);
            seqs.push_back(entry.seq);
            after = entry.cursor;
        }
    }
    CHECK(seqs == std::vector<std::int64_t>{1, 2, 3, 4, 5});
    CHECK(world.read([&](store::ReadTx& tx) { return store::intake::entries(tx, "96611", "", 9)->size(); }) ==
          0);
    CHECK_FALSE(world.read(
        [&](store::ReadTx& tx) { return store::intake::entries(tx, "12345", "e1", 9).has_value(); }));
}

TEST_CASE_TEMPLATE("a program's key is found by its hash until all keys of its account are revoked", W,
                   OnSqlite, OnPostgres) {
    W world;
    world.write([&](store::WriteTx& tx) {
        store::tokens::insert(tx, {"hash-1", 3, "intake", "12345", tx.now(), 0, 0});
        store::tokens::insert(tx, {"hash-2", 3, "intake", "12345", tx.now() + 1, 0, 0});
        store::tokens::insert(tx, {"hash-3", 4, "intake", "96611", tx.now(), 0, 0});
        CHECK(store::tokens::find(tx, "hash-1")->platform == "12345");
        CHECK_FALSE(store::tokens::find(tx, "hash-9").has_value());
        CHECK(store::tokens::revoke_all(tx, 3, 99) == 2);
        CHECK(store::tokens::revoke_all(tx, 3, 100) == 0);
        CHECK(store::tokens::find(tx, "hash-2")->revoked_at == 99);
        CHECK(store::tokens::find(tx, "hash-3")->revoked_at == 0);
        CHECK(store::tokens::of_officer(tx, 3).size() == 2);
        return true;
    });
}

TEST_CASE_TEMPLATE("cases of the same parties are found by code, and by name where a code is not known", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32").id;
    const auto base_case = stored(world, some_complaint(world, body));
    const auto same = stored(world, some_complaint(world, body));
    auto unknown_code = some_complaint(world, body);
    unknown_code.respondent_code.clear();
    unknown_code = stored(world, unknown_code);
    auto renamed = some_complaint(world, body);
    renamed.respondent_name = "南京大发建设集团有限公司";
    renamed = stored(world, renamed);
    auto other_firm = some_complaint(world, body);
    other_firm.complainant_code = "91350100M000100Y43";
    stored(world, other_firm);
    auto other_respondent = some_complaint(world, body);
    other_respondent.respondent_code.clear();
    other_respondent.respondent_name = "别的单位";
    stored(world, other_respondent);
    auto draft = some_complaint(world, body);
    draft.received_at = 0;
    stored(world, draft);
    const auto ids = [&](const records::Complaint& complaint) {
        std::vector<std::int64_t> found;
        const auto cases =
            world.read([&](store::ReadTx& tx) { return store::repetition::same_parties(tx, complaint, 10); });
        for (const auto& each : cases) found.push_back(each.id);
        return found;
    };
    CHECK(ids(base_case) == std::vector<std::int64_t>{renamed.id, unknown_code.id, same.id});
    CHECK(ids(unknown_code) == std::vector<std::int64_t>{same.id, base_case.id});
    auto nobody = base_case;
    nobody.complainant_code.clear();
    CHECK(ids(nobody).empty());
}

TEST_CASE_TEMPLATE("a respondent's record adds up what the scope covers, under every name of its code", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32").id;
    const auto other = some_body(world, "33").id;
    for (int i = 0; i < 7; ++i) {
        world.clock.advance(60'000);
        auto complaint = some_complaint(world, i == 6 ? other : body);
        if (i >= 4) complaint.respondent_name = "新名称";
        if (i == 0) complaint.closed_at = world.clock.now();
        complaint.remaining_fen = i == 0 ? 0 : complaint.arrears_fen;
        stored(world, complaint);
    }
    const std::string code = "91320100MA1XYZXY17";
    const auto record = world.read([&](store::ReadTx& tx) {
        return store::repetition::record_of(tx, {false, body, 0}, code);
    });
    CHECK(record.cases == 6);
    CHECK(record.open == 5);
    CHECK(record.arrears_fen == 6 * 1'234'500);
    CHECK(record.remaining_fen == 5 * 1'234'500);
    REQUIRE(record.names.size() == 2);
    CHECK(record.names[1].name == "新名称");
    CHECK(record.names[1].cases == 2);
    CHECK(record.names[1].last_at == record.last_at);
    std::string after;
    std::set<std::int64_t> seen;
    do {
        const auto page = world.read([&](store::ReadTx& tx) {
            return store::repetition::cases_of(tx, {false, body, 0}, code, after, 4).value();
        });
        for (const auto& each : page.cases) CHECK(seen.insert(each.id).second);
        after = page.next;
    } while (!after.empty());
    CHECK(static_cast<std::int64_t>(seen.size()) == record.cases);
    CHECK(world.read([&](store::ReadTx& tx) {
        return store::repetition::record_of(tx, {true, 0, 0}, code).cases;
    }) == 7);
    CHECK(world.read([&](store::ReadTx& tx) {
        return store::repetition::record_of(tx, {false, -1, -1}, code).cases;
    }) == 0);
}

}  // namespace qingqian::test
