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

/// Records a try: an attempt row, and the message's state where nothing better is known already (a status
/// callback may have been quicker than our own record). What a provider surely did not take, or may not
/// carry, goes to the next one at once; only when all have been tried it waits and begins with the first.
void record_outcome(store::WriteTx& tx, std::int64_t message, const channels::Outcome& outcome,
                    const DispatchOptions& options);

/// Turns messages `claimed` before `before` and not in `own` into `unknown`. Returns how many.
std::size_t adopt_stranded(store::WriteTx& tx, base::UtcMillis before, const std::vector<std::int64_t>& own,
                           const DispatchOptions& options);

/// Takes messages that are `unknown` since a try before `before` for ones that do not arrive: reason
/// `never_confirmed`, and a party that nothing else reaches is to be called (see look_for_exhausted). They
/// stay `unknown`: what is heard of them later counts. Returns how many.
std::size_t give_up_unknown(store::WriteTx& tx, base::UtcMillis before);

/// SMS in state `unknown` whose carrier is to be asked now; only those of providers that can be asked.
std::vector<records::Message> to_ask(store::ReadTx& tx, base::UtcMillis now, const DispatchOptions& options);

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

/// Sends a message again that failed, did not arrive, or of which nobody knows: by decision of a person
/// (`officer`), who knows that it may arrive twice. What was before stays in its attempts, with the carrier's
/// id, so that late receipts for the earlier sending are known. Refuses `not_resendable` (409) in any other
/// state.
base::Result<records::Message> resend(store::WriteTx& tx, records::Message message, std::int64_t officer);

}  // namespace qingqian::notifier
