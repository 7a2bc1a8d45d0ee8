#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/complaints.hpp"
#include "store/store.hpp"

/// Legal days that another calendar moved. The event of the case says the same; this says it by calendar.
namespace qingqian::store::calendar_moves {

struct Move {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::string clock;       ///< kind
    std::string due_before;  ///< ISO days, legal
    std::string due_after;
    std::string version_before;  ///< of the calendar
    std::string version;
    base::UtcMillis at = 0;
};

/// A move with the case it belongs to.
struct Line {
    Move move;
    std::string uid;
    std::string number;
    std::string definition;
    std::int64_t definition_version = 0;
};

/// Sets `id`.
void insert(WriteTx& tx, Move& move);

struct Page {
    std::vector<Line> lines;
    std::string next;  ///< cursor; empty on the last page
};
/// What the calendar `version` moved in the cases of `scope`, newest first. Refuses a broken cursor with
/// `invalid_input`.
base::Result<Page> list(ReadTx& tx, const complaints::Scope& scope, std::string_view version,
                        std::string_view after, std::size_t limit);
/// The exact number of lines over all pages.
std::int64_t count(ReadTx& tx, const complaints::Scope& scope, std::string_view version);

}  // namespace qingqian::store::calendar_moves
