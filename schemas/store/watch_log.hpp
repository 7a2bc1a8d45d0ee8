#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "records/watch.hpp"
#include "store/store.hpp"

/// Who saw what (read log) and what administrators did (admin log).
namespace qingqian::store::watch_log {

/// The end of a chain, held until the unit ends; a chain that is not there begins with 0 and no hash.
records::ChainEnd hold_end(WriteTx& tx, std::string_view chain);
/// Adds a line and moves its chain's end to it; sets `id`. The caller holds the end and has computed the
/// hash.
void append(WriteTx& tx, records::WatchLine& line);

/// Every chain's end, by name.
std::vector<records::ChainEnd> ends(ReadTx& tx);
/// Lines of a chain above `after`, at most `limit`, in order.
std::vector<records::WatchLine> lines_of(ReadTx& tx, std::string_view chain, std::int64_t after,
                                         std::size_t limit);

/// The auditor's question; at most one of case and officer.
struct Query {
    std::string log = "read";
    std::int64_t complaint = 0;
    std::int64_t officer = 0;
    base::UtcMillis from = 0;
    base::UtcMillis until = 0;  ///< exclusive; 0: no end
    std::string after;          ///< cursor
    std::size_t limit = 50;
};
struct Page {
    std::vector<records::WatchLine> lines;  ///< newest first
    std::string next;                       ///< cursor; empty at the end
};
/// Refuses a broken cursor with `invalid_input`.
base::Result<Page> page(ReadTx& tx, const Query& query);

/// Where a case's history ended at a moment.
struct CaseHead {
    std::int64_t complaint = 0;
    std::int64_t seq = 0;
    std::string hash;
};
/// Heads of the cases above `after` that had a history at `at`, at most `limit`, ascending.
std::vector<CaseHead> case_heads(ReadTx& tx, base::UtcMillis at, std::int64_t after, std::size_t limit);

}  // namespace qingqian::store::watch_log
