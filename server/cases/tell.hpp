#pragma once

#include <cstdint>
#include <vector>

#include "cases/environment.hpp"
#include "notifier/compose.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {

/// Puts the messages of an event into the outbox: audiences become people, the notifier writes the texts.
///
/// The complainant is told by the contact he gave, the respondent by the one the form names; a body by the
/// officer who has the case in hand there, or else by every officer of it who might take it; `handler` is
/// whoever has it in hand, or with nobody all who handle cases in that body, `accepting_head` and
/// `handling_head` are the heads of those bodies, `co_handling` the officers of every body that takes part
/// (协办), `supervision` the supervisors of the bodies that have the case and of those above them.
/// `contacts`: those of the case where the caller has them.
void tell(store::WriteTx& tx, const Environment& env, const records::Complaint& complaint, std::int64_t event,
          const std::vector<workflow::Notice>& notices,
          const std::vector<records::Contact>* contacts = nullptr);

/// What the wordings may say of a case, and which channels exist here.
notifier::Context message_context(const Environment& env, const records::Complaint& complaint,
                                  std::int64_t event);

}  // namespace qingqian::cases
