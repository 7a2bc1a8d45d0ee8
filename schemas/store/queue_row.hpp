#pragma once

#include <string_view>
#include <tuple>

#include "store/complaints.hpp"

namespace qingqian::store::complaints {

/// The columns of a line of the queue and the members they are bound to, in one order: what a line shows and
/// what its deadline is counted with, no more. The page's cases stand in `p`.
constexpr std::string_view row_columns =
    "c.id, c.uid, c.number, c.province, c.definition, c.definition_version, c.state, c.complainant_name, "
    "c.respondent_name, c.arrears_fen, c.remaining_fen, c.handling_body, c.assignee, c.received_at, "
    "c.updated_at, c.due, c.due_clock, c.revision, COALESCE(o.name, '')";
constexpr std::string_view row_joins =
    " JOIN complaints c ON c.id = p.complaint LEFT JOIN officers o ON o.id = c.assignee";

inline auto row_members(Row& row) {
    auto& c = row.complaint;
    return std::tie(c.id, c.uid, c.number, c.province, c.definition, c.definition_version, c.state,
                    c.complainant_name, c.respondent_name, c.arrears_fen, c.remaining_fen, c.handling_body,
                    c.assignee, c.received_at, c.updated_at, c.due, c.due_clock, c.revision,
                    row.assignee_name);
}

}  // namespace qingqian::store::complaints
