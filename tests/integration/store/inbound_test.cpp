// What came in, and the addresses nothing goes to, on both engines.
#include "store/inbound.hpp"

#include "base/random.hpp"
#include "integration/store/world.hpp"
#include "store/address_marks.hpp"
#include "store/complaints.hpp"

namespace qingqian::test {
namespace {

using records::Inbound;

Inbound some_inbound(World& world, std::int64_t body, const std::string& source, const std::string& state) {
    Inbound row;
    row.province = "JS";
    row.uid = base::uuid_v7(world.random, world.clock.now());
    row.channel = "mail";
    row.source = source;
    row.place = "INBOX;1;" + source;
    row.body = body;
    row.sender = "li@example.com";
    row.text = "正文";
    row.state = state;
    row.at = world.clock.now();
    records::InboundFile file;
    file.name = "合同.pdf";
    file.sha256 = base::sha256_hex(source);
    row.files = {file};
    return row;
}

}  // namespace

TEST_CASE_TEMPLATE("what came in is kept once, by its source and by its place", W, OnSqlite, OnPostgres) {
    W world;
    const auto first = some_inbound(world, 3, "a", "unmatched");
    const auto insert = [&](Inbound row) {
        return world.write([&](store::WriteTx& tx) { return store::inbound::insert(tx, row); });
    };
    CHECK(insert(first));
    auto same_source = some_inbound(world, 3, "a", "unmatched");
    same_source.place = "INBOX;2;9";
    CHECK_FALSE(insert(same_source));
    auto same_place = some_inbound(world, 3, "b", "unmatched");
    same_place.place = first.place;
    CHECK_FALSE(insert(same_place));
    const auto found =
        world.read([&](store::ReadTx& tx) { return store::inbound::find(tx, first.uid).value(); });
    CHECK(found.text == "正文");
    REQUIRE(found.files.size() == 1);
    CHECK(found.files[0].name == "合同.pdf");
    CHECK(world.read([&](store::ReadTx& tx) { return store::inbound::known_place(tx, first.place); }));
    CHECK(world.read([&](store::ReadTx& tx) { return store::inbound::digests(tx, 0, 10).size(); }) == 1);
    CHECK(world.read([&](store::ReadTx& tx) {
        return store::inbound::count_since(tx, "mail", "li@example.com", 0, 10);
    }) == 1);
}

TEST_CASE_TEMPLATE("the pages of what came in add up, newest first", W, OnSqlite, OnPostgres) {
    W world;
    for (int i = 0; i < 25; ++i) {
        world.clock.advance(i % 3 == 0 ? 0 : 1000);
        auto row =
            some_inbound(world, i % 5 == 0 ? 4 : 3, std::to_string(i), i % 2 == 0 ? "kept" : "unmatched");
        REQUIRE(world.write([&](store::WriteTx& tx) { return store::inbound::insert(tx, row); }));
    }
    store::inbound::Query query;
    query.body = 3;
    query.limit = 7;
    const auto total = world.read([&](store::ReadTx& tx) { return store::inbound::count(tx, query); });
    CHECK(total == 20);
    std::size_t seen = 0;
    base::UtcMillis last = world.clock.now();
    do {
        const auto page =
            world.read([&](store::ReadTx& tx) { return store::inbound::list(tx, query).value(); });
        for (const auto& row : page.rows) {
            CHECK(row.body == 3);
            CHECK(row.at <= last);
            last = row.at;
        }
        seen += page.rows.size();
        query.after = page.next;
    } while (!query.after.empty());
    CHECK(seen == 20);
    query.states = {"unmatched"};
    CHECK(world.read([&](store::ReadTx& tx) { return store::inbound::count(tx, query); }) == 10);
    query.after = "nonsense";
    CHECK_FALSE(world.read([&](store::ReadTx& tx) { return store::inbound::list(tx, query).has_value(); }));
}

TEST_CASE_TEMPLATE("a case is found by the number it was filed with", W, OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "JS-ACC");
    auto complaint = some_complaint(world, body.id);
    world.write([&](store::WriteTx& tx) {
        store::complaints::insert(tx, complaint);
        records::Contact contact;
        contact.complaint = complaint.id;
        contact.role = "complainant";
        contact.mobile = "13812345678";
        store::complaints::insert_contact(tx, contact);
        return true;
    });
    const auto found =
        world.read([&](store::ReadTx& tx) { return store::inbound::cases_of_mobile(tx, "13812345678", 5); });
    CHECK(found == std::vector<std::int64_t>{complaint.id});
    CHECK(world.read([&](store::ReadTx& tx) { return store::inbound::cases_of_mobile(tx, "", 5); }).empty());
}

TEST_CASE_TEMPLATE("a marked address keeps its first mark until that is taken off", W, OnSqlite, OnPostgres) {
    W world;
    const auto put = [&](const store::address_marks::Mark& mark) {
        return world.write([&](store::WriteTx& tx) { return store::address_marks::put(tx, mark); });
    };
    const auto remove = [&](std::string_view mark) {
        return world.write([&](store::WriteTx& tx) {
            return store::address_marks::remove(tx, "mail", "li@EXAMPLE.com", mark);
        });
    };
    CHECK(put({"mail", "Li@Example.com", "bounced", 5, 7}));
    CHECK_FALSE(put({"mail", "li@example.com", "opted_out", 6, 0}));
    const auto found = world.read(
        [&](store::ReadTx& tx) { return store::address_marks::find(tx, "mail", "LI@example.com").value(); });
    CHECK(found.mark == "bounced");
    CHECK(found.message == 7);
    CHECK_FALSE(remove("opted_out"));
    CHECK(remove("bounced"));
    CHECK_FALSE(remove("bounced"));
}

}  // namespace qingqian::test
