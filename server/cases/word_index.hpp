#pragma once

#include <boost/json/array.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "cases/environment.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

/// Search in the texts of a case: what its form says in words, and what its attachments are called. Contacts
/// do not stand in the form and are not found. Texts are read a moment after the filing, which does not wait.
namespace qingqian::cases {

/// One text of a case, and where it stands: `text` (a field of the form) or `file` (the name of an
/// attachment).
struct CaseText {
    std::string_view where;
    std::string text;
};
std::vector<CaseText> texts_of(store::ReadTx& tx, const Environment& env,
                               const records::Complaint& complaint);

/// Reads the texts of up to `limit` cases that were filed or changed; how many there were.
std::size_t index_words(store::Store& store, const Environment& env, std::size_t limit);

/// `found` of a line (`ComplaintSummary`): where the words of a search stand that neither the names nor the
/// number of the line show; at most three excerpts.
boost::json::array excerpts(store::ReadTx& tx, const Environment& env, std::int64_t complaint,
                            std::string_view asked);

/// The thread that keeps the words up to date.
class WordIndexer {
  public:
    /// Both must outlive it.
    WordIndexer(store::Store& store, EnvironmentSource& environment,
                std::chrono::milliseconds interval = std::chrono::milliseconds(500));
    ~WordIndexer();  ///< stops
    WordIndexer(const WordIndexer&) = delete;
    WordIndexer& operator=(const WordIndexer&) = delete;

    void start();
    /// Finishes the batch in hand and joins. Call it before the store is closed.
    void stop();

  private:
    void run();
    bool wait(std::chrono::milliseconds time);

    store::Store& store_;
    EnvironmentSource& environment_;
    std::chrono::milliseconds interval_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace qingqian::cases
