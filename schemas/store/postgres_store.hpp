#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "store/session.hpp"
#include "store/store.hpp"

namespace qingqian::store {

/// The store on PostgreSQL: a pool of connections, each unit a transaction of its own.
///
/// Units run in READ COMMITTED and lock the case row they change (`FOR UPDATE`): everything about one case is
/// serialised by that lock, and after a wait the unit sees the case as the other left it. REPEATABLE READ
/// would turn every such wait into a repetition. Reads run in REPEATABLE READ READ ONLY, so that a page and
/// its count come from one snapshot.
class PostgresStore : public Store {
  public:
    explicit PostgresStore(const StoreOptions& options);
    ~PostgresStore() override;

    void submit_write(WriteUnit unit, Done done) override;
    void submit_read(ReadUnit unit, Done done) override;
    bool writable() const override { return writable_.load(); }
    StoreFigures figures() const override;
    void close() override;

  private:
    struct Job {
        WriteUnit write;
        ReadUnit read;
        Done done;
    };
    void submit(Job job);
    void loop();
    void run(std::unique_ptr<Session>& session, Job& job);
    bool run_once(Session& session, Job& job, WriteTx::Effects& effects);

    StoreOptions options_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job> jobs_;
    bool closing_ = false;
    std::atomic<bool> writable_{true};
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> units_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::vector<std::thread> threads_;
};

}  // namespace qingqian::store
