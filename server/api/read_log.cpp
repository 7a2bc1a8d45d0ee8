#include "read_log.hpp"

#include "cases/watch.hpp"

namespace qingqian::api {

ReadLog::ReadLog(store::Store& store, std::string_view node)
    : store_(store), chain_(cases::read_chain(node)) {}

void ReadLog::add(records::WatchLine line, Done done) {
    std::vector<Waiting> batch;
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({std::move(line), std::move(done)});
        if (writing_) return;
        writing_ = true;
        batch.swap(waiting_);
    }
    write(std::move(batch));
}

void ReadLog::write(std::vector<Waiting> batch) {
    // The unit may run twice: it has its own copy of the lines.
    auto lines = std::make_shared<std::vector<records::WatchLine>>();
    for (const auto& each : batch) lines->push_back(each.line);
    store_.write<bool>(
        [lines, chain = chain_](store::WriteTx& tx) -> base::Result<bool> {
            cases::write_watch(tx, chain, *lines);
            return true;
        },
        [self = shared_from_this(), batch = std::move(batch)](base::Result<bool> result) mutable {
            self->written(std::move(batch), result);
        });
}

void ReadLog::written(std::vector<Waiting> batch, const base::Result<bool>& result) {
    for (auto& each : batch) each.done(result);
    std::vector<Waiting> next;
    {
        const std::lock_guard lock(mutex_);
        next.swap(waiting_);
        if (next.empty()) {
            writing_ = false;
            return;
        }
    }
    write(std::move(next));
}

}  // namespace qingqian::api
