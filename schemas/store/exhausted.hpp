#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "records/message.hpp"
#include "store/store.hpp"

/// Events of which somebody could be told on no channel, and who is therefore to be called. The queue lists
/// such cases by `complaints::Query::telephone`.
namespace qingqian::store::exhausted {

/// Adds it and sets `id`; false when this recipient is to be called about this event already.
bool insert(WriteTx& tx, records::Exhausted& row);

/// The one about an event and recipient.
std::optional<records::Exhausted> of_event(ReadTx& tx, std::int64_t event, std::string_view recipient);
std::optional<records::Exhausted> find(ReadTx& tx, std::int64_t id);
/// Those of a case, oldest first.
std::vector<records::Exhausted> of_case(ReadTx& tx, std::int64_t complaint);
/// Those of which no officer was told yet, oldest first.
std::vector<records::Exhausted> untaken(ReadTx& tx, std::size_t limit);
/// Writes `taken_at`, `calls` and how it ended.
void update(WriteTx& tx, const records::Exhausted& row);

}  // namespace qingqian::store::exhausted
