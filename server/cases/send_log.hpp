#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/send_log.hpp"
#include "store/store.hpp"

/// What was sent, to whom, and what became of it, as far as the reader may know.
namespace qingqian::cases {

/// How much of the log somebody sees.
struct LogReader {
    store::send_log::Query query;  ///< scope filled in
    bool content = false;          ///< subjects and texts; who runs the system alone sees none
};
/// Officers with the right `work` see the messages of the cases they see; administrators every message
/// without its content. What is restricted shows to nobody who may not see the step it tells.
LogReader log_reader(const Environment& env, const records::Actor& actor);

/// The filters `number` and `address` as people type them. A number of no case finds nothing.
void take_number(store::ReadTx& tx, store::send_log::Query& query, std::string_view number);
/// Whether it is a telephone number or a mail address.
bool take_address(store::send_log::Query& query, std::string_view typed);

/// `SendLogPage`, numbers masked.
boost::json::object send_log_json(const store::send_log::Page& page, bool content);
/// `SentMessage`: the message with its tries and the carrier's reports. Refuses with `message_not_found`.
base::Result<boost::json::object> sent_message_json(store::ReadTx& tx, const LogReader& reader,
                                                    std::string_view uid);
/// `SendFigures`: what stands where, failures by code, median time to delivery, and what is stuck.
boost::json::object send_figures_json(store::ReadTx& tx, const store::send_log::Query& query);

/// The heading of the export and one line a message (RFC 4180, CRLF). What a spreadsheet would run as a
/// formula begins with an apostrophe.
std::string send_log_heading();
std::string send_log_line(const store::send_log::Row& row, bool content);
/// One cell: quoted, and no formula.
std::string csv_cell(std::string_view text);

}  // namespace qingqian::cases
