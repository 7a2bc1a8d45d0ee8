#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "notifier/channels/outcome.hpp"
#include "notifier/channels/twilio.hpp"
#include "notifier/dispatch.hpp"
#include "store/store.hpp"

namespace qingqian::notifier {

/// A message whose try has ended.
struct Tried {
    std::int64_t message = 0;
    channels::Outcome outcome;
};

/// What is done about a channel in one commit.
struct Turn {
    std::string_view channel;
    std::vector<Tried> tried;  ///< to be recorded
    std::size_t room = 0;      ///< how many may be claimed
    bool provided = true;      ///< whether the channel has a provider

    std::vector<records::Message> claimed;         ///< may leave after the commit
    std::optional<base::UtcMillis> next_due = {};  ///< when the next may go
};

/// Records what has ended and claims what may leave next: both or neither, so that at any moment no more
/// messages are claimed than are on their way. Without a provider the claimed are recorded as `skipped`.
void take_turn(store::WriteTx& tx, Turn& turn, const DispatchOptions& options);

/// Records a try: an attempt row, and the message's state where nothing better is known already (a status
/// callback may have been quicker than our own record).
void record_outcome(store::WriteTx& tx, std::int64_t message, const channels::Outcome& outcome,
                    const DispatchOptions& options);

/// Gives a claimed message back untried, to go at `until`.
void postpone(store::WriteTx& tx, std::int64_t message, base::UtcMillis until);

/// Turns messages `claimed` before `before` and not in `own` into `unknown`. Returns how many.
std::size_t adopt_stranded(store::WriteTx& tx, base::UtcMillis before, const std::vector<std::int64_t>& own,
                           const DispatchOptions& options);

/// SMS in state `unknown` whose carrier is to be asked now.
std::vector<records::Message> to_ask(store::ReadTx& tx, base::UtcMillis now);

/// How a question to the carrier ended.
struct Asked {
    std::vector<channels::Listed> listed;
    base::UtcMillis at = 0;  ///< when it was asked
    /// The list surely holds every message of the try's time, sent or not; only then can absence be proof.
    bool complete = false;
};

enum class Settled { resolved, queued_again, waiting };

/// Settles an `unknown` SMS by the carrier's list: found (number, text, an id that no other message of the
/// case has) it takes the id and state; surely absent after the grace time it is queued again; otherwise it
/// is asked about later.
Settled settle(store::WriteTx& tx, std::int64_t message, const Asked& asked, const DispatchOptions& options);

}  // namespace qingqian::notifier
