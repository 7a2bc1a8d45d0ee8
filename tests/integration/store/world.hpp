#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "records/message.hpp"
#include "store/store.hpp"

namespace qingqian::test {

/// A directory of this test's own, removed at its end.
class TemporaryDirectory {
  public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// A migrated, empty database of one engine and the store over it. Time stands still unless a test moves it.
class World {
  public:
    enum class On { sqlite, postgresql };
    explicit World(On engine);
    ~World();

    store::Store& store() { return *store_; }
    const std::string& database() const { return database_; }
    /// Opens the store again with other options (database, clock and random are filled in).
    void reopen(store::StoreOptions options = {});

    /// Runs a unit that must succeed.
    template <class Work>
    auto write(Work work) {
        using Value = decltype(work(std::declval<store::WriteTx&>()));
        auto result =
            store_->write_now<Value>([&work](store::WriteTx& tx) -> base::Result<Value> { return work(tx); });
        REQUIRE(result.has_value());
        return *std::move(result);
    }
    template <class Work>
    auto read(Work work) {
        using Value = decltype(work(std::declval<store::ReadTx&>()));
        auto result =
            store_->read_now<Value>([&work](store::ReadTx& tx) -> base::Result<Value> { return work(tx); });
        REQUIRE(result.has_value());
        return *std::move(result);
    }

    base::ManualClock clock{1'795'417'200'000};  // 2026-11-23T07:00:00Z
    base::SystemRandom random;

  private:
    TemporaryDirectory directory_;
    std::string database_;
    std::unique_ptr<store::Store> store_;
};

/// One suite for both engines: `TEST_CASE_TEMPLATE("…", W, OnSqlite, OnPostgres) { W world; … }`.
struct OnSqlite : World {
    OnSqlite() : World(On::sqlite) {}
};
struct OnPostgres : World {
    OnPostgres() : World(On::postgresql) {}
};

/// A case as it stands after filing: received, without deadline, in state SUBMITTED. Not stored.
records::Complaint some_complaint(World& world, std::int64_t accepting_body);

/// A department below `parent`, stored.
records::Body some_body(World& world, const std::string& code, std::int64_t parent = 0);

}  // namespace qingqian::test

TYPE_TO_STRING(qingqian::test::OnSqlite);
TYPE_TO_STRING(qingqian::test::OnPostgres);
