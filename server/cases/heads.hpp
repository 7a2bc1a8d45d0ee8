#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/audit.hpp"
#include "cases/environment.hpp"
#include "store/store.hpp"

/// Heads: what the database's chains were on a day, kept where whoever holds the database cannot reach.
namespace qingqian::cases {

/// What was written a moment before may not have been committed yet: heads are those of so long ago.
constexpr base::UtcMillis heads_settled = 60'000;

/// One line of JSON: the moment, the ends of the logs' chains, and for each span of 4,096 case ids how many
/// cases had a history then and the SHA-256 over their heads; `prev` is the SHA-256 of the line before it.
/// Blocks.
base::Result<std::string> heads_line(store::Store& store, base::UtcMillis at, std::string_view prev_line);

/// Whether the database still holds what each line of a file of heads says: cases that are gone or whose
/// history was changed, logs that were cut off, another database in its place, lines that were taken out of
/// the file. Adds to `report`. Blocks; reads every case once a line.
base::Result<bool> audit_heads(store::Store& store, const std::vector<std::string>& lines,
                               AuditReport& report);

/// Puts a line into the outbox as a mail.
void mail_heads(store::WriteTx& tx, const Environment& env, std::string_view address, std::string_view line);

}  // namespace qingqian::cases
