#include "store/postgres_store.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "store/failure.hpp"

namespace qingqian::store {
namespace {

constexpr int tries_max = 8;

// Worth another try: the server gave up this transaction for the sake of another one, or two units wrote the
// same key at once (the same Idempotency-Key, say), and the second will now find what the first left.
bool worth_repeating(const std::exception& error) {
    const auto* sql = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    if (sql == nullptr) return false;
    constexpr std::array<std::string_view, 3> states{"40001", "40P01", "23505"};
    return std::ranges::find(states, sql->sqlstate()) != states.end();
}

// Whether the connection can be used again.
bool rolled_back(const std::unique_ptr<Session>& session) noexcept {
    try {
        if (!session || !session->connected()) return false;
        session->script("ROLLBACK");
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

PostgresStore::PostgresStore(const StoreOptions& options) : options_(options) {
    std::size_t connections = options.readers;
    if (connections == 0) connections = 2 * std::max(1U, std::thread::hardware_concurrency());
    for (std::size_t i = 0; i < connections; ++i) threads_.emplace_back([this] { loop(); });
}

PostgresStore::~PostgresStore() {
    close();
}

void PostgresStore::submit_write(WriteUnit unit, Done done) {
    submit({std::move(unit), {}, std::move(done)});
}

void PostgresStore::submit_read(ReadUnit unit, Done done) {
    submit({{}, std::move(unit), std::move(done)});
}

void PostgresStore::submit(Job job) {
    Failure failure;
    {
        const std::lock_guard lock(mutex_);
        if (closing_) {
            failure = unavailable("the store is closed");
        } else if (jobs_.size() >= options_.queue_max) {
            failure = overloaded();
        } else {
            jobs_.push_back(std::move(job));
            ready_.notify_one();
            return;
        }
    }
    deliver(job.done, std::move(failure));
}

StoreFigures PostgresStore::figures() const {
    StoreFigures figures{commits_.load(), units_.load(), refused_.load(), 0, 0};
    const std::lock_guard lock(mutex_);
    figures.waiting = jobs_.size();
    return figures;
}

void PostgresStore::close() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
    writable_ = false;
}

void PostgresStore::loop() {
    std::unique_ptr<Session> session;
    for (;;) {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        run(session, job);
    }
}

void PostgresStore::run(std::unique_ptr<Session>& session, Job& job) {
    Failure failure;
    WriteTx::Effects effects;
    bool kept = false;
    for (int tries = 1;; ++tries) {
        effects.clear();
        try {
            if (!session) session = std::make_unique<Session>(options_.database, Role::writer);
            writable_ = true;
            kept = run_once(*session, job, effects);
            break;
        } catch (const std::exception& error) {
            const bool again = worth_repeating(error) && tries < tries_max;
            if (!rolled_back(session)) {
                session.reset();
                writable_ = false;
            }
            if (again && session) continue;
            failure = failure_of(error);
            break;
        }
    }
    if (job.write) {
        units_.fetch_add(1, std::memory_order_relaxed);
        if (!kept) refused_.fetch_add(1, std::memory_order_relaxed);
        if (kept) run_effects(effects);
    }
    deliver(job.done, std::move(failure));
}

bool PostgresStore::run_once(Session& session, Job& job, WriteTx::Effects& effects) {
    session.forget();
    if (job.read) {
        session.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        ReadTx tx(session, options_.clock->now());
        job.read(tx);
        session.script("COMMIT");
        return false;
    }
    session.script("BEGIN ISOLATION LEVEL READ COMMITTED");
    WriteTx tx(session, options_.clock->now(), *options_.random, effects);
    const bool kept = job.write(tx);
    // The server answers COMMIT only when the transaction is durable; effects and answers come after it.
    session.script(kept ? "COMMIT" : "ROLLBACK");
    if (kept) commits_.fetch_add(1, std::memory_order_relaxed);
    return kept;
}

}  // namespace qingqian::store
