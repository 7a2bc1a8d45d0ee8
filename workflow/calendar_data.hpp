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

/// Reads a notice from JSON text, or says everything that is wrong with it: malformed members, days that
/// do not exist, stand twice or out of order, or lie outside the notice's year and the December before it.
std::expected<CalendarNotice, std::vector<std::string>> read_notice(std::string_view text);

/// The calendar that the notices make together; the notice published last rules. Its version names the latest
/// notice and what rules in the end ("2026-1f0c93ab"); days that a later notice overruled may be left out.
Calendar build_calendar(std::vector<CalendarNotice> notices);

}  // namespace qingqian::workflow
