#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/message.hpp"
#include "store/store.hpp"

namespace qingqian::store::outbox {

/// Puts a message into the outbox; sets `id`. The key (event, recipient, channel) makes a second one for the
/// same event impossible: returns false and changes nothing when it is there already.
bool insert(WriteTx& tx, records::Message& message);

/// Claims up to `limit` messages of a channel that may go now (`queued`, next_try_at ≤ now), the most urgent
/// first, of those the oldest, and returns them as `claimed`. On PostgreSQL with FOR UPDATE SKIP LOCKED.
std::vector<records::Message> claim(WriteTx& tx, std::string_view channel, base::UtcMillis now,
                                    std::size_t limit);

/// When the next queued message of a channel may go; nothing when none waits.
std::optional<base::UtcMillis> next_due(ReadTx& tx, std::string_view channel);

/// When messages of this event were handed to a carrier for this number, newest first, at most `limit`; of
/// those put in before message `before` (an id; 0 = all).
std::vector<base::UtcMillis> sent_to(ReadTx& tx, std::string_view address, std::string_view event_name,
                                     std::int64_t before, std::size_t limit);

/// SMS of one event to one number, newest first, at most `limit`.
std::vector<records::Message> of_text(ReadTx& tx, std::string_view address, std::string_view event_name,
                                      std::size_t limit);

/// Whether an untried SMS that was put in before `message`, and is no less urgent, leaves for the same number
/// until `until`.
bool older_waits(ReadTx& tx, const records::Message& message, base::UtcMillis until);

/// Untried messages of one recipient that wait on a channel, oldest first; no one-time codes.
std::vector<records::Message> waiting_for(ReadTx& tx, std::string_view recipient, std::string_view channel,
                                          std::size_t limit);

/// Every message that tells one recipient of one event: one a channel.
std::vector<records::Message> of_event(ReadTx& tx, std::int64_t event, std::string_view recipient);

/// Messages `claimed` before `before`: a process died between claim and record, so nobody knows.
std::vector<records::Message> stranded(ReadTx& tx, base::UtcMillis before, std::size_t limit);

/// Messages in state `unknown`, in the order in which they are to be asked about (`next_try_at`).
std::vector<records::Message> unknown(ReadTx& tx, std::size_t limit);
/// Those of them that were tried before `before` and not yet given up (`never_confirmed`).
std::vector<records::Message> unconfirmed(ReadTx& tx, base::UtcMillis before, std::size_t limit);

std::optional<records::Message> find(ReadTx& tx, std::string_view uid);
std::optional<records::Message> find_by_id(ReadTx& tx, std::int64_t id);
void update(WriteTx& tx, const records::Message& message);
void add_attempt(WriteTx& tx, records::Attempt& attempt);
/// Logs a receipt; false when the same (message, provider_id, status) was logged before.
bool add_receipt(WriteTx& tx, records::Receipt& receipt);

/// Messages of a case, oldest first, at most 500.
std::vector<records::Message> of_case(ReadTx& tx, std::int64_t complaint);
std::vector<records::Attempt> attempts(ReadTx& tx, std::int64_t message);

}  // namespace qingqian::store::outbox
