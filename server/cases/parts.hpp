#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "records/case_parts.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

/// What a step changes beside the case row: written in the step's transaction, noted in its event, and made
/// again from the notes alone.
namespace qingqian::cases::case_parts {

/// Writes tracks, bodies and plan of a decision. Before the case row, whose scope asks for the bodies. Tracks
/// that open get the event's seq.
void write(store::WriteTx& tx, workflow::Decision& decision, std::int64_t complaint, std::int64_t seq);

/// Puts into `changes` what a decision does to tracks, bodies, plan, ledger and links, and the documents that
/// it issued: `{"tracks": [null, […]], …}`, each note the row after the change. Before `write`.
void note(const workflow::Decision& decision, const std::vector<records::Document>& documents,
          std::int64_t seq, boost::json::object& changes);

/// What hangs on a case, without the store's keys.
struct Parts {
    std::vector<records::Track> tracks;
    std::vector<records::CaseBody> bodies;
    std::vector<records::Instalment> plan;
    std::vector<records::LedgerEntry> ledger;  ///< `event` is the event's key in the store
    std::vector<records::Document> documents;
    std::vector<records::CaseLink> links;  ///< those that this case made
};

/// The parts as the events alone make them. Throws std::exception where a note cannot be read.
Parts replay(const std::vector<records::Event>& events, std::int64_t complaint);

/// The parts as they are stored, with keys of the store left out.
Parts stored(store::ReadTx& tx, std::int64_t complaint);

}  // namespace qingqian::cases::case_parts
