// Tracks, bodies, plans, documents and the respondent's code, on both engines.

#include "store/case_parts.hpp"

#include <stdexcept>

#include "integration/store/world.hpp"
#include "store/complaints.hpp"
#include "store/documents.hpp"

namespace qingqian::test {
namespace {

records::Complaint stored(World& world, const records::Body& accepting, const records::Body& handling) {
    auto complaint = some_complaint(world, accepting.id);
    complaint.handling_body = handling.id;
    return world.write([&](store::WriteTx& tx) {
        store::complaints::insert(tx, complaint);
        return complaint;
    });
}

std::int64_t numbered(World& world, std::int64_t body, std::string_view type, std::int64_t year) {
    return world.write(
        [&](store::WriteTx& tx) { return store::documents::next_serial(tx, body, type, year); });
}

}  // namespace

TEST_CASE_TEMPLATE("what is written beside a case is read back as it was, in order", W, OnSqlite,
                   OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    const auto complaint = stored(world, body, body);
    records::Track track{.complaint = complaint.id,
                         .kind = "inquiry",
                         .opened_at = 5,
                         .opened_by = 6,
                         .opened_for = 7,
                         .event = 2,
                         .document = "苏款诉核〔2026〕1号",
                         .data = R"({"a":1})",
                         .result = ""};
    records::Instalment later{
        .complaint = complaint.id, .seq = 2, .due = "2027-02-10", .amount_fen = 7, .evidence = ""};
    records::Instalment sooner{
        .complaint = complaint.id, .seq = 1, .due = "2027-01-10", .amount_fen = 3, .evidence = ""};
    world.write([&](store::WriteTx& tx) {
        store::case_parts::insert_track(tx, track);
        store::case_parts::insert_instalment(tx, later);
        store::case_parts::insert_instalment(tx, sooner);
        return true;
    });
    track.state = "done";
    track.result = "answered";
    track.ended_at = 9;
    sooner.paid_fen = 3;
    sooner.state = "paid";
    world.write([&](store::WriteTx& tx) {
        store::case_parts::update_track(tx, track);
        store::case_parts::update_instalment(tx, sooner);
        return true;
    });
    CHECK(world.read([&](store::ReadTx& tx) { return store::case_parts::tracks(tx, complaint.id); }) ==
          std::vector{track});
    CHECK(world.read([&](store::ReadTx& tx) { return store::case_parts::plan(tx, complaint.id); }) ==
          std::vector{sooner, later});
}

TEST_CASE_TEMPLATE("documents are numbered per body, type and year, and a step that fails leaves no gap", W,
                   OnSqlite, OnPostgres) {
    W world;
    CHECK(numbered(world, 1, "transfer_letter", 2026) == 1);
    CHECK(numbered(world, 1, "transfer_letter", 2026) == 2);
    CHECK(numbered(world, 1, "return_letter", 2026) == 1);
    CHECK(numbered(world, 2, "transfer_letter", 2026) == 1);
    CHECK(numbered(world, 1, "transfer_letter", 2027) == 1);
    const auto refused = world.store().template write_now<bool>([](store::WriteTx& tx) -> base::Result<bool> {
        CHECK(store::documents::next_serial(tx, 1, "transfer_letter", 2026) == 3);
        return base::refuse("wrong_body");
    });
    CHECK_FALSE(refused);
    CHECK(numbered(world, 1, "transfer_letter", 2026) == 3);
}

TEST_CASE_TEMPLATE("a co-handling body and those above it see the case while it takes part", W, OnSqlite,
                   OnPostgres) {
    W world;
    const auto accepting = some_body(world, "32");
    const auto above = some_body(world, "33");
    const auto beside = some_body(world, "3301", above.id);
    auto complaint = stored(world, accepting, some_body(world, "3201"));
    const auto seen_by = [&](const records::Body& body) {
        return world.read([&](store::ReadTx& tx) {
            return store::complaints::sees(tx, {false, body.id, 0, body.id == above.id}, complaint.id);
        });
    };
    CHECK_FALSE(seen_by(beside));
    records::CaseBody part{
        .complaint = complaint.id, .body = beside.id, .role = "co", .rule = "", .since = 1};
    world.write([&](store::WriteTx& tx) {
        store::case_parts::insert_body(tx, part);
        store::complaints::update(tx, complaint);
        return true;
    });
    CHECK(seen_by(beside));
    CHECK(seen_by(above));
    part.until = 2;
    world.write([&](store::WriteTx& tx) {
        store::case_parts::update_body(tx, part);
        store::complaints::update(tx, complaint);
        return true;
    });
    CHECK_FALSE(seen_by(beside));
    CHECK(seen_by(accepting));
}

TEST_CASE_TEMPLATE("a later code takes the place of the respondent's earlier one", W, OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    const auto complaint = stored(world, body, body);
    const auto opens = [&](std::string_view hash) {
        return world.read([&](store::ReadTx& tx) {
            return store::case_parts::find_by_respondent_code(tx, hash).has_value();
        });
    };
    for (const auto* hash : {"first", "second"}) {
        world.write([&](store::WriteTx& tx) {
            store::case_parts::put_respondent_code(tx, complaint.id, hash, tx.now());
            return true;
        });
        CHECK(opens(hash));
    }
    CHECK_FALSE(opens("first"));
}

}  // namespace qingqian::test
