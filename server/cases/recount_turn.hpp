#pragma once

#include "base/problem.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// Whose turn it is to count the clocks again, among the processes of one database: two at once would do the
/// same work twice and keep each other waiting. Kept in the settings with the time it was last used; whoever
/// holds it and does not use it for ten seconds has lost it, so that nothing waits for a dead process.
namespace recount_turn {

/// Takes the turn, or goes on with it; false when another process has it.
bool keep(store::WriteTx& tx);

/// Takes the turn from whoever has it: that one stops at its next unit of work.
void seize(store::WriteTx& tx);

/// Gives the turn back, if it is this process's.
void give_back(store::WriteTx& tx);

/// Whether another process is counting.
base::Result<bool> is_anothers(store::Store& store);

}  // namespace recount_turn
}  // namespace qingqian::cases
