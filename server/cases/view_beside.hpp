#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

/// What stands beside the state of a case, as its reader may see it.
namespace qingqian::cases {

/// Whether a step shows to this reader: to officers every one but a restricted one, to the complainant and
/// the respondent what they did themselves and what they were told.
bool sees_step(const workflow::Definition& definition, const records::Complaint& complaint,
               const records::Actor& reader, const records::Event& event);

/// Adds `tracks`, `bodies`, `documents`, `plan`, `ledger`, `inquiry`, `rating` and `outcome_label` of
/// `Complaint` to its JSON. `view` holds the whole case, `events` its history.
void add_beside(store::ReadTx& tx, const Environment& env, const workflow::CaseView& view,
                const std::vector<records::Event>& events, const std::vector<records::EventValue>& values,
                const records::Actor& reader, boost::json::object& out);

/// A text of an event, or null.
boost::json::value value_of(const std::vector<records::EventValue>& values, const records::Event& event,
                            std::string_view name);

/// The label of a choice of the definition, or null.
boost::json::value choice_label(const workflow::Definition& definition, std::string_view list,
                                std::string_view code);

}  // namespace qingqian::cases
