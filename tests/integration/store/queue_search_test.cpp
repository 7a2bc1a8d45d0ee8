// What a search finds, in which order, and who finds it.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "integration/store/world.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/search.hpp"

namespace qingqian::test {
namespace {

using store::complaints::Query;

struct Found {
    std::vector<std::int64_t> ids;
    std::int64_t count = 0;
};

/// All pages of two cases each.
Found found(World& world, std::int64_t body, const std::string& text) {
    return world.read([&](store::ReadTx& tx) {
        Query query{.scope = {false, body, 0, true}, .text = text, .limit = 2};
        Found all{{}, store::complaints::count(tx, query)};
        do {
            const auto page = *store::complaints::list(tx, query);
            for (const auto& row : page.rows) all.ids.push_back(row.complaint.id);
            query.after = page.next;
        } while (!query.after.empty());
        CHECK(static_cast<std::int64_t>(all.ids.size()) == all.count);
        return all;
    });
}

records::Complaint file(World& world, std::int64_t body, const std::string& complainant) {
    return world.write([&](store::WriteTx& tx) {
        auto complaint = some_complaint(world, body);
        complaint.complainant_name = complainant;
        store::complaints::insert(tx, complaint);
        return complaint;
    });
}

/// Reads what was noted; `texts` stands for what the forms say.
std::vector<std::int64_t> read_noted(World& world, const std::string& texts, std::size_t limit = 100) {
    return world.write([&](store::WriteTx& tx) {
        const auto noted = store::search::take_noted(tx, limit);
        for (const auto id : noted) store::search::fill(tx, *store::complaints::find_by_id(tx, id), texts);
        return noted;
    });
}

}  // namespace

TEST_CASE_TEMPLATE("a whole name or code comes first, then the newest", W, OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    std::vector<std::int64_t> ids;
    for (const auto* name : {"江苏公司", "江苏公司第一厂", "（江苏）公司", "新江苏公司", "江苏公司集团"})
        ids.push_back(file(world, body.id, name).id);
    read_noted(world, "");
    CHECK(found(world, body.id, "江苏公司").ids ==
          std::vector<std::int64_t>{ids[2], ids[0], ids[4], ids[3], ids[1]});
    CHECK(found(world, body.id, "江苏").ids ==
          std::vector<std::int64_t>{ids[4], ids[3], ids[2], ids[1], ids[0]});
    CHECK(found(world, body.id, "江").count == 5);
    CHECK(found(world, body.id, "厂").ids == std::vector<std::int64_t>{ids[1]});
}

TEST_CASE_TEMPLATE("texts and names of attachments are found by whoever may see the case", W, OnSqlite,
                   OnPostgres) {
    W world;
    const auto root = some_body(world, "32");
    const auto city = some_body(world, "3205", root.id);
    const auto other = some_body(world, "3201", root.id);
    auto complaint = file(world, city.id, "苏州精工机械有限公司");
    CHECK(found(world, city.id, "精工").count == 1);
    CHECK(found(world, city.id, "钢材").count == 0);
    CHECK(read_noted(world, "拖欠钢材款，见 HT-2025-08 号合同.pdf") == std::vector{complaint.id});
    CHECK(read_noted(world, "").empty());
    for (const auto* text : {"钢材", "钢材款", "ht", "HT-2025", "合同 pdf", "ｐｄ", "精工 钢材", "款"}) {
        CAPTURE(text);
        CHECK(found(world, city.id, text).count == 1);
        CHECK(found(world, root.id, text).count == 1);
        CHECK(found(world, other.id, text).count == 0);
    }
    CHECK(found(world, city.id, "材钢").count == 0);
    CHECK(found(world, city.id, "t-2").count == 0);

    // Another department takes the case: it finds the texts at once.
    complaint.handling_body = other.id;
    world.write([&](store::WriteTx& tx) {
        store::complaints::update(tx, complaint);
        return true;
    });
    CHECK(found(world, other.id, "钢材").count == 1);
    complaint.handling_body = 0;
    world.write([&](store::WriteTx& tx) {
        store::complaints::update(tx, complaint);
        return true;
    });
    CHECK(found(world, other.id, "钢材").count == 0);
    CHECK(found(world, city.id, "钢材").count == 1);
}

TEST_CASE_TEMPLATE("what was filed, changed or attached is noted once, the newest first; a draft is not", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    auto draft = some_complaint(world, body.id);
    draft.received_at = 0;
    world.write([&](store::WriteTx& tx) {
        store::complaints::insert(tx, draft);
        return true;
    });
    const auto first = file(world, body.id, "甲公司");
    const auto second = file(world, body.id, "乙公司");
    CHECK(read_noted(world, "", 1) == std::vector{second.id});
    CHECK(read_noted(world, "") == std::vector{first.id});
    records::Attachment attachment;
    attachment.uid = "019d0a83-aa96-7103-bfd1-141a8ebce2d1";
    attachment.complaint = first.id;
    attachment.kind = "contract";
    attachment.name = "合同.pdf";
    world.write([&](store::WriteTx& tx) {
        store::attachments::insert(tx, attachment);
        return true;
    });
    CHECK(read_noted(world, "") == std::vector{first.id});
    world.write([&](store::WriteTx& tx) {
        store::attachments::remove(tx, attachment.id, tx.now());
        store::attachments::remove(tx, attachment.id, tx.now());
        return true;
    });
    CHECK(read_noted(world, "") == std::vector{first.id});
    CHECK(read_noted(world, "").empty());
}

}  // namespace qingqian::test
