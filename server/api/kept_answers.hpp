#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace qingqian::api {

/// Answers that take long to add up, each kept for a hundred times as long as it took (at most a minute): the
/// figures of a small office are of this moment, and those of a large one cost a reader one part in a hundred
/// whoever asks how often. One caller adds up an answer at a time; others get what was kept. Thread-safe.
class KeptAnswers {
  public:
    using Compute = std::function<boost::json::object()>;
    /// The answer of `key`, which names who may see what: scope, question and day.
    boost::json::object of(const std::string& key, const Compute& compute);

  private:
    using Time = std::chrono::steady_clock;
    struct Entry {
        std::mutex adding;
        bool there = false;
        boost::json::object answer;
        Time::time_point until{};
    };
    std::shared_ptr<Entry> entry(const std::string& key);

    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>> entries_;
};

}  // namespace qingqian::api
