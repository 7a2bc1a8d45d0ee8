#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace qingqian::store {

/// A numbered change of the schema (schemas/sql/NNNN_name.sql, with NNNN_name.postgresql.sql or
/// NNNN_name.sqlite.sql beside it where the engines differ).
struct Migration {
    std::int64_t version = 0;
    std::string name;
    std::string sql;
    std::string checksum;  ///< SHA-256 of the file
};

struct MigrationReport {
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::vector<std::string> applied;
};

/// Brings a database forward, each migration in a transaction of its own, forward only. Creates a SQLite file
/// that does not exist. Throws std::runtime_error with a sentence: the database is newer than the program; an
/// applied migration's checksum differs from the shipped file.
MigrationReport migrate(const std::string& database, base::UtcMillis now);

/// The version a database stands at; 0 when it is empty.
std::int64_t schema_version(const std::string& database);

/// The newest version this program knows.
std::int64_t newest_version();

}  // namespace qingqian::store
