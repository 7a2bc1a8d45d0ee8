#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/audit.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/watch.hpp"
#include "store/store.hpp"
#include "store/watch_log.hpp"

/// Who saw what, and what administrators did: two logs of hashed lines that only grow (条例第二十五条第五款、
/// 第三十五条: what is learned on duty is kept secret, and who looked can be found out).
namespace qingqian::cases {

constexpr std::string_view read_log = "read";
constexpr std::string_view admin_log = "admin";

/// The chain of a node's read log.
std::string read_chain(std::string_view node);

/// A line about somebody, without its place in a chain.
records::WatchLine watch_line(std::string_view log, const records::Actor& actor, std::string_view what,
                              std::string_view about = {});
/// Names the case it is about.
void about_case(records::WatchLine& line, const records::Complaint& complaint);

/// Appends lines to a chain in their order, with the time of the unit.
void write_watch(store::WriteTx& tx, std::string_view chain, std::span<const records::WatchLine> lines);
/// The same for one act of an administrator.
void write_act(store::WriteTx& tx, records::WatchLine line);

/// SHA-256 of the line's canonical JSON with the hash before it, 64 hex characters.
std::string hash_line(const records::WatchLine& line);

/// Recomputes every chain: lines that were changed, that are missing, and ends that were cut off. Adds what
/// it finds to `report`, with the chain in the place of a case's number. Blocks.
base::Result<bool> audit_watch(store::Store& store, AuditReport& report);

/// `WatchPage` of the contract.
boost::json::object watch_page_json(const Environment& env, const store::watch_log::Page& page);

}  // namespace qingqian::cases
