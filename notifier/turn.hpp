#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notifier/carrier.hpp"
#include "notifier/digest.hpp"
#include "notifier/settle.hpp"
#include "store/store.hpp"

namespace qingqian::notifier {

/// What is done about a channel in one commit.
struct Turn {
    std::string_view channel;
    std::vector<Tried> tried;       ///< to be recorded
    std::size_t room = 0;           ///< how many may be claimed
    bool provided = true;           ///< whether the channel has a provider
    std::vector<Share> shares;      ///< what may leave to whom
    std::vector<std::string> busy;  ///< numbers to which an SMS is on its way

    std::vector<records::Message> claimed{};       ///< may leave after the commit, each to its `provider`
    std::optional<base::UtcMillis> next_due = {};  ///< when the next may go
};

/// Records what has ended and claims what may leave next: both or neither, so that at any moment no more
/// messages are claimed than are on their way. Without a provider the claimed are recorded as `skipped`.
///
/// Of the claimed those leave that nothing holds back: `hold` (hold.hpp); a notice to an officer waits for
/// others and goes as one digest with them; two SMS to one number leave one after the other, in the order in
/// which they were put in. `catalogue` has the words of a digest.
void take_turn(store::WriteTx& tx, Turn& turn, const DispatchOptions& options, const Catalogue& catalogue);

/// Gives a claimed message back untried, to go at `until`.
void postpone(store::WriteTx& tx, std::int64_t message, base::UtcMillis until);

}  // namespace qingqian::notifier
