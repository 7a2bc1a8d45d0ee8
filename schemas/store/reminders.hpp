#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace qingqian::store::reminders {

/// A reminder of a deadline that fell due (催办).
struct Reminder {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t clock = 0;  ///< id of the clock's row
    std::string rule;        ///< id of a row of schemas/rules/reminders.json
    std::string due;         ///< ISO day it was about; a due date that moves is reminded of anew
    std::string level;       ///< handler, head, supervisor, party
    base::UtcMillis planned_at = 0;
    base::UtcMillis sent_at = 0;
    std::int64_t covered_by = 0;  ///< the reminder that went out in its place; 0 when it went out itself
};

/// Adds it and sets `id`, unless the rule has reminded of this due date already. Whether it was added.
bool insert(WriteTx& tx, Reminder& reminder);

/// Rules that have reminded of this due date of a clock.
std::vector<std::string> rules_done(ReadTx& tx, std::int64_t clock, std::string_view due);

/// All of a case, oldest first.
std::vector<Reminder> of_case(ReadTx& tx, std::int64_t complaint);

}  // namespace qingqian::store::reminders
