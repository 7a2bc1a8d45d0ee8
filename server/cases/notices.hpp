#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "store/reference.hpp"
#include "store/store.hpp"
#include "workflow/calendar.hpp"
#include "workflow/calendar_data.hpp"

namespace qingqian::cases {

/// Name in the settings of the database: the version of the calendar by which every open clock has been
/// counted.
constexpr std::string_view recounted_setting = "calendar_recounted";

/// Puts the notices the program carries into the database, those that are not there yet.
void seed_notices(store::WriteTx& tx);

/// The calendar in force in `province`: all notices, and over them the province's own days.
workflow::Calendar read_calendar(store::ReadTx& tx, std::string_view province);

/// What came of a change to the calendar.
struct CalendarChange {
    std::string id;         ///< the notice's id, or the local day
    std::string title;      ///< the notice's title, or the local day's name
    bool replaced = false;  ///< it was known before
    std::string version_before;
    std::string version;               ///< the same as before when nothing rules differently
    std::vector<std::string> missing;  ///< holidays that the notice of a whole year leaves out
};

/// A notice that was checked, and the calendar as it would be with it.
struct CalendarPreview {
    workflow::CalendarNotice notice;
    workflow::Calendar calendar{"", {}, {}};
    CalendarChange change;
};

/// Checks a notice (放假通知) and changes nothing. Refuses as `load_notice` does.
base::Result<CalendarPreview> preview_notice(store::ReadTx& tx, std::string_view province,
                                             std::string_view text);

/// Checks a notice (放假通知) and stores it; one whose id is known is replaced by it. Refuses `invalid_input`
/// with every fault at its place in the file; nothing is changed then. Open clocks are not counted again
/// here, see recompute.hpp.
base::Result<CalendarChange> load_notice(store::WriteTx& tx, std::string_view province,
                                         std::string_view text);

/// Adds a province's own special day, or replaces it. Refuses `invalid_input`: a day that does not exist, no
/// name, no source, a day that is what it is said to be anyhow.
base::Result<CalendarChange> add_local_day(store::WriteTx& tx, const store::reference::LocalDay& day);
/// Refuses `local_day_unknown` (404).
base::Result<CalendarChange> remove_local_day(store::WriteTx& tx, std::string_view province,
                                              std::string_view day);

/// `CalendarList` of the contract: version, notices, local days, and the first day that is not final.
boost::json::object calendar_json(store::ReadTx& tx, std::string_view province);

}  // namespace qingqian::cases
