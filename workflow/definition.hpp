#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"

namespace qingqian::workflow {

/// A state of a case.
struct State {
    std::string code;  ///< "SUBMITTED"
    base::Sentence label;
    /// Who has the case there: complainant, accepting, handling, nobody; or `previous`, whoever had it in the
    /// state it came from.
    std::string owner;
    bool initial = false;
    bool terminal = false;
    std::vector<std::string>
        tabs;  ///< queue tabs it stands in: to_review, to_transfer, to_sign, handling, to_close …
};

/// A deadline kind: what it measures and who answers for it.
struct ClockKind {
    std::string kind;  ///< "review"
    base::Sentence label;
    std::string term;   ///< key of schemas/rules/terms.json, which gives length and unit
    std::string owner;  ///< who must keep it: complainant, respondent, accepting, handling
    std::string basis;  ///< article
    std::string track;  ///< the track it belongs to; empty for the case's own
    /// Its days come from the case (an instalment's), not from a rule; such a clock has no term.
    bool dated = false;
};

/// A parallel course a case may take beside its state (延期, 督办 …). Tracks are never states.
struct TrackKind {
    std::string code;  ///< "extension"
    base::Sentence label;
    std::string basis;        ///< article
    bool restricted = false;  ///< seen only by roles that see what is restricted (打击报复线索)
    bool lasting = false;     ///< goes on when the case has ended; others end with it
};

/// A numbered document (文书) of this kind of case.
struct DocumentKind {
    std::string type;  ///< "supervision_letter"
    base::Sentence label;
    std::string infix;  ///< what tells it apart within a number, "督"
    std::string basis;
};

/// One of the values a field may take.
struct Choice {
    std::string code;
    base::Sentence label;
    std::string basis;          ///< article, where one says so
    std::string province{};     ///< two letters; empty for the whole country
    std::string valid_from{};   ///< ISO day, inclusive; empty for always
    std::string valid_until{};  ///< ISO day, exclusive; empty for ever
    std::string source{};       ///< where the row comes from, if not from `basis`

