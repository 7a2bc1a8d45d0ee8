#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "files/blob_store.hpp"
#include "store/store.hpp"

namespace qingqian::files {

/// A blob is durable before its row is committed; where the row was refused, nobody has it. Longer than any
/// upload takes from its last byte to its row.
inline constexpr std::chrono::hours orphan_after{24};
/// So long what was set aside can still be brought back, should the program have looked into the wrong
/// database.
inline constexpr std::chrono::hours orphan_kept{30 * 24};

struct Collected {
    std::size_t set_aside = 0;
    std::size_t deleted = 0;
    std::size_t uploads = 0;  ///< parts of expired uploads that were deleted
    std::size_t drafts = 0;   ///< drafts that nobody touched any more
};

/// Sets aside the blobs that are older than `orphan_after` and stand in no attachment's row, not even a
/// removed one's, and deletes those that were set aside longer than `orphan_kept` ago. Blocks; memory: 8
/// bytes an attachment.
base::Result<Collected> collect_orphans(store::Store& store, const BlobStore& blobs, base::UtcMillis now);

/// So long it is still known that an upload had expired.
inline constexpr std::chrono::hours expiry_remembered{7 * 24};

/// Deletes what arrived of resumable uploads to which nothing was added for longer than `kept`, and forgets
/// the uploads that expired longer than `expiry_remembered` ago. How many parts were deleted. Blocks.
base::Result<std::size_t> sweep_uploads(store::Store& store, const BlobStore& blobs, base::UtcMillis now,
                                        std::chrono::milliseconds kept);

/// Deletes drafts that nobody touched for longer than `kept` (store/drafts.hpp), a page a unit. How many.
/// Their files are orphans then. Blocks.
base::Result<std::size_t> forget_drafts(store::Store& store, std::chrono::milliseconds kept);

/// A thread that sweeps uploads and drafts every hour and collects orphans once a day, first an hour after
/// the start.
class Collector {
  public:
    using Report = std::function<void(const base::Result<Collected>&)>;  ///< for the log

    /// All must outlive it. `upload_kept`: how long an upload waits for more bytes; `draft_kept`: a draft for
    /// its owner.
    Collector(store::Store& store, const BlobStore& blobs, const base::Clock& clock,
              std::chrono::milliseconds upload_kept, std::chrono::milliseconds draft_kept, Report report);
    ~Collector();  ///< stops
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    void start();
    /// Finishes the look in hand and joins. Call it before the store is closed.
    void stop();

  private:
    void run();

    store::Store& store_;
    const BlobStore& blobs_;
    const base::Clock& clock_;
    std::chrono::milliseconds upload_kept_;
    std::chrono::milliseconds draft_kept_;
    Report report_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace qingqian::files
