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

/// What one look at the outbox brought.
struct Claimed {
    std::vector<records::Message> messages;
    std::optional<base::UtcMillis> next_due;
};

/// Claims messages and says when the next may go.
Claimed claim(store::WriteTx& tx, std::size_t limit);

/// Records a try: an attempt row, and the message's state where nothing better is known already (a status
/// callback may have been quicker than our own record).
void record_outcome(store::WriteTx& tx, std::int64_t message, const channels::Outcome& outcome,
                    const DispatchOptions& options);

/// Gives a claimed message back untried, to go at `until`.
void postpone(store::WriteTx& tx, std::int64_t message, base::UtcMillis until);

/// A claimed message for which there is no provider any more.
void record_no_provider(store::WriteTx& tx, std::int64_t message);

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
