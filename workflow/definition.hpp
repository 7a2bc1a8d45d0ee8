#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/problem.hpp"

namespace qingqian::workflow {

/// A state of a case.
struct State {
    std::string code;  ///< "SUBMITTED"
    base::Sentence label;
    std::string owner;  ///< who has the case there: complainant, accepting, handling, nobody
    bool initial = false;
    bool terminal = false;
    std::vector<std::string> tabs;  ///< queue tabs it stands in: to_review, to_transfer, to_sign, handling, to_close …
};

/// A deadline kind: what it measures and who answers for it.
struct ClockKind {
    std::string kind;  ///< "review"
    base::Sentence label;
    std::string term;  ///< key of schemas/rules/terms.json, which gives length and unit
    std::string owner;
    std::string basis;  ///< article
};

/// One field of an action's input.
struct InputField {
    std::string name;
    std::string type;  ///< text, choice, choices, body, boolean, date, money (分), items (list of {defect, cure})
    base::Sentence label;
    base::Sentence help;
    bool required = false;
    std::int64_t min = 0;  ///< text: code points; money: 分; items: entries
    std::int64_t max = 0;
    bool personal = false;  ///< personal or free text: stored in event_values, only its hash in the chain
    struct Choice {
        std::string code;
        base::Sentence label;
        std::string basis;
    };
    std::vector<Choice> choices;
};

/// What an action does to a clock.
struct ClockEffect {
    std::string effect;  ///< start, meet, stop
    std::string kind;
};

/// Whom an action tells, by which event.
struct Tell {
    std::string event;
    std::vector<std::string> audiences;
};

/// An action (one or more edges T01 …).
struct Action {
    std::string name;  ///< "accept"
    std::string transition;  ///< "T03"
    std::string event;  ///< history event in the past tense, "accepted"
    base::Sentence label;  ///< verb and object, on the button
    base::Sentence effect;  ///< what will happen, shown before confirming
    std::vector<std::string> from;
    std::string to;
    std::vector<std::string> roles;  ///< roles of rules/rights.json, or complainant, system
    std::string body;  ///< whose officer: accepting, handling, or empty for any
    std::vector<InputField> fields;
    std::vector<std::string> guards;
    std::vector<std::string> effects;
    std::vector<ClockEffect> clocks;
    std::vector<Tell> tells;
    std::string silent_because;  ///< why nobody is told, when `tells` is empty
    std::string basis;  ///< article or [D]
    bool irreversible = false;
};

/// A workflow as data. Read from JSON that obeys schemas/workflows/workflow.schema.json.
struct Definition {
    std::string name;
    std::int64_t version = 1;
    base::Sentence label;
    std::vector<State> states;
    std::vector<ClockKind> clocks;
    std::vector<Action> actions;

    const State* state(std::string_view code) const;
    const Action* action(std::string_view name) const;
    const ClockKind* clock(std::string_view kind) const;
};

/// Reads a definition, or says everything that is wrong with it at once (one sentence each).
std::expected<Definition, std::vector<std::string>> read_definition(const boost::json::value& document);

}  // namespace qingqian::workflow
