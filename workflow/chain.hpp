#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "base/random.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"

namespace qingqian::workflow {

/// The hash that stands before the first event of a case: 64 zeros.
extern const std::string chain_start;

/// A step to be written into a case's history.
struct EventDraft {
    std::int64_t complaint = 0;
    std::string uid;        ///< the case's uid, covered by the hash: an event cannot be moved to another case
    std::int64_t seq = 0;   ///< 1, 2, 3 …; the case's event_count + 1
    std::string prev_hash;  ///< the case's head_hash; empty for the first event
    std::string type;       ///< past tense, Decision::event
    std::string action;     ///< the definition's action; empty for steps outside it
    records::Actor actor;
    base::UtcMillis at = 0;
    boost::json::object changes;  ///< Decision::changes
    boost::json::object values;   ///< Decision::values: free text and personal values
};

/// An event ready to be stored, with the values that its payload holds by hash alone.
struct SealedEvent {
    records::Event event;
    std::vector<records::EventValue> values;  ///< `event` is set by the store
};

/// Puts the step into canonical form and hashes it. The payload holds uid, seq, type, action, actor {kind,
/// id, name as SHA-256(uid/seq/name)}, at, changes, prev, and in place of each value SHA-256(salt ‖ value)
/// under /values; the event's hash is the SHA-256 of the payload. Salts (16 bytes each) come from `random`.
SealedEvent seal_event(const EventDraft& draft, base::Random& random);

/// SHA-256 of the canonical payload, 64 hex characters.
std::string hash_event(const records::Event& event);

/// What is wrong with a chain, at the first event where it shows.
struct ChainFault {
    std::int64_t seq = 0;  ///< 0 when the fault lies in the case row
    std::string
        code;  ///< event_changed, event_missing, event_order, value_changed, tail_missing, head_changed
    base::Sentence sentence;
};

/// Recomputes a case's chain. `events` in stored order with their seq, `values` those that are still kept (a
/// deleted value is no fault), `head` and `count` as the case row has them. Nothing when all is well.
std::optional<ChainFault> verify_chain(std::string_view uid, const std::vector<records::Event>& events,
                                       const std::vector<records::EventValue>& values, std::string_view head,
                                       std::int64_t count);

/// The case row's tracked members (state, handling_body, …) as the events alone make them. An event whose old
/// value is not what the events before it left is a fault.
struct Replay {
    boost::json::object members;
    std::vector<std::string> faults;
};

/// Replays events in order; `initial` is the state in which a case begins.
Replay replay(const std::vector<records::Event>& events, std::string_view initial);

/// Where the stored row differs from the replayed one, one sentence a member, faults of the replay included.
std::vector<std::string> differences(const Replay& replayed, const records::Complaint& stored);

}  // namespace qingqian::workflow
