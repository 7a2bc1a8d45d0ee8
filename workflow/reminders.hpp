#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "records/complaint.hpp"
#include "workflow/calendar.hpp"

namespace qingqian::workflow {

/// One row of schemas/rules/reminders.json: when whom a clock reminds (催办). No law has a number here; all
/// are settings.
struct ReminderRule {
    std::string id;
    std::string clock;        ///< kind, or "*" for every kind that has no row of its own
    std::string province;     ///< two letters; empty for the whole country
    std::int64_t offset = 0;  ///< working days after the legal day; negative: before it
    /// Whom: party (complainant or respondent, whose term it is), handler, head, supervisor. The highest is
    /// the reminder's level.
    std::vector<std::string> tell;
    std::string valid_from;   ///< ISO day, inclusive
    std::string valid_until;  ///< ISO day, exclusive; empty for ever
    std::string source;

    /// The highest of `tell`.
    const std::string& level() const;
};

/// How high a level stands: party 0, handler 1, head 2, supervisor 3.
std::int64_t level_rank(std::string_view level);

/// A reminder of one due date, and when it goes out.
struct PlannedReminder {
    const ReminderRule* rule = nullptr;
    base::UtcMillis at = 0;
};

/// When deadlines are reminded of.
class Reminders {
  public:
    Reminders() = default;
    /// Reminders are planned for `hour` o'clock.
    Reminders(std::vector<ReminderRule> rows, std::int64_t hour) : rows_(std::move(rows)), hour_(hour) {}

    const std::vector<ReminderRule>& rows() const { return rows_; }

    /// The reminders of a clock's legal day, in the order in which they go out: on working days only, at the
    /// hour of the rules. A province's rows stand in place of the country's, a kind's own rows in place of
    /// "*". A reminder before the legal day that would fall on the day the clock began, or earlier, is left
    /// out. Pure.
    std::vector<PlannedReminder> plan(const Calendar& calendar, const records::CaseClock& clock,
                                      std::string_view province) const;

    /// The first moment from `at` on at which a reminder may go out: `at` itself on a working day, otherwise
    /// the hour of the next one.
    base::UtcMillis opening(const Calendar& calendar, base::UtcMillis at) const;

  private:
    std::vector<const ReminderRule*> governing(const records::CaseClock& clock,
                                               std::string_view province) const;

    std::vector<ReminderRule> rows_;
    std::int64_t hour_ = 9;
};

/// Reads schemas/rules/reminders.json, or says everything that is wrong with it: ids that stand twice, levels
/// that do not exist, days that do not exist, two rows that say the same thing.
std::expected<Reminders, std::vector<std::string>> read_reminders(const boost::json::value& document);

}  // namespace qingqian::workflow
