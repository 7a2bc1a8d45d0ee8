#pragma once

#include <condition_variable>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "files/blob_store.hpp"
#include "files/clamd.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::files {

/// Gives every attachment its verdict: a thread that takes those `pending` out of the store, looks into the
/// file, asks the virus scanner where there is one, and records what was found. While the virus scanner
/// cannot be reached, files stay pending. What was pending when the program ended is taken up again at the
/// start.
class Scanner {
  public:
    /// Called for what went wrong on our side, for the log.
    using Report = std::function<void(std::string_view detail)>;

    /// `store` and `blobs` must outlive it. Without `clamd` no file is looked at for viruses, and each
    /// verdict says so (`virus_unchecked`).
    Scanner(store::Store& store, const BlobStore& blobs, Report report, std::optional<Clamd> clamd = {});
    ~Scanner();  ///< stops
    Scanner(const Scanner&) = delete;
    Scanner& operator=(const Scanner&) = delete;

    void start();
    /// An attachment was committed. From any thread.
    void wake();
    /// Finishes the file in hand and joins. Call it before the store is closed.
    void stop();

  private:
    void run();
    bool scan_batch();
    std::expected<Verdict, std::string> look_at(const records::Attachment& attachment) const;
    bool stopping();

    store::Store& store_;
    const BlobStore& blobs_;
    Report report_;
    std::optional<Clamd> clamd_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = true;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace qingqian::files
