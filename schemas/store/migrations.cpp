#include "store/migrations.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string_view>

#include "base/embedded.hpp"
#include "base/random.hpp"
#include "store/session.hpp"
#include "store/sqlite_connection.hpp"

namespace qingqian::store {
namespace {

constexpr std::string_view ledger_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

std::int64_t version_of(std::string_view file) {
    std::int64_t version = 0;
    const auto [end, error] =
        std::from_chars(file.data(), file.data() + std::min<std::size_t>(4, file.size()), version);
    if (error != std::errc() || version <= 0 || end != file.data() + 4 || file.substr(4, 1) != "_") {
        throw std::runtime_error("a migration is not named NNNN_name.sql: " + std::string(file));
    }
    return version;
}

std::map<std::int64_t, Migration> applied(Session& session) {
    std::map<std::int64_t, Migration> found;
    Migration row;
    Statement statement(session, "SELECT version, name, checksum FROM schema_migrations",
                        out(row.version, row.name, row.checksum));
    statement.each([&] { found[row.version] = row; });
    return found;
}

bool has_ledger(Session& session) {
    std::int64_t tables = 0;
    Statement statement(
        session,
        session.engine() == Engine::sqlite
            ? "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'"
            : "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_migrations')",
        out(tables));
    statement.one();
    return tables > 0;
}

void check(const std::map<std::int64_t, Migration>& known, const std::map<std::int64_t, Migration>& applied) {
    for (const auto& [version, migration] : applied) {
        const auto shipped = known.find(version);
        if (shipped == known.end()) {
            throw std::runtime_error(
                "the database stands at version " + std::to_string(applied.rbegin()->first) +
                ", newer than this program, which knows " +
                std::to_string(known.empty() ? 0 : known.rbegin()->first) + ": start a newer program");
        }
        if (shipped->second.checksum != migration.checksum) {
            throw std::runtime_error(
                "migration " + std::to_string(version) + " (" + migration.name +
                ") was applied with a different text than this program ships: the database "
                "was made by another build");
        }
    }
}

// Two programs that start at once must not migrate twice: the second waits here and then finds the work done.
void begin_alone(Session& session) {
    if (session.engine() == Engine::sqlite) {
        session.script("BEGIN IMMEDIATE");
    } else {
        session.script("BEGIN; LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE");
    }
}

void apply(Session& session, const Migration& migration, base::UtcMillis now) {
    session.script(migration.sql);
    Statement statement(session, insert_into("schema_migrations", "version, name, checksum, applied_at"),
                        in(migration.version, migration.name, migration.checksum, now));
    statement.run();
}

}  // namespace

std::vector<Migration> shipped_migrations(std::string_view database) {
    const auto engine = engine_of(database);
    const std::string_view own = engine == Engine::sqlite ? ".sqlite.sql" : ".postgresql.sql";
    const std::string_view other = engine == Engine::sqlite ? ".postgresql.sql" : ".sqlite.sql";
    std::map<std::int64_t, Migration> found;
    // Sorted by path, a common file would follow its engine's part ('.s' of ".sqlite" before ".sql"), so the
    // common text is put in front.
    for (const auto& file : base::embedded_files("sql/")) {
        const auto name = file.path.substr(4);
        if (name.ends_with(other)) continue;
        auto& migration = found[version_of(name)];
        migration.version = version_of(name);
        const bool part = name.ends_with(own);
        const auto stem = name.substr(0, name.size() - (part ? own.size() : 4));
        if (!migration.name.empty() && migration.name != stem) {
            throw std::runtime_error("two migrations have one number: " + std::string(stem));
        }
        migration.name = stem;
        migration.sql =
            part ? migration.sql + std::string(file.content) : std::string(file.content) + migration.sql;
    }
    std::vector<Migration> migrations;
    for (auto& [version, migration] : found) {
        migration.checksum = base::sha256_hex(migration.sql);
        migration.sql = dialect::spell(engine, migration.sql);
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

MigrationReport migrate(const std::string& database, base::UtcMillis now) {
    return migrate(database, shipped_migrations(database), now);
}

MigrationReport migrate(const std::string& database, const std::vector<Migration>& migrations,
                        base::UtcMillis now) {
    Session session(database, Role::writer);
    std::map<std::int64_t, Migration> known;
    for (const auto& migration : migrations) known[migration.version] = migration;
    for (int tries = 0;; ++tries) {
        try {
            session.script(std::string(ledger_table));
            break;
        } catch (const soci::soci_error&) {
            // PostgreSQL lets two sessions create the same table at once and fails one of them.
            if (tries == 3) throw;
        }
    }
    MigrationReport report;
    bool first = true;
    for (;;) {
        begin_alone(session);
        try {
            const auto done = applied(session);
            check(known, done);
            const auto version = done.empty() ? 0 : done.rbegin()->first;
            if (first) report.before = version;
            first = false;
            report.after = version;
            const auto next = known.upper_bound(version);
            if (next == known.end()) {
                session.script("COMMIT");
                return report;
            }
            apply(session, next->second, now);
            session.script("COMMIT");
            report.applied.push_back(next->second.name);
        } catch (...) {
            session.script("ROLLBACK");
            throw;
        }
    }
}

std::int64_t schema_version(const std::string& database) {
    // Looking must not create the file.
    if (engine_of(database) == Engine::sqlite && !std::filesystem::exists(sqlite::path_of(database)))
        return 0;
    Session session(database, Role::reader);
    if (!has_ledger(session)) return 0;
    const auto done = applied(session);
    return done.empty() ? 0 : done.rbegin()->first;
}

std::int64_t newest_version() {
    std::int64_t newest = 0;
    for (const auto& file : base::embedded_files("sql/"))
        newest = std::max(newest, version_of(file.path.substr(4)));
    return newest;
}

}  // namespace qingqian::store
