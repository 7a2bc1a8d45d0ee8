#include "store/sqlite_connection.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace qingqian::store::sqlite {
using namespace sqlite_api;  // SOCI includes SQLite's own header inside this namespace

namespace {

constexpr std::string_view common_pragmas =
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;"
    // Mapped pages are the file's, not ours: they cost no anonymous memory and no copy.
    "PRAGMA mmap_size = 1073741824;"
    // Checkpoints are the writer's business, between groups and never inside a commit. The WAL is begun again
    // from its start, never truncated: a file that grows costs twice at each sync.
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA journal_size_limit = -1;";

// Must happen before the first connection of the process. Each connection has one thread at a time, so
// SQLite's own locks and its memory accounting (one lock for all readers) buy nothing.
void configure_once() {
    static std::once_flag once;
    std::call_once(once, [] {
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    });
}

// A file that is new is turned over to the WAL by one connection that has it for itself, and SQLite lets the
// others fail there instead of making them wait.
void use_wal(sqlite3* handle) {
    constexpr auto pause = std::chrono::milliseconds(20);
    constexpr int tries = 500;
    for (int left = tries;; --left) {
        const int code = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
        if (code == SQLITE_OK) return;
        if ((code & 0xFF) != SQLITE_BUSY || left == 0)
            throw soci::sqlite3_soci_error(sqlite3_errmsg(handle), code);
        std::this_thread::sleep_for(pause);
    }
}

int write_trace(unsigned, void* context, void* statement, void* sql) {
    // What FTS5 asks its own tables inside one of our statements is announced as a comment.
    const std::string_view prepared(static_cast<const char*>(sql));
    if (prepared.starts_with("--")) return 0;
    char* text = sqlite3_expanded_sql(static_cast<sqlite3_stmt*>(statement));
    if (text == nullptr) return 0;
    std::string line(prepared);
    std::ranges::replace(line, '\t', ' ');
    line.append("\t").append(text).append(";");
    sqlite3_free(text);
    std::ranges::replace(line, '\n', ' ');
    std::fprintf(static_cast<std::FILE*>(context), "%s\n", line.c_str());
    return 0;
}

}  // namespace

std::string path_of(std::string_view database) {
    return std::string(database.substr(0, database.find('?')));
}

void open(soci::session& session, const std::string& database, Role role) {
    configure_once();
    const auto path = path_of(database);
    const auto option = std::string_view(database).substr(path.size());
    if (!option.empty() && option != "?synchronous=off") {
        throw std::runtime_error("unknown option of the database address: " + std::string(option));
    }
    session.open(soci::sqlite3, "db=\"" + path + "\" timeout=10");
    std::string pragmas(common_pragmas);
    pragmas += option.empty() ? "PRAGMA synchronous = FULL;" : "PRAGMA synchronous = OFF;";
    pragmas += role == Role::writer ? "PRAGMA cache_size = -65536;"
                                    : "PRAGMA cache_size = -1024; PRAGMA query_only = ON;";
    const char* trace = std::getenv("QINGQIAN_TRACE_SQL");
    if (trace != nullptr && role == Role::writer) trace_to(handle(session), trace);
    use_wal(handle(session));
    script(handle(session), pragmas);
}

sqlite_api::sqlite3* handle(soci::session& session) {
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

void script(sqlite_api::sqlite3* handle, const std::string& text) {
    char* message = nullptr;
    const int code = sqlite3_exec(handle, text.c_str(), nullptr, nullptr, &message);
    if (code == SQLITE_OK) return;
    const std::string sentence = message == nullptr ? sqlite3_errstr(code) : message;
    sqlite3_free(message);
    throw soci::sqlite3_soci_error(sentence, code);
}

bool constraint_broken(const std::exception& error) {
    const auto* refused = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    return refused != nullptr && (refused->result() & 0xFF) == SQLITE_CONSTRAINT;
}

void trace_to(sqlite_api::sqlite3* handle, const std::string& path) {
    static std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "ae"), &std::fclose);
    if (file) sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, &write_trace, file.get());
}

}  // namespace qingqian::store::sqlite
