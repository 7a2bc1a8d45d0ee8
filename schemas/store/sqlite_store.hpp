#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "store/session.hpp"
#include "store/store.hpp"

namespace qingqian::store {

/// The store on SQLite: one writer thread that commits in groups, readers with snapshots of their own.
class SqliteStore : public Store {
  public:
    explicit SqliteStore(const StoreOptions& options);
    ~SqliteStore() override;

    void submit_write(WriteUnit unit, Done done) override;
    void submit_read(ReadUnit unit, Done done) override;
    bool writable() const override { return writable_.load(); }
    StoreFigures figures() const override;
    void close() override;

  private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Write {
        WriteUnit unit;
        Done done;
        Moment submitted;
        WriteTx::Effects effects;
        bool kept = false;
        bool finished = false;
        Failure failure;
    };
    struct Read {
        ReadUnit unit;
        Done done;
    };
    /// A transaction was committed (or held nothing), is to be tried unit by unit, or failed for good.
    enum class Outcome { durable, undone, failed };

    void write_loop();
    void read_loop();
    std::vector<Write> next_group(std::unique_lock<std::mutex>& lock);
    void run_group(std::vector<Write>& group);
    Outcome try_group(std::vector<Write*>& group, bool guarded);
    bool run_unit(Write& write, bool alone, bool guarded);
    Outcome commit();
    void abandon_transaction() noexcept;
    void answer(Write& write);
    void note_wait(const std::vector<Write>& group);
    void checkpoint_when_idle();
    void run_read(Session& session, Read& read);

    StoreOptions options_;
    std::unique_ptr<Session> session_;
    int wal_pages_ = 0;

    mutable std::mutex write_mutex_;
    std::condition_variable write_ready_;
    std::deque<Write> writes_;
    std::mutex read_mutex_;
    std::condition_variable read_ready_;
    std::deque<Read> reads_;
    bool closing_ = false;
    bool reads_closing_ = false;
    std::atomic<bool> writable_{true};

    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> units_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::atomic<std::int64_t> longest_wait_us_{0};

    std::vector<std::thread> readers_;
    std::thread writer_;
};

}  // namespace qingqian::store
