#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace qingqian::store {

/// A numbered change of the schema (schemas/sql/NNNN_name.sql, with NNNN_name.postgresql.sql or
/// NNNN_name.sqlite.sql beside it where the engines differ).
struct Migration {
    std::int64_t version = 0;
    std::string name;
    std::string sql;
    std::string checksum;  ///< SHA-256 of the files' text as shipped
};

struct MigrationReport {
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::vector<std::string> applied;
};

/// Brings a database forward, each migration in a transaction of its own, forward only. Creates a SQLite file
/// that does not exist. Throws std::runtime_error with a sentence: the database is newer than the program; an
/// applied migration's checksum differs from the shipped file.
/// Programs that start at once on one database wait for each other.
MigrationReport migrate(const std::string& database, base::UtcMillis now);

/// The same with a list of its own; for tests of the rules above.
MigrationReport migrate(const std::string& database, const std::vector<Migration>& migrations,
                        base::UtcMillis now);

/// The migrations inside this program as `database`'s engine spells them, ascending.
std::vector<Migration> shipped_migrations(std::string_view database);

/// The version a database stands at; 0 when it is empty.
std::int64_t schema_version(const std::string& database);

/// The newest version this program knows.
std::int64_t newest_version();

}  // namespace qingqian::store
