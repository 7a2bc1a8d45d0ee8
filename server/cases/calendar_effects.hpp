#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <string_view>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

/// What a calendar does to the deadlines of open cases: before it is loaded, and after.
namespace qingqian::cases {

/// How many of the cases that would move a preview names.
constexpr std::size_t preview_shows = 200;

/// `CalendarPreview` of the contract: a notice checked as if it were loaded, and which open deadlines it
/// would move, those nearest first. Changes nothing. Refuses as `load_notice` does.
base::Result<boost::json::object> preview_calendar(store::ReadTx& tx, const Environment& env,
                                                   std::string_view notice);

/// `CalendarMoves`: what the calendar `version` (empty: the one in force) moved in the cases that the reader
/// may know of, newest first. Who administers the system sees number, term and days of every case and nothing
/// else of it.
base::Result<boost::json::object> read_calendar_moves(store::ReadTx& tx, const Environment& env,
                                                      const records::Actor& reader, std::string_view version,
                                                      std::string_view after, std::size_t limit);
/// The exact number of them.
std::int64_t count_calendar_moves(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                  std::string_view version);

}  // namespace qingqian::cases
