#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "workflow/calendar.hpp"
#include "workflow/definition.hpp"
#include "workflow/terms.hpp"

namespace qingqian::workflow {

/// Everything `decide` may know of a case. Loaded by the caller inside the transaction.
struct CaseView {
    records::Complaint complaint;
    std::vector<records::CaseClock> clocks;
    std::vector<records::Attachment> attachments;
    std::vector<records::Body>
        bodies;  ///< those the input names by code, and the case's own; for guards and notices
    /// Officer of the last `refusal_proposed` event since the complaint was last received; 0 when none.
    std::int64_t last_refusal_proposer = 0;
};

/// A clock to be started, ended, paused, resumed, given another end, counted again, or marked as late.
struct ClockChange {
    enum class Kind { start, meet, stop, pause, resume, extend, recount, mark_late };
    Kind change = Kind::start;
    records::CaseClock
        clock;  ///< for `start` complete with its dates; for the others the row after the change
    std::string legal_before{};  ///< its legal day before the change; empty for `start`
};

/// Tell an audience about an event; the notifier composes it.
struct Notice {
    std::string event;                   ///< routing key, "ACCEPTED"
    std::vector<std::string> audiences;  ///< complainant, agent, handler, handling_body, accepting_body …
    /// Places for the wording: number, due (ISO day), and of the handling body `body`, `body_en`,
    /// `body_phone`; of a clock that was counted again or passed `clock`, `clock_en` (its name), `due_before`;
    /// `provisional` (not empty) when `due` is; each only when it is known.
    std::map<std::string, std::string> values;
};

/// Everything that follows from an action.
struct Decision {
    records::Complaint complaint;  ///< the case row after the action, except revision, chain and updated_at
    std::string event;             ///< past tense type of the history event
    boost::json::object changes;   ///< {"state": ["SUBMITTED","ACCEPTED"], …}: old and new of what changed
    /// Personal or free text of this step (reasons, notes, results): hashed with salt in the chain.
    boost::json::object values;
    std::vector<ClockChange> clocks;
    std::vector<records::Timer> timers;
    std::vector<Notice> notices;
    std::vector<records::LedgerEntry> ledger;  ///< claimed, verified, undisputed, disputed, paid, planned
};

/// What becomes of `action` on this case: everything that follows, or all reasons why not.
///
/// Pure: the same arguments give the same answer, for ever. A refusal is `action_not_possible` (409) with
/// `reasons` in its extra members (each a code and two sentences; faults of the input stand in `fields`
/// beside them), `wrong_role`/`wrong_body` (403) when the actor may never do it, `invalid_input` (422) with a
/// pointer per field of `input`, `action_unknown` (422) or `action_already_done` (409).
///
/// A complainant acts as actor kind `complainant` with `actor.complaint` naming the case; so does whoever
/// proves the secret of an anonymous draft. `system` acts with kind `system`. `view.complaint.number` is set
/// by the caller before a first receipt. Throws std::logic_error when `terms` has no row for a clock the
/// action starts.
base::Result<Decision> decide(const Definition& definition, const CaseView& view, std::string_view action,
                              const records::Actor& actor, const boost::json::object& input,
                              const Calendar& calendar, const Terms& terms, base::UtcMillis now);

/// An action as a screen draws it: the label, its fields, and why it is not possible now.
struct Offer {
    const Action* action = nullptr;
    std::vector<base::Problem> reasons;  ///< empty when it may be taken now
};

/// Every action of the definition that the actor's role could ever take on this case, each with the reasons
/// (other than what depends on the input) why it cannot be taken now.
std::vector<Offer> offers(const Definition& definition, const CaseView& view, const records::Actor& actor,
                          const Terms& terms, base::UtcMillis now);

/// {"state", "handling_body", …}: the members of a case row that its history carries and replay compares.
boost::json::object tracked_members(const records::Complaint& complaint);

}  // namespace qingqian::workflow
