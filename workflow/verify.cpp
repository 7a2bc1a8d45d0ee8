#include "verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace qingqian::workflow {
namespace {

using Faults = std::vector<std::string>;
using Edges = std::map<std::string, std::set<std::string>>;

// Edges that really move; an action that keeps the state leads nowhere.
Edges edges_of(const Definition& definition, bool backwards) {
    Edges edges;
    for (const auto& action : definition.actions) {
        for (const auto& to : definition.targets(action)) {
            for (const auto& from : action.from) {
                if (from != to) edges[backwards ? to : from].insert(backwards ? from : to);
            }
        }
    }
    return edges;
}

std::set<std::string> reached(const Edges& edges, std::vector<std::string> open) {
    std::set<std::string> seen(open.begin(), open.end());
    while (!open.empty()) {
        const std::string state = std::move(open.back());
        open.pop_back();
        const auto found = edges.find(state);
        if (found == edges.end()) continue;
        for (const auto& next : found->second) {
            if (seen.insert(next).second) open.push_back(next);
        }
    }
    return seen;
}

void check_states(const Definition& definition, Faults& faults) {
    const Edges forward = edges_of(definition, false);
    const auto reachable = reached(forward, {definition.initial()});
    std::vector<std::string> terminal;
    for (const auto& state : definition.states) {
        if (state.terminal) terminal.push_back(state.code);
    }
    if (terminal.empty()) faults.emplace_back("no state is terminal");
    const auto ending = reached(edges_of(definition, true), terminal);
    for (const auto& state : definition.states) {
        if (!reachable.contains(state.code))
            faults.push_back(fmt::format("state {} cannot be reached", state.code));
        if (state.terminal && forward.contains(state.code)) {
            faults.push_back(fmt::format("state {} is terminal but leads on", state.code));
        } else if (!state.terminal && !forward.contains(state.code)) {
            faults.push_back(
                fmt::format("state {} is a dead end: not terminal, and no action leads on", state.code));
        } else if (!ending.contains(state.code)) {
            faults.push_back(fmt::format("from state {} no terminal state can be reached", state.code));
        }
    }
}

bool tells_complainant(const Action& action) {
    return std::ranges::any_of(action.tells, [](const Tell& tell) {
        return std::ranges::find(tell.audiences, "complainant") != tell.audiences.end();
    });
}

void check_telling(const Definition& definition, Faults& faults) {
    for (const auto& action : definition.actions) {
        if (action.tells.empty() && action.silent_because.empty()) {
            faults.push_back(fmt::format("action {} tells nobody and does not say why", action.name));
        } else if (!action.tells.empty() && !action.silent_because.empty()) {
            faults.push_back(
                fmt::format("action {} tells somebody and yet says why it is silent", action.name));
        } else if (!action.to.empty() && !tells_complainant(action)) {
            faults.push_back(
                fmt::format("action {} changes the state without telling the complainant", action.name));
        }
    }
}

bool has_effect(const Definition& definition, std::string_view kind, bool start) {
    return std::ranges::any_of(definition.actions, [&](const Action& action) {
        return std::ranges::any_of(action.clocks, [&](const ClockEffect& effect) {
            return effect.kind == kind && (effect.effect == "start") == start;
        });
    });
}

bool term_known(const Terms& terms, std::string_view key) {
    return std::ranges::any_of(terms.rows(),
                               [&](const Term& term) { return term.key == key && term.province.empty(); });
}

void check_clocks(const Definition& definition, const Terms* terms, Faults& faults) {
    for (const auto& clock : definition.clocks) {
        const auto fault = [&](std::string_view what) {
            faults.push_back(fmt::format("clock {} {}", clock.kind, what));
        };
        const bool started = has_effect(definition, clock.kind, true);
        const bool ended = has_effect(definition, clock.kind, false);
        if (clock.owner.empty()) fault("has no owner");
        if (clock.dated) {
            if (!clock.term.empty()) fault("has a term although its days come from the case");
        } else if (clock.term.empty()) {
            fault("has no term");
        } else if (terms != nullptr && !term_known(*terms, clock.term)) {
            fault("has a term that the rules do not know: " + clock.term);
        }
        // The days of a dated clock are set by an effect, not by a rule.
        if (!started && !clock.dated)
            fault(ended ? "is ended but nothing starts it" : "is started by nothing");
        if (!ended) fault("is ended by nothing");
    }
}

// Whether an effect of the action, one of those named, is about the track.
bool acts_on_track(const Action& action, std::string_view track,
                   std::initializer_list<std::string_view> effects) {
    return std::ranges::any_of(action.effects, [&](const std::string& effect) {
        const Call call = read_call(effect);
        return std::ranges::find(effects, call.name) != effects.end() && !call.arguments.empty() &&
               call.arguments.front() == track;
    });
}

bool some_action(const Definition& definition, std::string_view track,
                 std::initializer_list<std::string_view> effects) {
    return std::ranges::any_of(definition.actions,
                               [&](const Action& action) { return acts_on_track(action, track, effects); });
}

void check_track_of_clock(const Definition& definition, const ClockKind& clock, Faults& faults) {
    const bool together = std::ranges::any_of(definition.actions, [&](const Action& action) {
        const bool starts = std::ranges::any_of(action.clocks, [&](const ClockEffect& effect) {
            return effect.kind == clock.kind && effect.effect == "start";
        });
        return starts && acts_on_track(action, clock.track, {"open_track", "add_track", "approve_track"});
    });
    if (!together) {
        faults.push_back(fmt::format("clock {} belongs to track {}, which does not begin with it", clock.kind,
                                     clock.track));
    }
}

void check_tracks(const Definition& definition, Faults& faults) {
    for (const auto& track : definition.tracks) {
        const auto fault = [&](std::string_view what) {
            faults.push_back(fmt::format("track {} {}", track.code, what));
        };
        if (!some_action(definition, track.code, {"open_track", "add_track"})) fault("is opened by nothing");
        if (!some_action(definition, track.code, {"end_track"})) fault("is ended by nothing");
        for (const auto& action : definition.actions) {
            const bool touched = acts_on_track(
                action, track.code, {"open_track", "add_track", "note_track", "approve_track", "end_track"});
            if (track.restricted && touched && !action.restricted)
                fault("is restricted, but action " + action.name + " is not");
        }
    }
    for (const auto& clock : definition.clocks) {
        if (!clock.track.empty()) check_track_of_clock(definition, clock, faults);
    }
}

bool has_call(const std::vector<std::string>& calls, std::string_view name) {
    return std::ranges::any_of(calls, [&](const auto& call) { return read_call(call).name == name; });
}

// Whoever may go back must have kept whence.
void check_previous(const Definition& definition, Faults& faults) {
    for (const auto& action : definition.actions) {
        if (action.to != "previous") continue;
        for (const auto& other : definition.actions) {
            const bool leads_here = std::ranges::find(action.from, other.to) != action.from.end();
            if (leads_here && !has_call(other.effects, "keep_state")) {
                faults.push_back(fmt::format("action {} goes back, but action {} does not keep the state",
                                             action.name, other.name));
            }
        }
    }
}

void check_documents(const Definition& definition, Faults& faults) {
    for (const auto& document : definition.documents) {
        const bool issued = std::ranges::any_of(definition.actions, [&](const Action& action) {
            return std::ranges::find(action.documents, document.type) != action.documents.end();
        });
        if (!issued) faults.push_back(fmt::format("document {} is issued by nothing", document.type));
    }
}

void check_wordings(const Definition& definition, const std::set<WordingKey>& wordings, Faults& faults) {
    std::set<std::string> found;
    for (const auto& action : definition.actions) {
        for (const auto& tell : action.tells) {
            for (const auto& audience : tell.audiences) {
                for (const std::string language : {"zh-CN", "en"}) {
                    if (wordings.contains({tell.event, audience, language})) continue;
                    if (wordings.contains({tell.event, "", language})) continue;
                    const auto sentence =
                        fmt::format("event {} has no wording for {} in {}", tell.event, audience, language);
                    if (found.insert(sentence).second) faults.push_back(sentence);
                }
            }
        }
    }
}

}  // namespace

std::vector<std::string> verify(const Definition& definition, const std::set<std::string>& states_in_use,
                                const std::set<WordingKey>& wordings, const Terms* terms) {
    Faults faults;
    check_states(definition, faults);
    check_telling(definition, faults);
    check_clocks(definition, terms, faults);
    check_tracks(definition, faults);
    check_previous(definition, faults);
    check_documents(definition, faults);
    for (const auto& state : states_in_use) {
        if (definition.state(state) == nullptr) {
            faults.push_back(fmt::format("state {} was removed, but live cases stand in it", state));
        }
    }
    if (!wordings.empty()) check_wordings(definition, wordings, faults);
    return faults;
}

}  // namespace qingqian::workflow
