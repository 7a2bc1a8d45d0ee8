#include "files/collect.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/random.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/migrations.hpp"

using namespace qingqian;
namespace fs = std::filesystem;

namespace {

constexpr base::UtcMillis hour = 3'600'000;

template <class T>
T must(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + ": " + result.error().log_detail);
    return std::move(*result);
}

/// As if the file had been written `hours` ago.
void age(const std::string& path, int hours) {
    const timespec time{::time(nullptr) - hours * 3600, 0};
    const timespec both[] = {time, time};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), both, 0) == 0);
}

/// A data directory with one case and its blobs.
struct Desk {
    Desk() : directory(made()), blobs(directory) {
        store::migrate(directory + "/qingqian.db", clock.now());
        store::StoreOptions options;
        options.database = directory + "/qingqian.db";
        options.readers = 1;
        options.clock = &clock;
        options.random = &random;
        store = store::Store::open(options);
        complaint =
            must(store->write_now<std::int64_t>([&](store::WriteTx& tx) -> base::Result<std::int64_t> {
                records::Complaint fresh;
                fresh.uid = base::uuid_v7(random, tx.now());
                fresh.province = "JS";
                fresh.definition = "complaint";
                fresh.state = "DRAFT";
                fresh.form = "{}";
                store::complaints::insert(tx, fresh);
                return fresh.id;
            }));
    }
    ~Desk() {
        store->close();
        store.reset();
        fs::remove_all(directory);
    }

    static std::string made() {
        char name[] = "/tmp/qingqian-collect-XXXXXX";
        if (mkdtemp(name) == nullptr) throw std::runtime_error("no temporary directory");
        return name;
    }
    std::string blob(const std::string& content, int hours_old) {
        const auto sha256 = must(blobs.put(content));
        age(blobs.path_of(sha256), hours_old);
        return sha256;
    }
    std::int64_t attach(const std::string& sha256) {
        return must(store->write_now<std::int64_t>([&](store::WriteTx& tx) -> base::Result<std::int64_t> {
            records::Attachment attachment;
            attachment.uid = base::uuid_v7(random, tx.now());
            attachment.complaint = complaint;
            attachment.kind = "contract";
            attachment.name = "合同.pdf";
            attachment.content_type = "application/pdf";
            attachment.sha256 = sha256;
            attachment.verdict = "clean";
            store::attachments::insert(tx, attachment);
            return attachment.id;
        }));
    }
    bool there(const std::string& sha256) const { return fs::exists(blobs.path_of(sha256)); }
    files::Collected collect(base::UtcMillis later = 0) {
        return must(files::collect_orphans(*store, blobs, clock.now() + later));
    }

    std::string directory;
    files::BlobStore blobs;
    base::SystemClock clock;
    base::SystemRandom random;
    std::unique_ptr<store::Store> store;
    std::int64_t complaint = 0;
};

}  // namespace

TEST_CASE("a blob whose row was refused is set aside after a day and deleted after thirty more") {
    Desk desk;
    const auto refused = desk.blob("nobody has it", 25);
    const auto fresh = desk.blob("its row is on the way", 23);
    const auto kept = desk.blob("evidence", 500);
    desk.attach(kept);
    CHECK(desk.collect().set_aside == 1);
    CHECK_FALSE(desk.there(refused));
    CHECK(desk.there(fresh));
    CHECK(desk.there(kept));
    const auto aside = desk.directory + "/blobs/orphans/" + refused;
    CHECK(fs::exists(aside));
    CHECK(desk.collect(29 * 24 * hour).deleted == 0);
    CHECK(fs::exists(aside));
    CHECK(desk.collect(31 * 24 * hour).deleted >= 1);
    CHECK_FALSE(fs::exists(aside));
    CHECK(desk.there(kept));
}

TEST_CASE("what was removed from a case, and what is no blob, stays") {
    Desk desk;
    const auto removed = desk.blob("removed by the enterprise", 100);
    const auto id = desk.attach(removed);
    must(desk.store->write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
        store::attachments::remove(tx, id, tx.now());
        return true;
    }));
    const auto note = desk.directory + "/blobs/" + removed.substr(0, 2) + "/README";
    std::ofstream(note) << "by an administrator";
    age(note, 100);
    CHECK(desk.collect().set_aside == 0);
    CHECK(desk.there(removed));
    CHECK(fs::exists(note));
}

TEST_CASE("of many thousand rows each is looked at") {
    Desk desk;
    const auto first = desk.blob("first", 48);
    const auto last = desk.blob("last", 48);
    desk.attach(first);
    must(desk.store->write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
        for (int i = 0; i < 10'001; ++i) {
            records::Attachment attachment;
            attachment.uid = base::uuid_v7(desk.random, tx.now());
            attachment.complaint = desk.complaint;
            attachment.sha256 = base::sha256_hex(std::to_string(i));
            store::attachments::insert(tx, attachment);
        }
        return true;
    }));
    desk.attach(last);
    CHECK(desk.collect().set_aside == 0);
    CHECK(desk.there(first));
    CHECK(desk.there(last));
}

TEST_CASE("an upload of the same content at the same moment keeps its blob") {
    Desk desk;
    const std::string content = "uploaded again and again";
    const auto sha256 = desk.blob(content, 48);
    std::atomic<bool> done{false};
    std::thread collector([&] {
        while (!done) files::collect_orphans(*desk.store, desk.blobs, desk.clock.now());
    });
    int lost = 0;
    for (int i = 0; i < 300; ++i) {
        must(desk.blobs.put(content));
        // From here its row may be committed, and the file must be there.
        for (int look = 0; look < 20; ++look) lost += desk.there(sha256) ? 0 : 1;
        ::utimensat(AT_FDCWD, desk.blobs.path_of(sha256).c_str(), std::array<timespec, 2>{}.data(), 0);
    }
    done = true;
    collector.join();
    CHECK(lost == 0);
}

TEST_CASE("drafts that nobody touched are deleted, their files are orphans then; what was filed stays") {
    Desk desk;
    constexpr std::chrono::days kept{30};
    const auto sha256 = desk.blob("合同", 48);
    desk.attach(sha256);
    const auto add = [&](base::UtcMillis updated_at, base::UtcMillis received_at) {
        return must(
            desk.store->write_now<std::int64_t>([&](store::WriteTx& tx) -> base::Result<std::int64_t> {
                records::Complaint fresh;
                fresh.uid = base::uuid_v7(tx.random(), tx.now());
                fresh.province = "JS";
                fresh.definition = "complaint";
                fresh.state = "DRAFT";
                fresh.form = "{}";
                fresh.updated_at = updated_at;
                fresh.received_at = received_at;
                store::complaints::insert(tx, fresh);
                return fresh.id;
            }));
    };
    const auto there = [&](std::int64_t id) {
        return must(desk.store->read_now<bool>([&](store::ReadTx& tx) -> base::Result<bool> {
            return store::complaints::find_by_id(tx, id).has_value();
        }));
    };
    const auto now = desk.clock.now();
    const auto stale = add(now - 31 * 24 * hour, 0);
    const auto touched = add(now - 29 * 24 * hour, 0);
    const auto filed = add(now - 400 * 24 * hour, now - 400 * 24 * hour);
    CHECK(desk.collect().set_aside == 0);
    CHECK(must(files::forget_drafts(*desk.store, kept)) == 2);
    CHECK_FALSE(there(desk.complaint));
    CHECK_FALSE(there(stale));
    CHECK(there(touched));
    CHECK(there(filed));
    CHECK(must(files::forget_drafts(*desk.store, kept)) == 0);
    CHECK(desk.collect().set_aside == 1);
}
