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

/// Claims up to `limit` messages of a channel that may go now (`queued`, next_try_at ≤ now), oldest first,
/// and returns them as `claimed`. On PostgreSQL with FOR UPDATE SKIP LOCKED.
std::vector<records::Message> claim(WriteTx& tx, std::string_view channel, base::UtcMillis now,
                                    std::size_t limit);

/// When the next queued message of a channel may go; nothing when none waits.
std::optional<base::UtcMillis> next_due(ReadTx& tx, std::string_view channel);

/// Messages `claimed` before `before`: a process died between claim and record, so nobody knows.
std::vector<records::Message> stranded(ReadTx& tx, base::UtcMillis before, std::size_t limit);

/// Messages in state `unknown`, in the order in which they are to be asked about (`next_try_at`).
std::vector<records::Message> unknown(ReadTx& tx, std::size_t limit);

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
