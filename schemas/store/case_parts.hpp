#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "records/case_parts.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

/// What hangs on a case beside its row and history: tracks, bodies that take part, the repayment plan, and
/// the respondent's way in.
namespace qingqian::store::case_parts {

/// Sets `id`.
void insert_track(WriteTx& tx, records::Track& track);
void update_track(WriteTx& tx, const records::Track& track);
/// All of a case, oldest first.
std::vector<records::Track> tracks(ReadTx& tx, std::int64_t complaint);

/// Sets `id`. The scope of the case follows with the next writing of its row.
void insert_body(WriteTx& tx, records::CaseBody& part);
void update_body(WriteTx& tx, const records::CaseBody& part);
/// Lead and co-handling bodies of a case, past ones too, oldest first.
std::vector<records::CaseBody> bodies(ReadTx& tx, std::int64_t complaint);

/// Sets `id`.
void insert_instalment(WriteTx& tx, records::Instalment& instalment);
void update_instalment(WriteTx& tx, const records::Instalment& instalment);
/// The plan of a case, replaced instalments too, by seq.
std::vector<records::Instalment> plan(ReadTx& tx, std::int64_t complaint);

/// Keeps the hash of the code by which the respondent of a case comes in, in the place of an earlier one.
void put_respondent_code(WriteTx& tx, std::int64_t complaint, std::string_view code_hash, base::UtcMillis at);
/// The case that this respondent's code opens.
std::optional<records::Complaint> find_by_respondent_code(ReadTx& tx, std::string_view code_hash);

}  // namespace qingqian::store::case_parts
