#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "base/random.hpp"

namespace qingqian::store {

/// One database connection with its prepared statements. Known only to this room's sources.
class Session;

/// A snapshot of the database, handed to a `read` function.
class ReadTx {
  public:
    ReadTx(Session& session, base::UtcMillis now) : session_(session), now_(now) {}
    Session& session() { return session_; }
    /// The moment at which the unit began; rules take it from here.
    base::UtcMillis now() const { return now_; }

  private:
    Session& session_;
    base::UtcMillis now_;
};

/// A transaction, handed to a unit of work. A unit may run twice: it takes its input by const reference and
/// has no effect outside the transaction but through `after_commit`.
class WriteTx : public ReadTx {
  public:
    using Effects = std::vector<std::move_only_function<void()>>;
    WriteTx(Session& session, base::UtcMillis now, base::Random& random, Effects& effects)
        : ReadTx(session, now), random_(random), effects_(effects) {}
    base::Random& random() { return random_; }
    /// Runs `effect` once, after the durable commit; never when the unit is refused or rolled back.
    void after_commit(std::move_only_function<void()> effect) { effects_.push_back(std::move(effect)); }

  private:
    base::Random& random_;
    Effects& effects_;
};

struct StoreOptions {
    std::string database{};              ///< path of a SQLite file, or postgresql://…
    std::size_t readers = 0;             ///< reader threads (PostgreSQL: pool size); 0 = twice the cores
    std::size_t group_max = 128;         ///< units of work that share one commit
    std::size_t queue_max = 8192;        ///< waiting units beyond which `overloaded` (503) is answered
    const base::Clock* clock = nullptr;  ///< must outlive the store
    base::Random* random = nullptr;      ///< must outlive the store
};

/// Counters for /metrics and tests.
struct StoreFigures {
    std::uint64_t commits = 0;
    std::uint64_t units = 0;
    std::uint64_t refused = 0;
    std::uint64_t waiting = 0;
    std::int64_t longest_wait_us = 0;
};

/// The only door to the database. SQLite: one writer thread that commits groups of units with one sync, and
/// readers with snapshots. PostgreSQL: a pool, each unit a transaction of its own, repeated when the server
/// reports a serialization failure.
///
/// `done` is called exactly once: from a thread of the store, only after the unit is durable (or refused), or
/// from within `submit_…` when it is turned away at the door (queue full, store closed). Failures:
/// `unavailable` (503) when the database failed (a failed commit or sync closes the writer until restart),
/// `overloaded` (503) when the queue is full.
class Store {
  public:
    using Failure = std::optional<base::Problem>;
    /// Returns whether the unit is to be kept; false rolls it back.
    using WriteUnit = std::function<bool(WriteTx&)>;
    using ReadUnit = std::function<void(ReadTx&)>;
    using Done = std::move_only_function<void(Failure)>;

    /// Opens the database; it must be migrated. Throws std::runtime_error with a sentence when it cannot.
    static std::unique_ptr<Store> open(const StoreOptions& options);
    virtual ~Store() = default;

    virtual void submit_write(WriteUnit unit, Done done) = 0;
    virtual void submit_read(ReadUnit unit, Done done) = 0;
    /// Whether writes are possible (readiness).
    virtual bool writable() const = 0;
    virtual StoreFigures figures() const = 0;
    /// Finishes what was submitted, then closes. Later submissions fail with `unavailable`.
    virtual void close() = 0;

    /// A unit of work with a typed result; a refusal rolls back.
    template <class T>
    void write(std::function<base::Result<T>(WriteTx&)> work,
               std::move_only_function<void(base::Result<T>)> done) {
        auto slot = std::make_shared<std::optional<base::Result<T>>>();
        submit_write(
            [slot, work = std::move(work)](WriteTx& tx) {
                slot->emplace(work(tx));
                return (*slot)->has_value();
            },
            [slot, done = std::move(done)](Failure failure) mutable {
                finish<T>(*slot, std::move(failure), done);
            });
    }

    /// A snapshot read with a typed result.
    template <class T>
    void read(std::function<base::Result<T>(ReadTx&)> work,
              std::move_only_function<void(base::Result<T>)> done) {
        auto slot = std::make_shared<std::optional<base::Result<T>>>();
        submit_read([slot, work = std::move(work)](ReadTx& tx) { slot->emplace(work(tx)); },
                    [slot, done = std::move(done)](Failure failure) mutable {
                        finish<T>(*slot, std::move(failure), done);
                    });
    }

    /// Waits for the result. For the command line, workers and tests; never on an I/O thread.
    template <class T>
    base::Result<T> write_now(std::function<base::Result<T>(WriteTx&)> work) {
        std::promise<base::Result<T>> promise;
        auto future = promise.get_future();
        write<T>(std::move(work),
                 [&promise](base::Result<T> result) { promise.set_value(std::move(result)); });
        return future.get();
    }

    template <class T>
    base::Result<T> read_now(std::function<base::Result<T>(ReadTx&)> work) {
        std::promise<base::Result<T>> promise;
        auto future = promise.get_future();
        read<T>(std::move(work),
                [&promise](base::Result<T> result) { promise.set_value(std::move(result)); });
        return future.get();
    }

  private:
    template <class T>
    static void finish(std::optional<base::Result<T>>& slot, Failure failure,
                       std::move_only_function<void(base::Result<T>)>& done) {
        if (failure) {
            done(std::unexpected(std::move(*failure)));
        } else {
            done(std::move(*slot));
        }
    }
};

}  // namespace qingqian::store
