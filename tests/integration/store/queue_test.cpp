#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "integration/store/world.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "store/search.hpp"

namespace qingqian::test {
namespace {

using store::complaints::Query;
using store::complaints::Row;
using store::complaints::Sort;

std::vector<Row> all_pages(World& world, Query query, std::size_t page) {
    query.limit = page;
    std::vector<Row> rows;
    for (;;) {
        const auto found = world.read([&](store::ReadTx& tx) { return *store::complaints::list(tx, query); });
        CHECK(found.rows.size() <= page);
        rows.insert(rows.end(), found.rows.begin(), found.rows.end());
        if (found.next.empty()) return rows;
        query.after = found.next;
    }
}

std::int64_t count(World& world, const Query& query) {
    return world.read([&](store::ReadTx& tx) { return store::complaints::count(tx, query); });
}

// A province with two cities; cases go back and forth between them, some closed, some without deadline.
struct Province {
    records::Body root;
    records::Body city;
    records::Body other;
    std::vector<records::Complaint> cases;

    explicit Province(World& world, int size)
        : root(some_body(world, "32")),
          city(some_body(world, "3205", root.id)),
          other(some_body(world, "3201", root.id)) {
        const std::vector<std::string> states{"SUBMITTED", "ACCEPTED", "HANDLING", "CLOSED"};
        world.write([&](store::WriteTx& tx) {
            for (int i = 0; i < size; ++i) {
                auto complaint = some_complaint(world, i % 3 == 0 ? other.id : city.id);
                const auto n = static_cast<std::size_t>(i);
                complaint.state = states[(n * 7) % states.size()];
                if (complaint.state != "CLOSED") complaint.due = "2026-12-" + std::to_string(10 + i % 5);
                complaint.received_at += i % 4;
                complaint.updated_at += (i * 31) % 11;
                complaint.arrears_fen = (i * 37) % 13;
                complaint.channel = i % 6 == 0 ? "letter" : "web";
                complaint.respondent_division = i % 2 == 0 ? "320505" : "320106";
                complaint.assignee = i % 4 == 0 ? 7 : 0;
                if (i % 5 == 0) complaint.handling_body = other.id;
                store::complaints::insert(tx, complaint);
                cases.push_back(complaint);
            }
            return true;
        });
    }
};

bool visible(const records::Complaint& complaint, const Province& province, std::int64_t body) {
    return body == province.root.id || complaint.accepting_body == body || complaint.handling_body == body;
}

}  // namespace

TEST_CASE_TEMPLATE("the pages of every question add up to its count, in its order, without repetition", W,
                   OnSqlite, OnPostgres) {
    W world;
    const Province province(world, 60);
    const std::vector<std::vector<std::string>> filters{
        {}, {"ACCEPTED"}, {"SUBMITTED", "HANDLING", "SUBMITTED"}, {"NONE"}};
    for (const auto body : {province.root.id, province.city.id, province.other.id}) {
        for (const bool mine : {false, true}) {
            for (const auto& states : filters) {
                for (const auto sort : {Sort::due, Sort::received, Sort::updated, Sort::arrears}) {
                    for (const bool descending : {false, true}) {
                        const store::complaints::Scope scope{false, body, 7, body == province.root.id};
                        const Query query{scope, mine, states, "", sort, descending, "", 50};
                        const auto rows = all_pages(world, query, 7);
                        std::set<std::int64_t> ids;
                        for (const auto& row : rows) ids.insert(row.complaint.id);
                        CHECK(ids.size() == rows.size());
                        CHECK(count(world, query) == static_cast<std::int64_t>(rows.size()));
                        const auto expected =
                            std::ranges::count_if(province.cases, [&](const auto& complaint) {
                                return visible(complaint, province, body) &&
                                       (!mine || complaint.assignee == 7) &&
                                       (states.empty() ||
                                        std::ranges::find(states, complaint.state) != states.end());
                            });
                        CHECK(static_cast<std::int64_t>(rows.size()) == expected);
                        CHECK(std::ranges::is_sorted(rows, [&](const Row& l, const Row& r) {
                            const auto& a = l.complaint;
                            const auto& b = r.complaint;
                            if (sort == Sort::due) {
                                if (a.due.empty() != b.due.empty()) return b.due.empty();
                                return descending ? b.due < a.due : a.due < b.due;
                            }
                            const auto key = [sort](const records::Complaint& c) {
                                return sort == Sort::received  ? c.received_at
                                       : sort == Sort::updated ? c.updated_at
                                                               : c.arrears_fen;
                            };
                            return descending ? key(b) < key(a) : key(a) < key(b);
                        }));
                    }
                }
            }
        }
    }
}

TEST_CASE_TEMPLATE("what narrows the queue narrows list, count and the walk of each order alike", W, OnSqlite,
                   OnPostgres) {
    W world;
    const Province province(world, 60);
    using store::complaints::Narrowing;
    using Fits = std::function<bool(const records::Complaint&)>;
    const auto begun = province.cases.front().received_at;
    const std::vector<std::pair<Narrowing, Fits>> asked{
        {{.unassigned = true}, [](const auto& c) { return c.assignee == 0; }},
        {{.channel = "letter"}, [](const auto& c) { return c.channel == "letter"; }},
        {{.division = "3205"}, [](const auto& c) { return c.respondent_division == "320505"; }},
        {{.received_from = begun + 1, .received_before = begun + 3},
         [&](const auto& c) { return c.received_at > begun && c.received_at < begun + 3; }},
        {{.arrears_from = 5, .arrears_to = 8},
         [](const auto& c) { return c.arrears_fen >= 5 && c.arrears_fen <= 8; }},
        {{.also_seen_by = province.other.id},
         [&](const auto& c) { return visible(c, province, province.other.id); }},
        {{.channel = "web", .division = "32", .arrears_from = 3},
         [](const auto& c) { return c.channel == "web" && c.arrears_fen >= 3; }}};
    for (const auto& [narrowing, fits] : asked) {
        for (const std::int64_t assignee : {0, 7}) {
            for (const auto sort : {Sort::due, Sort::received, Sort::updated, Sort::arrears}) {
                for (const bool descending : {false, true}) {
                    Query query{{false, province.city.id, 9}, false, {}, "", sort, descending, "", 50};
                    query.assignee = assignee;
                    query.narrowing = narrowing;
                    const auto rows = all_pages(world, query, 7);
                    const auto expected = std::ranges::count_if(province.cases, [&](const auto& complaint) {
                        return visible(complaint, province, province.city.id) && fits(complaint) &&
                               (assignee == 0 || complaint.assignee == assignee);
                    });
                    CHECK(static_cast<std::int64_t>(rows.size()) == expected);
                    CHECK(count(world, query) == expected);
                    query.due_before = "2026-12-12";
                    CHECK(count(world, query) ==
                          static_cast<std::int64_t>(all_pages(world, query, 7).size()));
                }
            }
        }
    }
}

TEST_CASE_TEMPLATE("a page does not carry the form and names assignee and handling body", W, OnSqlite,
                   OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    const auto officer = world.write([&](store::WriteTx& tx) {
        records::Officer officer;
        officer.login = "zhang";
        officer.name = "张敏";
        officer.body = body.id;
        store::identity::insert_officer(tx, officer);
        auto complaint = some_complaint(world, body.id);
        complaint.assignee = officer.id;
        complaint.handling_body = body.id;
        store::complaints::insert(tx, complaint);
        return officer;
    });
    const auto page = world.read([&](store::ReadTx& tx) {
        return *store::complaints::list(tx, Query{.scope = {false, body.id, officer.id}, .mine = true});
    });
    REQUIRE(page.rows.size() == 1);
    CHECK(page.rows[0].complaint.form.empty());
    CHECK(page.rows[0].assignee_name == "张敏");
    CHECK(page.rows[0].complaint.handling_body == body.id);
}

TEST_CASE_TEMPLATE("list, count, search and the single case obey one scope", W, OnSqlite, OnPostgres) {
    W world;
    const auto root = some_body(world, "32");
    const auto city = some_body(world, "3205", root.id);
    const auto other = some_body(world, "3201", root.id);
    auto complaint = world.write([&](store::WriteTx& tx) {
        auto fresh = some_complaint(world, city.id);
        store::complaints::insert(tx, fresh);
        return fresh;
    });
    const auto sees = [&](std::int64_t body) {
        const store::complaints::Scope scope{false, body, 0, body == root.id};
        const auto listed = all_pages(world, Query{.scope = scope}, 50).size();
        const auto found = all_pages(world, Query{.scope = scope, .text = "精工"}, 50).size();
        CHECK(listed == found);
        CHECK(count(world, Query{.scope = scope}) == static_cast<std::int64_t>(listed));
        CHECK(count(world, Query{.scope = scope, .text = "精工"}) == static_cast<std::int64_t>(found));
        CHECK(world.read([&](store::ReadTx& tx) {
            return store::complaints::sees(tx, scope, complaint.id);
        }) == (listed == 1));
        return listed == 1;
    };
    CHECK(sees(city.id));
    CHECK(sees(root.id));
    CHECK_FALSE(sees(other.id));
    CHECK_FALSE(sees(0));

    const auto hand_to = [&](std::int64_t body) {
        complaint.handling_body = body;
        world.write([&](store::WriteTx& tx) {
            store::complaints::update(tx, complaint);
            return true;
        });
    };
    hand_to(other.id);
    CHECK(sees(other.id));
    // Returned: the body that gave the case back no longer sees it.
    hand_to(0);
    CHECK_FALSE(sees(other.id));
    CHECK(sees(city.id));
    CHECK(count(world, Query{.scope = {true, 0, 0}}) == 1);
}

TEST_CASE_TEMPLATE("a draft stands in nobody's scope until it is received", W, OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    auto complaint = some_complaint(world, body.id);
    complaint.received_at = 0;
    complaint.state = "DRAFT";
    world.write([&](store::WriteTx& tx) {
        store::complaints::insert(tx, complaint);
        return true;
    });
    CHECK(count(world, Query{.scope = {false, body.id, 0}}) == 0);
    CHECK(count(world, Query{.scope = {true, 0, 0}, .text = "精工"}) == 0);
    complaint.received_at = world.clock.now();
    complaint.state = "SUBMITTED";
    world.write([&](store::WriteTx& tx) {
        store::complaints::update(tx, complaint);
        return true;
    });
    CHECK(count(world, Query{.scope = {false, body.id, 0}}) == 1);
    CHECK(count(world, Query{.scope = {false, body.id, 0}, .text = "精工"}) == 1);
}

TEST_CASE("only officers with a body have a scope") {
    using store::complaints::body_of;
    using store::complaints::scope_of;
    records::Actor officer{"officer", 3, "张敏", 12, {"intake"}, 0};
    CHECK(body_of(scope_of(officer)) == 12);
    CHECK(scope_of(officer).officer == 3);
    for (const auto* kind : {"anonymous", "complainant", "system"}) {
        auto actor = officer;
        actor.kind = kind;
        CHECK(body_of(scope_of(actor)) == -1);
    }
    officer.body = 0;
    CHECK(body_of(scope_of(officer)) == -1);
    CHECK(body_of({}) == -1);
}

TEST_CASE_TEMPLATE("a broken cursor is refused", W, OnSqlite, OnPostgres) {
    W world;
    for (const auto* cursor :
         {"x", "d", "d2026-12-07", "dmonday.3", "r12.x", "a7.1", "t", "d2026-12-07.3; DROP"}) {
        const auto result = world.read([&](store::ReadTx& tx) {
            Query query{.scope = {false, 1, 0}};
            query.after = cursor;
            const auto page = store::complaints::list(tx, query);
            return page ? std::string() : page.error().code;
        });
        CHECK(result == "invalid_input");
    }
}

TEST_CASE_TEMPLATE("search finds two Chinese characters, codes, numbers in any width, newest first", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    const auto number = world.write([&](store::WriteTx& tx) {
        for (int i = 0; i < 120; ++i) {
            auto complaint = some_complaint(world, body.id);
            complaint.number =
                store::complaints::next_number(tx, "JS", "TS", base::legal_day(world.clock.now()));
            if (i % 2 == 1) complaint.complainant_name = "无锡ABC电子厂";
            complaint.assignee = i % 3 == 0 ? 7 : 0;
            complaint.state = i % 4 == 0 ? "CLOSED" : "SUBMITTED";
            store::complaints::insert(tx, complaint);
        }
        return std::string("JSTS20261123000007");
    });
    world.write([&](store::WriteTx& tx) {
        for (const auto id : store::search::take_noted(tx, 1000))
            store::search::fill(tx, *store::complaints::find_by_id(tx, id), "");
        return true;
    });
    const auto hits = [&](const std::string& text, std::vector<std::string> states = {}, bool mine = false) {
        const Query query{{false, body.id, 7}, mine, std::move(states), text, Sort::due, false, "", 50};
        const auto rows = all_pages(world, query, 9);
        CHECK(
            std::ranges::is_sorted(rows, std::greater<>(), [](const Row& row) { return row.complaint.id; }));
        CHECK(count(world, query) == static_cast<std::int64_t>(rows.size()));
        return rows.size();
    };
    CHECK(hits("精工") == 60);
    CHECK(hits("电子") == 60);
    CHECK(hits("厂") == 60);
    CHECK(hits("无锡abc") == 60);
    CHECK(hits("ＡＢＣ") == 60);
    CHECK(hits("大发") == 120);
    CHECK(hits("大发 电子") == 60);
    CHECK(hits("锡无") == 0);
    CHECK(hits("91320500ma1abcde05") == 120);
    CHECK(hits("913205") == 120);
    CHECK(hits(number) == 1);
    CHECK(hits("ｊｓｔｓ20261123000007") == 1);
    CHECK(hits("JSTS20261123999999") == 0);
    CHECK(hits("大发", {"CLOSED"}) == 30);
    CHECK(hits("大发", {"CLOSED", "SUBMITTED"}) == 120);
    CHECK(hits("大发", {}, true) == 40);
    CHECK(hits(number, {"SUBMITTED"}) == 1);
    CHECK(hits(number, {"CLOSED"}) == 0);
    // What holds no word finds nothing, and what looks like a query is only text.
    CHECK(hits("，。") == 0);
    CHECK(hits("\"精工\" OR '电子' & !") == 0);
    CHECK(hits("§" + std::to_string(body.id)) == 0);
}

TEST_CASE_TEMPLATE("a right over the body means its own cases; one over the division those below it, too", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto province = some_body(world, "32");
    const auto city = some_body(world, "3205", province.id);
    const auto other = some_body(world, "3201", province.id);
    const auto complaint = world.write([&](store::WriteTx& tx) {
        auto fresh = some_complaint(world, city.id);
        store::complaints::insert(tx, fresh);
        return fresh;
    });
    const auto sees = [&](const records::Body& body, bool below) {
        store::complaints::Query query;
        query.scope = {false, body.id, 7, below};
        query.limit = 10;
        return world.read([&](store::ReadTx& tx) {
            const auto listed = store::complaints::list(tx, query)->rows.size();
            const auto counted = store::complaints::count(tx, query);
            auto words = query;
            words.text = complaint.complainant_name;
            const auto found = store::complaints::list(tx, words)->rows.size();
            const auto found_count = store::complaints::count(tx, words);
            const bool one = store::complaints::sees(tx, query.scope, complaint.id);
            CHECK(listed == static_cast<std::size_t>(counted));
            CHECK(found == listed);
            CHECK(found_count == counted);
            CHECK(one == (listed == 1));
            return one;
        });
    };
    CHECK(sees(city, false));
    CHECK(sees(city, true));
    CHECK_FALSE(sees(province, false));
    CHECK(sees(province, true));
    CHECK_FALSE(sees(other, false));
    CHECK_FALSE(sees(other, true));
}

}  // namespace qingqian::test
