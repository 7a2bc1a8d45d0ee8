#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "store/store.hpp"

/// What waits in the database, for whoever runs the program. Each question reads an index that holds nothing
/// but what waits.
namespace qingqian::store::system_state {

struct Waiting {
    std::int64_t rows = 0;
    base::UtcMillis oldest = 0;  ///< since when the first of them waits; 0 where none does
};

struct State {
    std::string engine;          ///< sqlite or postgresql
    std::int64_t schema = 0;     ///< the migration it stands at
    Waiting queued{};            ///< messages that may go, by the time they were to go
    Waiting claimed{};           ///< messages in somebody's hands; old ones were left by a process that died
    Waiting unknown{};           ///< messages of which nobody knows what the carrier did
    std::int64_t to_call = 0;    ///< recipients whom no channel reached and nobody has called yet
    Waiting timers{};            ///< timers that are due and not done
    std::int64_t unscanned = 0;  ///< files without a verdict
};

State read(ReadTx& tx);

}  // namespace qingqian::store::system_state
