#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "integration/store/world.hpp"
#include "integration/support/postgres.hpp"
#include "store/migrations.hpp"

namespace qingqian::test {
namespace {

using store::Migration;

constexpr base::UtcMillis now = 1'795'417'200'000;

/// An empty database of either engine.
struct EmptySqlite {
    TemporaryDirectory directory;
    std::string database = directory.path() + "/new.db";
};
struct EmptyPostgres {
    std::string database = PostgresServer::shared().new_database();
};

Migration step(std::int64_t version, const std::string& sql) {
    return {version, "step_" + std::to_string(version), sql, base::sha256_hex(sql)};
}

std::string refusal(const std::string& database, const std::vector<Migration>& migrations) {
    try {
        store::migrate(database, migrations, now);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

const auto first = step(1, "CREATE TABLE one (id BIGINT)");
const auto second = step(2, "CREATE TABLE two (id BIGINT)");

}  // namespace

TEST_CASE_TEMPLATE("migrations go forward once, each by its number", W, EmptySqlite, EmptyPostgres) {
    W world;
    CHECK(store::schema_version(world.database) == 0);
    const auto begun = store::migrate(world.database, {first}, now);
    CHECK(begun.before == 0);
    CHECK(begun.after == 1);
    const auto more = store::migrate(world.database, {first, second}, now);
    CHECK(more.before == 1);
    CHECK(more.after == 2);
    CHECK(more.applied == std::vector<std::string>{"step_2"});
    CHECK(store::migrate(world.database, {first, second}, now).applied.empty());
    CHECK(store::schema_version(world.database) == 2);
}

TEST_CASE_TEMPLATE("a database newer than the program is refused", W, EmptySqlite, EmptyPostgres) {
    W world;
    store::migrate(world.database, {first, second}, now);
    CHECK(refusal(world.database, {first}).find("newer than this program") != std::string::npos);
    CHECK(store::schema_version(world.database) == 2);
}

TEST_CASE_TEMPLATE("whoever opens an older or a newer database is told what helps", W, EmptySqlite,
                   EmptyPostgres) {
    W world;
    const auto opened = [&] {
        base::SystemClock clock;
        base::SystemRandom random;
        store::StoreOptions options;
        options.database = world.database;
        options.clock = &clock;
        options.random = &random;
        try {
            store::Store::open(options);
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const auto newest = store::newest_version();
    store::migrate(world.database, {first}, now);
    CHECK(opened().ends_with(": run migrate"));
    auto beyond = second;
    beyond.version = newest + 1;
    store::migrate(world.database, {first, beyond}, now);
    const auto said = opened();
    CHECK(said.find("newer than this program") != std::string::npos);
    CHECK(said.ends_with(": start a newer program"));
}

TEST_CASE_TEMPLATE("an applied migration with a changed text is refused", W, EmptySqlite, EmptyPostgres) {
    W world;
    store::migrate(world.database, {first}, now);
    const auto changed = step(1, "CREATE TABLE one (id BIGINT, more BIGINT)");
    CHECK(refusal(world.database, {changed, second}).find("different text") != std::string::npos);
    CHECK(store::schema_version(world.database) == 1);
}

TEST_CASE_TEMPLATE("a migration that fails half-way leaves nothing behind", W, EmptySqlite, EmptyPostgres) {
    W world;
    const auto broken = step(2, "CREATE TABLE two (id BIGINT); INSERT INTO nowhere VALUES (1)");
    CHECK_THROWS(store::migrate(world.database, {first, broken}, now));
    CHECK(store::schema_version(world.database) == 1);
    // The table of the first half is gone, so the corrected migration can create it.
    CHECK(store::migrate(world.database, {first, second}, now).after == 2);
}

TEST_CASE_TEMPLATE("programs that start at once migrate once", W, EmptySqlite, EmptyPostgres) {
    W world;
    std::promise<void> start;
    const auto started = start.get_future().share();
    std::vector<std::future<store::MigrationReport>> reports;
    for (int i = 0; i < 3; ++i) {
        reports.push_back(std::async(std::launch::async, [&] {
            started.wait();
            return store::migrate(world.database, now);
        }));
    }
    start.set_value();
    std::size_t applied = 0;
    for (auto& report : reports) {
        const auto done = report.get();
        CHECK(done.after == store::newest_version());
        applied += done.applied.size();
    }
    CHECK(applied == store::shipped_migrations(world.database).size());
}

TEST_CASE("asking for the version creates no file") {
    EmptySqlite world;
    CHECK(store::schema_version(world.database) == 0);
    CHECK_FALSE(std::filesystem::exists(world.database));
}

}  // namespace qingqian::test
