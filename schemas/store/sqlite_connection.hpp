#pragma once

#include <soci/session.h>

#include <exception>
#include <string>
#include <string_view>

#include "store/session.hpp"

namespace sqlite_api {
struct sqlite3;
}

/// What is SQLite's own: how a connection is opened, checkpoints, and the handle below SOCI.
namespace qingqian::store::sqlite {

/// The path of a SQLite database address: what stands before `?`.
std::string path_of(std::string_view database);

/// Opens the file with our pragmas: WAL, synchronous=FULL, foreign keys. `…?synchronous=off` gives up
/// durability; it exists so that the power-cut test can show that it notices.
void open(soci::session& session, const std::string& database, Role role);

/// The handle below SOCI.
sqlite_api::sqlite3* handle(soci::session& session);

/// Runs statements that return nothing. Throws soci::sqlite3_soci_error.
void script(sqlite_api::sqlite3* handle, const std::string& text);

/// Whether SQLite refused a row for a constraint; SOCI files these under errors it does not know.
bool constraint_broken(const std::exception& error);

/// Writes every statement that the connection begins to `path`, one a line: as it was prepared, a tab, and
/// the same with its values filled in. `open` does so for the writer when QINGQIAN_TRACE_SQL names a file,
/// pragmas included; tests/bench replays it.
void trace_to(sqlite_api::sqlite3* handle, const std::string& path);

}  // namespace qingqian::store::sqlite
