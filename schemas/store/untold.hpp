#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "store/store.hpp"

/// Notices that are told after their step rather than with it: dates that a calendar moved by the hundred
/// thousand. A row is there from the commit of the step to the commit of the messages.
namespace qingqian::store::untold {

struct Row {
    std::int64_t event = 0;
    std::int64_t complaint = 0;
    std::string notices;  ///< JSON, as cases/untold.hpp writes it
};

void insert(WriteTx& tx, const Row& row);

/// Rows above `after`, at most `limit`, ascending by event.
std::vector<Row> next(ReadTx& tx, std::int64_t after, std::size_t limit);

/// Whether the row was there until now: of two that take it at once, one is told so.
bool remove(WriteTx& tx, std::int64_t event);

}  // namespace qingqian::store::untold
