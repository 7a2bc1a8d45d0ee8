#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace qingqian::workflow {

/// One day that a notice of the State Council's Office rules: a rest day (off) or a make-up working day
/// (调休上班).
struct RuledDay {
    bool off = false;
    std::string name;    ///< "国庆节"
    std::string notice;  ///< id of the notice that ruled last
};

/// The working-day calendar (工作日). Value type; pure.
class Calendar {
  public:
    /// `version` names the set of notices it was made of; it is stored with every due date.
    Calendar(std::string version, std::map<base::Day, RuledDay> days, std::set<int> covered_years);

    const std::string& version() const { return version_; }
    /// Monday to Friday unless ruled otherwise.
    bool is_working_day(base::Day day) const;
    /// The ruling for a day, or null.
    const RuledDay* ruling(base::Day day) const;
    /// Whether the answer for `day` is final. A year is covered when its notice is loaded; its last days
    /// (from 25 December on) only when the following year's notice is loaded too, which may rule them.
    bool is_final(base::Day day) const;

  private:
    std::string version_;
    std::map<base::Day, RuledDay> days_;
    std::set<int> covered_;
};

enum class Unit { working_days, calendar_days };

/// One line of the explanation of a due date.
struct CountedDay {
    base::Day day;
    std::int64_t number = 0;  ///< 0 for a day that does not count
    std::string reason;       ///< start, counted, weekend, holiday, make_up, rolled, paused
    std::string name;         ///< holiday's name when ruled
    std::string notice;       ///< id of the notice that ruled the day
    bool provisional = false;
};

/// A due date with everything it takes to defend it.
struct DueDate {
    base::Day raw;
    base::Day legal;
    bool provisional = false;
    std::vector<CountedDay> explain;  ///< one entry a day from the day of the event to the legal day
};

/// The longest term that can be counted, in days.
constexpr std::int64_t max_term_length = 3660;

/// A span in which a term stands still: the days after `from` up to and including `until`. As with every
/// event, the day on which it stopped still counts and the day on which it goes on does not.
struct Span {
    base::Day from;
    base::Day until;
};

/// The last day of a term of `length` days (0 to max_term_length; else std::invalid_argument) that begins
/// with an event on `start`. The day of the event is not counted (民法典 201); a last day that is a rest day
/// moves to the next working day (民法典 203), but never beyond `latest`. Days in `pauses` do not count, and
/// no term ends on one. A day-by-day `provisional` is set only where it matters whether the day is a rest
/// day: every day of a term in working days, the last day and what follows of the others. Where only the
/// dates are asked for, `explained` off saves the explanation: its last entry alone is there.
DueDate due_date(const Calendar& calendar, base::Day start, Unit unit, std::int64_t length,
                 std::span<const Span> pauses = {}, std::optional<base::Day> latest = std::nullopt,
                 bool explained = true);

/// The day until which a payment promised for `day` is in time: a rest day moves to the next working day
/// (民法典 203).
base::Day legal_day_of(const Calendar& calendar, base::Day day);

/// How many days of a term that begins with an event on `start` count up to and including `until`: its
/// length if it ended there.
std::int64_t counted_until(const Calendar& calendar, base::Day start, Unit unit, base::Day until,
                           std::span<const Span> pauses = {});

/// The day that lies `count` working days after `day`, or before it when `count` is negative; `day` itself
/// for 0.
base::Day add_working_days(const Calendar& calendar, base::Day day, std::int64_t count);

}  // namespace qingqian::workflow
