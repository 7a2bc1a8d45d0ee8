#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "cases/environment.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {

/// Keeps the notices of an event, to be told by `tell_untold`; in the event's own transaction.
void keep_untold(store::WriteTx& tx, std::int64_t complaint, std::int64_t event,
                 const std::vector<workflow::Notice>& notices);

/// Puts the messages of everything kept into the outbox, oldest first, in small units of work, and yields how
/// many events were told. Each is told once, whoever else does the same: its row goes with the commit of its
/// messages. May be stopped and may die; what could not be told is logged and stays for the next call.
std::size_t tell_untold(
    store::Store& store, const Environment& env,
    const std::function<bool()>& stopping = [] { return false; });

}  // namespace qingqian::cases