    /// Whether it may be chosen for a case of `province` on an ISO day.
    bool open_to(std::string_view where, std::string_view day) const {
        return (province.empty() || province == where) && valid_from <= day &&
               (valid_until.empty() || day < valid_until);
    }
};

/// One field of an action's input.
///
/// A `body` field holds the body's code; `choices` a list of codes without repetition; `items` a list of
/// {"defect", "cure"}; `declarations` a list of {"code", "version"} as ticked; `date` an ISO day; `money` an
/// integer of 分; `plan` a list of {"due", "amount_fen"}; `attachment` the uid of a file of the case;
/// `officer` a login; `case` a case number; `rating` 1 to 5.
struct InputField {
    std::string name;
    std::string type;  ///< text, choice, choices, body, bodies, boolean, date, money (分), integer, items,
                       ///< declarations, plan, attachment, attachments, officer, case, rating
    base::Sentence label;
    base::Sentence help;
    bool required = false;
    std::int64_t min = 0;    ///< text: code points besides surrounding blanks; money: 分; lists: entries
    std::int64_t max = 0;    ///< the same; 0 for the type's own bound
    bool personal = false;   ///< personal or free text: stored in event_values, only its hash in the chain
    std::string not_before;  ///< of a date: a rule of bounds.hpp for its first day, "today"
    std::string not_after;   ///< the same for its last day, "day90"
    std::vector<Choice> choices;
};

/// In the place of a clock's kind: the clock that the input names in `clock`.
constexpr std::string_view named_clock = "*";

/// What an action does to a clock.
struct ClockEffect {
    /// start (unless one of its kind runs), meet, stop, pause, resume, recount (by the calendar in force),
    /// mark_late
    std::string effect;
    std::string kind;  ///< or named_clock
    /// start only: the clock on whose first day this one begins too, rather than today, or "=field" for the
    /// day that the input gives; empty for today.
    std::string since{};
};

/// Whom an action tells, by which event.
struct Tell {
    std::string event;
    std::vector<std::string> audiences;
    /// Clock whose legal due day stands in the message as {due}. One that does not run yet is reckoned from
    /// the due day of the clock that runs before it. Or named_clock.
    std::string due;
};

/// A guard or effect as a definition calls it: "clock_passed(supplement)".
struct Call {
    std::string name;
    std::vector<std::string> arguments;
};

/// Takes a call apart; the name is all there is when no bracket follows.
Call read_call(std::string_view text);

/// Who may act, by the name that rules/rights.json gives the role; besides `complainant` and `system`.
struct Role {
    std::string code;
    base::Sentence label;
    bool anywhere = false;         ///< acts on every case it sees, whatever body has it (督办岗)
    bool sees_restricted = false;  ///< sees restricted tracks and acts
};

/// An action (one or more edges T01 …).
struct Action {
    std::string name;                ///< "accept"
    std::string transition;          ///< "T03"
    std::string event;               ///< history event in the past tense, "accepted"
    base::Sentence label;            ///< verb and object, on the button
    base::Sentence effect;           ///< what will happen, shown before confirming
    std::vector<std::string> from;   ///< written "*" for every state that is neither initial nor terminal
    std::string to;                  ///< empty: the state stays; "previous": back to where it came from
    std::vector<std::string> roles;  ///< roles of rules/rights.json, or complainant, respondent, system
    /// Whose officer: accepting, handling, owner (of the state the case is in), either (accepting or
    /// handling), involved (either or co-handling), or empty for any. Binds officers only, and not those of
    /// roles that act anywhere.
    std::string body;
    std::vector<InputField> fields;
    std::vector<std::string> guards;
    std::vector<std::string> effects;
    std::vector<ClockEffect> clocks;
    std::vector<std::string> documents;  ///< types of the documents it issues, each to be numbered
    std::vector<Tell> tells;
    std::string silent_because;  ///< why nobody is told, when `tells` is empty
    std::string basis;           ///< article; empty for a rule of the platform's own ([D] in the data)
    bool irreversible = false;
    bool restricted = false;  ///< its event is shown only to those who see what is restricted
};

/// A workflow as data. Read from JSON that obeys schemas/workflows/workflow.schema.json.
struct Definition {
    std::string name;
    std::int64_t version = 1;
    base::Sentence label;
    std::string number = "TS";       ///< letters of its case numbers: JS TS 20261123 000123
    std::string form = "complaint";  ///< schemas/forms/<form>.json
    std::vector<Role> roles;
    std::map<std::string, std::vector<Choice>, std::less<>>
        choices;  ///< named lists that fields and guards refer to
    std::vector<State> states;
    std::vector<ClockKind> clocks;
    std::vector<TrackKind> tracks;
    std::vector<DocumentKind> documents;
    std::vector<Action> actions;

    const State* state(std::string_view code) const;
    const Action* action(std::string_view name) const;
    const ClockKind* clock(std::string_view kind) const;
    const TrackKind* track(std::string_view code) const;
    const DocumentKind* document(std::string_view type) const;
    const Role* role(std::string_view code) const;
    /// The initial state's code.
    const std::string& initial() const;
    /// The states an action may lead to: none when the state stays, one, or for "previous" every state from
    /// which an action leads to one of its own.
    std::vector<std::string> targets(const Action& action) const;
};

/// Reads a definition, or says everything that is wrong with it at once: "<JSON pointer>: <sentence>" each.
/// Checked here: members and their types, names that stand twice, references to states, roles, clocks and
/// choices that do not exist, guards and effects that the program does not know. Whether the whole makes
/// sense is for `verify`.
std::expected<Definition, std::vector<std::string>> read_definition(const boost::json::value& document);

}  // namespace qingqian::workflow
