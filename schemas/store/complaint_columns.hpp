#pragma once

#include <string_view>
#include <tuple>

#include "records/complaint.hpp"

namespace qingqian::store {

/// The columns of `complaints` but `id`, and the members they are bound to, in one order.
constexpr std::string_view complaint_columns =
    "uid, number, province, definition, definition_version, state, channel, complainant_name, "
    "complainant_code, "
    "respondent_name, respondent_code, respondent_type, respondent_division, arrears_fen, undisputed_fen, "
    "remaining_fen, accepting_body, handling_body, assignee, created_at, received_at, updated_at, closed_at, "
    "due, "
    "due_clock, outcome, rating, rated_at, callback, revision, event_count, head_hash, receipt_code_hash, "
    "draft_secret_hash, language";

inline auto complaint_members(records::Complaint& c) {
    return std::tie(c.uid, c.number, c.province, c.definition, c.definition_version, c.state, c.channel,
                    c.complainant_name, c.complainant_code, c.respondent_name, c.respondent_code,
                    c.respondent_type, c.respondent_division, c.arrears_fen, c.undisputed_fen,
                    c.remaining_fen, c.accepting_body, c.handling_body, c.assignee, c.created_at,
                    c.received_at, c.updated_at, c.closed_at, c.due, c.due_clock, c.outcome, c.rating,
                    c.rated_at, c.callback, c.revision, c.event_count, c.head_hash, c.receipt_code_hash,
                    c.draft_secret_hash, c.language);
}

/// How far a case has come: the columns that stand in no index of `complaints`, in no search row, and do not
/// say who may see it.
constexpr std::string_view progress_columns =
    "remaining_fen, assignee, updated_at, closed_at, due, due_clock, outcome, rating, rated_at, callback, "
    "revision, event_count, head_hash";

template <class Row>
auto progress_members(Row& c) {
    return std::tie(c.remaining_fen, c.assignee, c.updated_at, c.closed_at, c.due, c.due_clock, c.outcome,
                    c.rating, c.rated_at, c.callback, c.revision, c.event_count, c.head_hash);
}

}  // namespace qingqian::store
