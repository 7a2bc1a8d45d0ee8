#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace qingqian::records {

/// A line of the read log (`log` read) or of the administrators' log (admin), link of a chain of hashes.
struct WatchLine {
    std::int64_t id = 0;
    std::string log;
    std::string chain;  ///< "read:node-1", "admin"
    std::int64_t seq = 0;
    base::UtcMillis at = 0;
    std::string actor_kind;  ///< officer, complainant, respondent, command_line
    std::int64_t officer = 0;
    std::string actor_name;
    std::int64_t body = 0;
    std::int64_t complaint = 0;  ///< 0 where it is about no case
    std::string number;          ///< of that case; its UUID while it has none
    std::string what;  ///< case, history, messages, document, file, contact, call; an act of an administrator
    std::string about;      ///< which file, document, contact, or what was set
    std::string why;        ///< the reason given, where one is asked for
    std::string prev_hash;  ///< of the line before it in its chain; empty for the first
    std::string hash;
};

/// Where a chain ends.
struct ChainEnd {
    std::string chain;
    std::int64_t seq = 0;
    std::string hash;
};

}  // namespace qingqian::records
