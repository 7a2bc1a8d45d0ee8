#pragma once

#include <cstdint>

#include "records/complaint.hpp"
#include "store/session.hpp"

/// Who may see a case: the rows of `case_scope` and the tokens of `search`, kept in the case's transaction.
/// Every list, count and search asks here, so that none can disagree with another.
namespace qingqian::store::scope {

/// `due` of cases without a running deadline: after every real day.
constexpr const char* no_due = "9999-12-31";

/// The body number that stands for a right over everything.
constexpr std::int64_t everything = 0;

/// The body number that stands for the cases which this officer registered (代录) and follows; no body's own.
constexpr std::int64_t registered_by(std::int64_t officer) {
    return -1 - officer;
}

/// The body number that stands for a body and all below it: cases that any of them has part in. A body's own
/// number stands for those it has part in itself (受理、处理、协办).
constexpr std::int64_t with_subordinates(std::int64_t body) {
    constexpr std::int64_t above_every_body = 1'000'000'000'000;
    return above_every_body + body;
}

/// Brings the scope rows and the search row of a case to what its row says. A draft has none. Whoever follows
/// the case goes on following it.
void refresh(Session& session, const records::Complaint& complaint);

/// The same for a case that changed in nothing but how far it has come (`progress_columns`).
void progress(Session& session, const records::Complaint& before, const records::Complaint& after);

/// Lets the officer who registered the case follow it, whichever body has it.
void follow(Session& session, const records::Complaint& complaint, std::int64_t officer);

/// What a body is called in a search row.
std::string token(std::int64_t body);

}  // namespace qingqian::store::scope
