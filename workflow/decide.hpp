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
#include "records/case_parts.hpp"
#include "records/complaint.hpp"
#include "workflow/calendar.hpp"
#include "workflow/definition.hpp"
#include "workflow/terms.hpp"

namespace qingqian::workflow {

/// Where the routing rules send a case.
struct Route {
    std::string rule;  ///< its id; empty when no rule was asked
    std::string body;  ///< code of the handling body
};

/// Everything `decide` may know of a case. Loaded by the caller inside the transaction; what no guard or
/// effect of the action looks at may be left out.
struct CaseView {
    records::Complaint complaint;
    std::vector<records::CaseClock> clocks;
    std::vector<records::Attachment> attachments;
    std::vector<records::Body>
        bodies;  ///< those the input names by code, and the case's own; for guards and notices
    /// Officer of the last `refusal_proposed` event since the complaint was last received; 0 when none.
    std::int64_t last_refusal_proposer = 0;
    base::UtcMillis confirmed_at =
        0;  ///< when the complainant confirmed all he was told till now; 0: he did not
    /// Whether the complainant said in the last call-back about the present result that he is not satisfied.
    bool unsatisfied = false;
    std::vector<records::Track> tracks;        ///< all of the case, oldest first
    std::vector<records::CaseBody> parts;      ///< lead and co-handling bodies, past ones too, oldest first
    std::vector<records::Instalment> plan;     ///< all of the case, by seq
    std::vector<records::LedgerEntry> ledger;  ///< all of the case, oldest first
    std::vector<records::CaseLink> links;
    std::vector<records::Officer> officers;   ///< those the input names by login
    std::optional<records::Complaint> other;  ///< the case the input names by number, if there is one
    Route route;                              ///< where the rules send the case, for a transfer
    std::vector<std::string> head_signs;      ///< actions that the rules of the day leave to a head
};

/// A clock to be started, ended, paused, resumed, given another end, counted again, or marked as late.
struct ClockChange {
    enum class Kind { start, meet, stop, pause, resume, extend, recount, mark_late };
    Kind change = Kind::start;
    records::CaseClock
        clock;  ///< for `start` complete with its dates; for the others the row after the change
    std::string legal_before{};  ///< its legal day before the change; empty for `start`
};

/// A track opened, or changed from then on.
struct TrackChange {
    enum class Kind { open, change };
    Kind change = Kind::open;
    records::Track
        track;  ///< `open`: id 0 and event 0, for the caller to fill; else the row after the change
};

/// A body that takes part from now on, or no longer.
struct BodyChange {
    enum class Kind { add, end };
    Kind change = Kind::add;
    records::CaseBody part;  ///< `add`: id 0; `end`: the row after the change
};

/// An instalment planned, or changed.
struct PlanChange {
    enum class Kind { add, change };
    Kind change = Kind::add;
    records::Instalment instalment;  ///< `add`: id 0; else the row after the change
};

/// A document that this step issues. The caller gives it the next number of its body, type and year
/// (document_number.hpp), and puts that number on the track named.
struct DocumentOrder {
    std::string type;
    std::string infix;
    std::int64_t body = 0;
    std::string track;  ///< kind of the track it belongs to, opened or running after this step; or empty
};

/// Tell an audience about an event; the notifier composes it.
struct Notice {
    std::string event;  ///< routing key, "ACCEPTED"
    /// complainant, agent, respondent, accepting_body, accepting_head, handling_body, handling_head, handler,
    /// co_handling, supervision.
    std::vector<std::string> audiences;
    /// Places for the wording: number, due (ISO day), and of the handling body `body`, `body_en`,
    /// `body_phone`; of a clock that was counted again or passed `clock`, `clock_en` (its name),
    /// `due_before`; `provisional` (not empty) when `due` is; each only when it is known.
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
    std::vector<records::LedgerEntry> ledger;  ///< new entries; never an old one changed
    std::vector<TrackChange> tracks;
    std::vector<BodyChange> parts;
    std::vector<PlanChange> plan;
    std::vector<DocumentOrder> documents;
    std::vector<records::CaseLink> links;
    /// A new draft with this case's form is to be made, and linked to it as `reopened` (T23).
    bool opens_draft = false;
    std::int64_t acting_for = 0;  ///< the officer whom the actor stood in for; 0 when he acted for himself
    bool restricted = false;      ///< the event is for those who see what is restricted, see sees_restricted
};

/// What becomes of `action` on this case: everything that follows, or all reasons why not.
///
/// Pure: the same arguments give the same answer, for ever. A refusal is `action_not_possible` (409) with
/// `reasons` in its extra members (each a code and two sentences; faults of the input stand in `fields`
/// beside them), `wrong_role`/`wrong_body` (403) when the actor may never do it, `invalid_input` (422) with a
/// pointer per field of `input`, `action_unknown` (422) or `action_already_done` (409).
///
/// A complainant acts as actor kind `complainant` with `actor.complaint` naming the case; so does whoever
/// proves the secret of an anonymous draft; a respondent the same with kind `respondent`. An officer acts by
/// his own roles first, then by those of the officers he represents. `system` acts with kind `system`.
/// `view.complaint.number` is set by the caller before a first receipt. Throws std::logic_error when `terms`
/// has no row for a clock the action starts.
base::Result<Decision> decide(const Definition& definition, const CaseView& view, std::string_view action,
                              const records::Actor& actor, const boost::json::object& input,
                              const Calendar& calendar, const Terms& terms, base::UtcMillis now);

/// The days a date field may take; either end may be open.
struct DayBounds {
    std::string min;  ///< ISO day, included; empty for none
    std::string max;
};

/// An action as a screen draws it: the label, its fields, and why it is not possible now.
struct Offer {
    const Action* action = nullptr;
    std::vector<base::Problem> reasons;                  ///< empty when it may be taken now
    std::map<std::string, DayBounds, std::less<>> days;  ///< by name of a date field that has bounds
};

/// Every action of the definition that the actor's role could ever take on this case, each with the reasons
/// (other than what depends on the input) why it cannot be taken now.
std::vector<Offer> offers(const Definition& definition, const CaseView& view, const records::Actor& actor,
                          const Calendar& calendar, const Terms& terms, base::UtcMillis now);

/// Who has the case now: complainant, accepting, handling or nobody. A state owned by `previous` is looked
/// through.
std::string_view owner_of(const Definition& definition, const CaseView& view);

/// Whether this actor sees restricted tracks and the events of restricted actions on this case.
bool sees_restricted(const Definition& definition, const records::Complaint& complaint,
                     const records::Actor& actor);

/// {"state", "handling_body", …}: the members of a case row that its history carries and replay compares.
boost::json::object tracked_members(const records::Complaint& complaint);

}  // namespace qingqian::workflow
