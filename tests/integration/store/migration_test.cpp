#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "integration/store/world.hpp"
#include "integration/support/postgres.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
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

// What a platform holds when it is brought forward, in the words of 0001: a case with its form, its queue
// row, a contact, a file and an event.
constexpr std::string_view held = R"(
INSERT INTO complaints (uid, number, province, definition, definition_version, state, channel, complainant_name,
    complainant_code, respondent_name, respondent_code, respondent_type, respondent_division, arrears_fen,
    undisputed_fen, remaining_fen, accepting_body, handling_body, assignee, created_at, received_at, updated_at,
    closed_at, due, due_clock, outcome, revision, event_count, head_hash, receipt_code_hash, draft_secret_hash,
    language)
VALUES ('01890000-0000-7000-8000-000000000001', 'JSTS20261123000001', 'JS', 'complaint', 1, 'SUBMITTED', 'web',
    '苏州精工机械有限公司', '91320500MA1ABCDE05', '南京大发建设集团', '91320100MA1XYZXY17', 'private_large', '320100',
    18650000, 18650000, 18650000, 1, 0, 0, 1795417200000, 1795417200000, 1795417200000, 0, '2026-12-07', 'R', '',
    1, 1, 'hash', 'code', 'secret', 'zh-CN');
INSERT INTO forms (complaint, form_version, form) SELECT id, 1, '{"debts":[{"dunning":"2026-01-02 电话"}]}' FROM complaints;
INSERT INTO case_scope (complaint, body, state, assignee, due, received_at, updated_at, arrears_fen)
    SELECT id, 0, 'SUBMITTED', 0, '2026-12-07', 1795417200000, 1795417200000, 18650000 FROM complaints;
INSERT INTO contacts (province, complaint, role, name, mobile, landline, email, id_number, consent_sms,
    consent_email, consent_at)
    SELECT 'JS', id, 'complainant', '李四', '13812345678', '', '', '', 1, 0, 1795417200000 FROM complaints;
INSERT INTO attachments (province, uid, complaint, kind, name, content_type, size, sha256, verdict,
    verdict_detail, created_at, removed_at)
    SELECT 'JS', '01890000-0000-7000-8000-000000000002', id, 'contract', '合同.pdf', 'application/pdf', 1000, 'sha',
    'clean', '', 1795417200000, 0 FROM complaints;
INSERT INTO events (province, complaint, seq, type, action, actor_kind, actor, actor_name, at, payload, prev_hash,
    hash)
    SELECT 'JS', id, 1, 'submitted', 'submit', 'complainant', 0, '苏州精工机械有限公司', 1795417200000, '{}', 'before',
    'hash' FROM complaints;
)";

// The same, read through the store of today.
void check_held(const std::string& database) {
    base::ManualClock clock(now);
    base::SystemRandom random;
    const auto store =
        store::Store::open({.database = database, .readers = 1, .clock = &clock, .random = &random});
    const auto whole = store->read_now<bool>([](store::ReadTx& tx) -> base::Result<bool> {
        const auto found = store::complaints::find(tx, "JSTS20261123000001");
        REQUIRE(found.has_value());
        CHECK(found->complainant_name == "苏州精工机械有限公司");
        CHECK(found->form.contains("2026-01-02 电话"));
        REQUIRE(store::complaints::contacts(tx, found->id).size() == 1);
        CHECK(store::complaints::contacts(tx, found->id)[0].mobile == "13812345678");
        const auto files = store::attachments::of_case(tx, found->id);
        REQUIRE(files.size() == 1);
        CHECK(files[0].name == "合同.pdf");
        CHECK(files[0].pages == 0);
        REQUIRE(store::history::events(tx, found->id).size() == 1);
        CHECK(store::history::events(tx, found->id)[0].hash == "hash");
        return true;
    });
    CHECK(whole.has_value());
    store->close();
}

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

TEST_CASE_TEMPLATE("a database of every earlier version comes forward with what it holds", W, EmptySqlite,
                   EmptyPostgres) {
    for (std::int64_t version = 1; version < store::newest_version(); ++version) {
        CAPTURE(version);
        W world;
        auto older = store::shipped_migrations(world.database);
        older.resize(static_cast<std::size_t>(version));
        older[0].sql += held;
        store::migrate(world.database, older, now);
        REQUIRE(store::schema_version(world.database) == version);

        const auto report = store::migrate(world.database, now);
        CHECK(report.before == version);
        CHECK(report.after == store::newest_version());
        check_held(world.database);
    }
}

}  // namespace qingqian::test
