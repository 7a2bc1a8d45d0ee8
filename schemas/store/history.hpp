#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::store::history {

/// Appends an event and its values; sets `event.id`. The caller has computed seq, prev_hash and hash.
void append(WriteTx& tx, records::Event& event, const std::vector<records::EventValue>& values);

/// All events of a case in order, and their values.
std::vector<records::Event> events(ReadTx& tx, std::int64_t complaint);
std::vector<records::EventValue> values(ReadTx& tx, std::int64_t complaint);

/// Whether `hash` is the hash of an event of case `number`; yields its seq.
std::optional<std::int64_t> find_hash(ReadTx& tx, std::string_view number, std::string_view hash);

/// Ids of all cases above `after`, at most `limit`, ascending; for the audit's walk.
std::vector<std::int64_t> case_ids(ReadTx& tx, std::int64_t after, std::size_t limit);

void insert_clock(WriteTx& tx, records::CaseClock& clock);
void update_clock(WriteTx& tx, const records::CaseClock& clock);
/// Writes dates, what they were counted by, and whether the clock is late; nothing else of it.
void update_dates(WriteTx& tx, const records::CaseClock& clock);
std::vector<records::CaseClock> clocks(ReadTx& tx, std::int64_t complaint);
/// Clocks of all cases that run, above `after`, at most `limit`, ascending by id.
std::vector<records::CaseClock> running_clocks(ReadTx& tx, std::int64_t after, std::size_t limit);

void insert_timer(WriteTx& tx, records::Timer& timer);
/// Open timers due at or before `now`, oldest first, those behind `after` alone.
std::vector<records::Timer> due_timers(ReadTx& tx, base::UtcMillis now, std::size_t limit,
                                       const records::Timer& after = {.due_at = -1});
/// When the next open timer is due; nothing when none is open.
std::optional<base::UtcMillis> next_timer(ReadTx& tx);
/// Whether it was open until now: of two that finish it at once, one is told so.
bool finish_timer(WriteTx& tx, std::int64_t timer, base::UtcMillis at);
void finish_timers_of_clock(WriteTx& tx, std::int64_t complaint, std::string_view clock, base::UtcMillis at);

/// Adds an entry to a case's account (账目); sets `id`.
void insert_entry(WriteTx& tx, records::LedgerEntry& entry);
/// All entries of a case, oldest first.
std::vector<records::LedgerEntry> entries(ReadTx& tx, std::int64_t complaint);

}  // namespace qingqian::store::history
