#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/problem.hpp"
#include "records/watch.hpp"
#include "store/store.hpp"

namespace qingqian::api {

/// The read log of this node: lines wait while the ones before them are written and are then written
/// together, in one unit. Safe from any thread. Held by shared_ptr, since a unit under way needs it.
class ReadLog : public std::enable_shared_from_this<ReadLog> {
  public:
    /// Called once, from any thread, when the line is durable; with a problem when it could not be written,
    /// and what was asked for is not to be shown then.
    using Done = std::move_only_function<void(base::Result<bool>)>;

    /// `store` must outlive it; `node` names the chain.
    ReadLog(store::Store& store, std::string_view node);

    void add(records::WatchLine line, Done done);

  private:
    struct Waiting {
        records::WatchLine line;
        Done done;
    };
    void write(std::vector<Waiting> batch);
    void written(std::vector<Waiting> batch, const base::Result<bool>& result);

    store::Store& store_;
    std::string chain_;
    std::mutex mutex_;
    bool writing_ = false;
    std::vector<Waiting> waiting_;
};

}  // namespace qingqian::api
