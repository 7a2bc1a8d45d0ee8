#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "workflow/calendar.hpp"

namespace qingqian::workflow {

/// One notice of the State Council's Office (国务院办公厅节假日安排通知), a file of schemas/calendars.
struct CalendarNotice {
    struct Ruling {
        base::Day day;
        bool off = false;
        std::string name;
    };
    std::string id;      ///< "2026"; a later change of the same year bears its day, "2020-01-27"
    std::string number;  ///< "国办发明电〔2025〕7号"
    std::string title;
    std::string address;  ///< where the notice stands on gov.cn
    base::Day issued;     ///< day of its publication; a later notice overrules an earlier one
    int year = 0;
    std::vector<Ruling> days;  ///< rising

    /// Whether this is the yearly notice, which settles the whole year: it rules 1 January.
    bool covers_year() const;
};

/// A province's own rest day or working day (地方特殊日期): it stands over the notices.
struct LocalRuling {
    base::Day day;
    bool off = false;
    std::string name;    ///< "三月三"
    std::string source;  ///< the paper that says so
};

/// Reads a notice from JSON text, or says everything that is wrong with it: malformed or unknown members, no
/// days at all, days that do not exist, stand twice or out of order, or lie outside the notice's year and the
/// December before it; days named after no public holiday; a holiday whose rest days have a gap.
std::expected<CalendarNotice, std::vector<std::string>> read_notice(std::string_view text);

/// The holidays of the year (全国年节及纪念日放假办法) that the notice of a whole year leaves out. Nothing is
/// wrong with that, but somebody should look at the paper again.
std::vector<std::string> missing_holidays(const CalendarNotice& notice);

/// What is wrong with a notice beside the calendar of all others: a weekday ruled as a working day that was
/// none of their rest days. Each with its JSON pointer.
std::vector<std::string> notice_faults(const CalendarNotice& notice, const Calendar& others);

/// The calendar that the notices make together; the notice published last rules, and over all of them the
/// local days. Its version names the latest notice and what rules in the end ("2026-1f0c93ab"); days that a
/// later notice overruled may be left out.
Calendar build_calendar(std::vector<CalendarNotice> notices, const std::vector<LocalRuling>& local = {});

}  // namespace qingqian::workflow
