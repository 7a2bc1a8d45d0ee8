#include "store/uploads.hpp"

#include <string>

#include "integration/store/world.hpp"
#include "store/complaints.hpp"

namespace qingqian::test {
namespace {

constexpr base::UtcMillis hour = 3'600'000;

records::Upload some_upload(std::string uid, std::int64_t complaint, base::UtcMillis now) {
    records::Upload upload;
    upload.uid = std::move(uid);
    upload.complaint = complaint;
    upload.owner = "officer:1";
    upload.kind = "contract";
    upload.name = "合同.pdf";
    upload.size = 100;
    upload.created_at = now;
    upload.expires_at = now + hour;
    return upload;
}

}  // namespace

TEST_CASE_TEMPLATE("an upload moves on from what is on record and becomes an attachment once", W, OnSqlite,
                   OnPostgres) {
    W world;
    const auto now = world.clock.now();
    const auto body = some_body(world, "32");
    world.write([&](store::WriteTx& tx) {
        auto complaint = some_complaint(world, body.id);
        store::complaints::insert(tx, complaint);
        auto first = some_upload("first", complaint.id, now);
        auto second = some_upload("second", complaint.id, now);
        store::uploads::insert(tx, first);
        store::uploads::insert(tx, second);
        CHECK(second.id > first.id);
        CHECK(store::uploads::open_of_case(tx, complaint.id, now).size() == 2);
        CHECK(store::uploads::open_of_case(tx, complaint.id, now + hour).empty());

        CHECK(store::uploads::advance(tx, "first", 0, 60, now + 2 * hour));
        CHECK_FALSE(store::uploads::advance(tx, "first", 0, 70, now));
        CHECK_FALSE(store::uploads::advance(tx, "third", 0, 70, now));
        const auto moved = store::uploads::find(tx, "first");
        REQUIRE(moved);
        CHECK(moved->received == 60);
        CHECK(moved->expires_at == now + 2 * hour);
        CHECK(moved->name == "合同.pdf");

        CHECK(store::uploads::complete(tx, "first", "attachment", now + 3 * hour));
        CHECK_FALSE(store::uploads::complete(tx, "first", "another", now));
        CHECK_FALSE(store::uploads::advance(tx, "first", 100, 60, now));
        CHECK(store::uploads::find(tx, "first")->received == 100);
        CHECK(store::uploads::open_of_case(tx, complaint.id, now).size() == 1);

        CHECK(store::uploads::forget(tx, now + 2 * hour) == 1);
        CHECK_FALSE(store::uploads::find(tx, "second"));
        store::uploads::remove(tx, "first");
        CHECK_FALSE(store::uploads::find(tx, "first"));
        return true;
    });
}

}  // namespace qingqian::test
