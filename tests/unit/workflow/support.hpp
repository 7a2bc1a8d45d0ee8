#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "base/problem.hpp"
#include "records/body.hpp"
#include "workflow/calendar.hpp"
#include "workflow/decide.hpp"
#include "workflow/definition.hpp"
#include "workflow/terms.hpp"

/// The shipped rules, loaded once.
const qingqian::workflow::Calendar& shipped_calendar();
const qingqian::workflow::Definition& complaint_definition();
const qingqian::workflow::Terms& shipped_terms();

/// JSON of a file beside the tests, "toy.json".
boost::json::value test_file(const std::string& name);

constexpr std::int64_t accepting_id = 10;
constexpr std::int64_t handling_id = 20;

/// The moment of a legal day at `hour` o'clock in Shanghai.
qingqian::base::UtcMillis at(const std::string& day, int hour = 10);

/// A complete draft of a firm in Jiangsu, 186,500.00 yuan, all materials attached.
qingqian::workflow::CaseView draft_case();
/// The same case standing in `state`, with the clocks that run there, begun on 2026-11-23.
qingqian::workflow::CaseView case_in(const std::string& state);

qingqian::records::Actor complainant();
qingqian::records::Actor system_actor();
qingqian::records::Actor officer(std::int64_t id, const std::string& role, std::int64_t body);

/// Input with which `action` of the complaint workflow has no fault.
boost::json::object sound_input(const std::string& action);
/// The same with the days and sums that this case asks for now.
boost::json::object sound_input(const std::string& action, const qingqian::workflow::CaseView& view,
                                qingqian::base::UtcMillis now);

qingqian::base::Result<qingqian::workflow::Decision> take(const qingqian::workflow::CaseView& view,
                                                          const std::string& action,
                                                          const qingqian::records::Actor& actor,
                                                          const boost::json::object& input,
                                                          qingqian::base::UtcMillis now);

/// The case after an action with sound, or the given, input; throws when it is refused.
qingqian::workflow::CaseView after(const qingqian::workflow::CaseView& view, const std::string& action,
                                   const qingqian::records::Actor& actor,
                                   qingqian::base::UtcMillis now = at("2026-11-23"));
qingqian::workflow::CaseView after(const qingqian::workflow::CaseView& view, const std::string& action,
                                   const qingqian::records::Actor& actor, const boost::json::object& input,
                                   qingqian::base::UtcMillis now);

/// The case after a decision was stored: row, clocks, tracks, plan, ledger, and who proposed a refusal.
qingqian::workflow::CaseView stored(const qingqian::workflow::CaseView& view,
                                    const qingqian::workflow::Decision& decision,
                                    const qingqian::records::Actor& actor);

/// Codes of a refusal's reasons, comma separated; the problem's own code when it has none.
std::string reasons_of(const qingqian::base::Problem& problem);

/// The faults of an input as "pointer:code pointer:code".
std::string fields_of(const qingqian::base::Problem& problem);

/// How an action is refused: its reasons, or the faults of its input; "decided" when it is not.
std::string refused(const qingqian::workflow::CaseView& view, const std::string& action,
                    const qingqian::records::Actor& actor, const boost::json::object& input,
                    qingqian::base::UtcMillis now = at("2026-11-23"));
