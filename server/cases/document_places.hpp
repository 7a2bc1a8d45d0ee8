#pragma once

#include <vector>

#include "cases/environment.hpp"
#include "notifier/pattern.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// What a document is filled from.
struct DocumentHistory {
    std::vector<records::Event> events;
    std::vector<records::EventValue> values;
    std::vector<records::LedgerEntry> entries;
    std::vector<records::Attachment> files;
};
DocumentHistory document_history(store::ReadTx& tx, std::int64_t complaint);

/// What the places of a document's text are filled with: its own step's fields by name, those of earlier
/// steps as `event.field` (with `event.on`, the day, and `event.document`, the number), terms as
/// `clock.kind.due`,
/// `.began` and `.before`, and `document_places`. Everything as it stood when the step numbered `seq` was
/// taken. Days, sums, choices and departments come out as people write them, in Chinese. `number` and
/// `document` of the document itself are the caller's.
notifier::Places document_places_at(const Environment& env, const records::Complaint& complaint,
                                    const DocumentHistory& history, std::int64_t seq);

}  // namespace qingqian::cases
