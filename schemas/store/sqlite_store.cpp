#include "store/sqlite_store.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "base/log.hpp"
#include "store/failure.hpp"
#include "store/sqlite_connection.hpp"

namespace qingqian::store {

using namespace sqlite_api;  // SOCI includes SQLite's own header inside this namespace

namespace {

using namespace std::chrono_literals;

// Pages in the WAL (4 KiB each) from which on a pause in the work is used for a checkpoint, and beyond which
// the writer makes one between two groups even under load.
constexpr int checkpoint_when_idle_pages = 256;
constexpr int checkpoint_at_pages = 2048;
constexpr auto idle_after = 100ms;

struct Verb {
    Statement statement;
    Verb(Session& session, std::string_view text) : statement(session, text) {}
};
struct Begin : Verb {
    explicit Begin(Session& session) : Verb(session, "BEGIN IMMEDIATE") {}
};
struct BeginRead : Verb {
    explicit BeginRead(Session& session) : Verb(session, "BEGIN DEFERRED") {}
};
struct Commit : Verb {
    explicit Commit(Session& session) : Verb(session, "COMMIT") {}
};
struct Savepoint : Verb {
    explicit Savepoint(Session& session) : Verb(session, "SAVEPOINT unit") {}
};
struct Keep : Verb {
    explicit Keep(Session& session) : Verb(session, "RELEASE unit") {}
};
struct Undo : Verb {
    explicit Undo(Session& session) : Verb(session, "ROLLBACK TO unit") {}
};

template <class Text>
void say(Session& session) {
    session.prepared<Text>().statement.run();
}

int remember_wal(void* pages, sqlite3*, const char*, int now) {
    *static_cast<int*>(pages) = now;
    return SQLITE_OK;
}

}  // namespace

SqliteStore::SqliteStore(const StoreOptions& options) : options_(options) {
    if (!std::filesystem::exists(sqlite::path_of(options.database))) {
        throw std::runtime_error("there is no database at " + sqlite::path_of(options.database) +
                                 ": migrate first");
    }
    session_ = std::make_unique<Session>(options.database, Role::writer);
    auto* handle = sqlite::handle(session_->sql());
    sqlite3_wal_hook(handle, &remember_wal, &wal_pages_);
    std::size_t readers = options.readers;
    if (readers == 0) readers = 2 * std::max(1U, std::thread::hardware_concurrency());
    writer_ = std::thread([this] { write_loop(); });
    for (std::size_t i = 0; i < readers; ++i) readers_.emplace_back([this] { read_loop(); });
}

SqliteStore::~SqliteStore() {
    close();
}

void SqliteStore::submit_write(WriteUnit unit, Done done) {
    Failure failure;
    {
        const std::lock_guard lock(write_mutex_);
        if (closing_ || !writable_.load()) {
            failure = unavailable("the writer is closed");
        } else if (writes_.size() >= options_.queue_max) {
            failure = overloaded();
        } else {
            writes_.push_back(
                {std::move(unit), std::move(done), std::chrono::steady_clock::now(), {}, false, false, {}});
        }
    }
    if (failure) return deliver(done, std::move(failure));
    write_ready_.notify_one();
}

void SqliteStore::submit_read(ReadUnit unit, Done done) {
    Failure failure;
    {
        const std::lock_guard lock(read_mutex_);
        if (reads_closing_) {
            failure = unavailable("the store is closed");
        } else if (reads_.size() >= options_.queue_max) {
            failure = overloaded();
        } else {
            reads_.push_back({std::move(unit), std::move(done)});
        }
    }
    if (failure) return deliver(done, std::move(failure));
    read_ready_.notify_one();
}

StoreFigures SqliteStore::figures() const {
    StoreFigures figures{commits_.load(), units_.load(), refused_.load(), 0, longest_wait_us_.load()};
    const std::lock_guard lock(write_mutex_);
    figures.waiting = writes_.size();
    return figures;
}

void SqliteStore::close() {
    {
        const std::lock_guard lock(write_mutex_);
        closing_ = true;
    }
    write_ready_.notify_all();
    if (writer_.joinable()) writer_.join();
    {
        const std::lock_guard lock(read_mutex_);
        reads_closing_ = true;
    }
    read_ready_.notify_all();
    for (auto& reader : readers_) {
        if (reader.joinable()) reader.join();
    }
    writable_ = false;
    session_.reset();
}

std::vector<SqliteStore::Write> SqliteStore::next_group(std::unique_lock<std::mutex>& lock) {
    const auto woken = [this] { return closing_ || !writes_.empty(); };
    while (!woken()) {
        if (wal_pages_ < checkpoint_when_idle_pages) {
            write_ready_.wait(lock, woken);
        } else if (!write_ready_.wait_for(lock, idle_after, woken)) {
            lock.unlock();
            checkpoint_when_idle();
            lock.lock();
        }
    }
    std::vector<Write> group;
    group.reserve(std::min(options_.group_max, writes_.size()));
    while (!writes_.empty() && group.size() < options_.group_max) {
        group.push_back(std::move(writes_.front()));
        writes_.pop_front();
    }
    return group;
}

void SqliteStore::write_loop() {
    for (;;) {
        std::unique_lock lock(write_mutex_);
        auto group = next_group(lock);
        lock.unlock();
        if (group.empty()) return;
        note_wait(group);
        run_group(group);
        // Between two groups nobody waits for this commit, only the next group for its turn.
        if (wal_pages_ >= checkpoint_at_pages) checkpoint_when_idle();
    }
}

void SqliteStore::run_group(std::vector<Write>& group) {
    std::vector<Write*> all;
    for (auto& write : group) all.push_back(&write);
    auto outcome = try_group(all, false);
    if (outcome == Outcome::undone && all.size() > 1) outcome = try_group(all, true);
    if (outcome == Outcome::undone) {
        // The engine gave the whole transaction up (a full disk, a failed write); whose fault it was shows
        // when each unit stands alone.
        for (auto& write : group) {
            std::vector<Write*> alone{&write};
            try_group(alone, false);
        }
    }
    for (auto& write : group) answer(write);
}

// A savepoint per unit makes FTS5 write its pending words out each time, and hardly any unit needs to be
// undone: what is refused is refused before anything was written. So a group first runs without them; where a
// unit must be undone after all, the whole group runs again with them.
SqliteStore::Outcome SqliteStore::try_group(std::vector<Write*>& group, bool guarded) {
    const bool alone = group.size() == 1;
    const auto fail = [&group](const Failure& failure) {
        for (auto* write : group) write->failure = failure;
    };
    if (!writable_.load()) {
        fail(unavailable("the writer is closed"));
        return Outcome::failed;
    }
    try {
        say<Begin>(*session_);
        bool kept = false;
        for (auto* write : group) kept = run_unit(*write, alone, guarded) || kept;
        if (!kept) {
            abandon_transaction();
            return Outcome::durable;
        }
    } catch (const std::exception& error) {
        abandon_transaction();
        if (!alone) return Outcome::undone;
        fail(failure_of(error));
        return Outcome::failed;
    }
    const auto outcome = commit();
    if (outcome == Outcome::failed) fail(unavailable("the commit failed"));
    return outcome;
}

// Whether the unit is kept. Throws when the whole transaction is lost, or must run again with savepoints.
bool SqliteStore::run_unit(Write& write, bool alone, bool guarded) {
    write.effects.clear();
    write.failure.reset();
    write.kept = false;
    session_->forget();
    auto* handle = sqlite::handle(session_->sql());
    const auto changes = sqlite3_total_changes64(handle);
    if (guarded) say<Savepoint>(*session_);
    try {
        WriteTx tx(*session_, options_.clock->now(), *options_.random, write.effects);
        write.kept = write.unit(tx);
    } catch (const std::exception& error) {
        // SQLite ends the transaction by itself on a full disk and on failed I/O.
        const bool lost = sqlite3_get_autocommit(handle) != 0;
        if (!guarded || lost) throw;
        write.failure = failure_of(error);
    }
    if (guarded) {
        if (!write.kept) say<Undo>(*session_);
        say<Keep>(*session_);
    } else if (!alone && !write.kept && sqlite3_total_changes64(handle) != changes) {
        throw std::runtime_error("a refused unit had written");
    }
    return write.kept;
}

// The one place where data become durable. It stands before every answer and every effect: whoever hears of a
// unit may rely on it for ever. When the sync fails, the kernel may already have dropped the pages it could
// not write and would report the next sync as done; trying again could acknowledge what is lost. So the
// writer closes for good, and a restart reads back what the disk really holds.
SqliteStore::Outcome SqliteStore::commit() {
    try {
        say<Commit>(*session_);
        commits_.fetch_add(1, std::memory_order_relaxed);
        return Outcome::durable;
    } catch (const std::exception& error) {
        writable_ = false;
        base::log(base::LogLevel::error, "commit_failed",
                  {{"detail", words_of(error)}, {"writable", "after a restart"}});
        abandon_transaction();
        return Outcome::failed;
    }
}

void SqliteStore::abandon_transaction() noexcept {
    auto* handle = sqlite::handle(session_->sql());
    if (sqlite3_get_autocommit(handle) == 0) sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteStore::answer(Write& write) {
    units_.fetch_add(1, std::memory_order_relaxed);
    if (!write.kept || write.failure) refused_.fetch_add(1, std::memory_order_relaxed);
    if (write.kept && !write.failure) run_effects(write.effects);
    deliver(write.done, std::move(write.failure));
}

void SqliteStore::note_wait(const std::vector<Write>& group) {
    const auto wait = std::chrono::steady_clock::now() - group.front().submitted;
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(wait).count();
    if (us > longest_wait_us_.load(std::memory_order_relaxed)) longest_wait_us_ = us;
    if (wait > 1s) base::log(base::LogLevel::warning, "writer_slow", {{"waited_ms", us / 1000}});
}

void SqliteStore::checkpoint_when_idle() {
    if (!writable_.load()) {
        wal_pages_ = 0;
        return;
    }
    int pages = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(sqlite::handle(session_->sql()), nullptr,
                                               SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
    if (code != SQLITE_OK && code != SQLITE_BUSY) {
        base::log(base::LogLevel::error, "checkpoint_failed", {{"detail", sqlite3_errstr(code)}});
    }
    // All moved: the next commit begins the WAL again from its start. If a reader held it back, the hook
    // reports the size after the next commit.
    wal_pages_ = 0;
}

void SqliteStore::read_loop() {
    std::unique_ptr<Session> session;
    for (;;) {
        std::unique_lock lock(read_mutex_);
        read_ready_.wait(lock, [this] { return reads_closing_ || !reads_.empty(); });
        if (reads_.empty()) return;
        Read read = std::move(reads_.front());
        reads_.pop_front();
        lock.unlock();
        try {
            if (!session) session = std::make_unique<Session>(options_.database, Role::reader);
        } catch (const std::exception& error) {
            deliver(read.done, failure_of(error));
            continue;
        }
        run_read(*session, read);
    }
}

void SqliteStore::run_read(Session& session, Read& read) {
    Failure failure;
    try {
        session.forget();
        say<BeginRead>(session);
        ReadTx tx(session, options_.clock->now());
        read.unit(tx);
    } catch (const std::exception& error) {
        failure = failure_of(error);
    }
    // Nothing was written, so ending the snapshot cannot fail in a way that matters to the answer.
    auto* handle = sqlite::handle(session.sql());
    if (sqlite3_get_autocommit(handle) == 0) {
        try {
            say<Commit>(session);
        } catch (const std::exception&) {
            sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }
    deliver(read.done, std::move(failure));
}

}  // namespace qingqian::store
