#include "draw.hpp"

#include <fmt/format.h>

namespace qingqian::workflow {
namespace {

std::string_view in_language(const base::Sentence& sentence, std::string_view language) {
    return language == "en" ? sentence.en : sentence.zh;
}

// "T03 受理 (受理岗、受理审核岗)"
std::string edge_label(const Definition& definition, const Action& action, std::string_view language) {
    std::string who;
    for (const auto& code : action.roles) {
        if (!who.empty()) who += language == "en" ? ", " : "、";
        const auto* role = definition.role(code);
        who += role == nullptr ? std::string_view(code) : in_language(role->label, language);
    }
    const std::string id = action.transition.empty() ? "" : action.transition + " ";
    return fmt::format("{}{} ({})", id, in_language(action.label, language), who);
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

template <class Line>
void each_edge(const Definition& definition, Line line) {
    for (const auto& action : definition.actions) {
        for (const auto& to : definition.targets(action)) {
            for (const auto& from : action.from) line(from, to, action);
        }
    }
}

// The actions by which a track begins, or ends.
std::vector<const Action*> of_track(const Definition& definition, std::string_view track, bool begins) {
    std::vector<const Action*> actions;
    for (const auto& action : definition.actions) {
        for (const auto& effect : action.effects) {
            const Call call = read_call(effect);
            const bool fits = begins ? call.name == "open_track" || call.name == "add_track"
                                     : call.name == "end_track" && action.to.empty();
            if (!fits || call.arguments.empty() || call.arguments.front() != track) continue;
            actions.push_back(&action);
            break;
        }
    }
    return actions;
}

}  // namespace

std::string draw_mermaid(const Definition& definition, std::string_view language) {
    std::string text = "stateDiagram-v2\n";
    for (const auto& state : definition.states) {
        text += fmt::format("    state {} as {}\n", quoted(in_language(state.label, language)), state.code);
    }
    text += fmt::format("    [*] --> {}\n", definition.initial());
    each_edge(definition, [&](const std::string& from, const std::string& to, const Action& action) {
        text += fmt::format("    {} --> {}: {}\n", from, to, edge_label(definition, action, language));
    });
    for (const auto& state : definition.states) {
        if (state.terminal) text += fmt::format("    {} --> [*]\n", state.code);
    }
    for (const auto& track : definition.tracks) {
        text +=
            fmt::format("    state {} as track_{}\n", quoted(in_language(track.label, language)), track.code);
        for (const auto* action : of_track(definition, track.code, true)) {
            text += fmt::format("    [*] --> track_{}: {}\n", track.code,
                                edge_label(definition, *action, language));
        }
        for (const auto* action : of_track(definition, track.code, false)) {
            text += fmt::format("    track_{} --> [*]: {}\n", track.code,
                                edge_label(definition, *action, language));
        }
    }
    return text;
}

std::string draw_dot(const Definition& definition, std::string_view language) {
    std::string text =
        fmt::format("digraph {} {{\n    rankdir=LR;\n    node [shape=box];\n", quoted(definition.name));
    for (const auto& state : definition.states) {
        text += fmt::format("    {} [label={}{}];\n", state.code, quoted(in_language(state.label, language)),
                            state.terminal ? ", peripheries=2" : "");
    }
    each_edge(definition, [&](const std::string& from, const std::string& to, const Action& action) {
        text += fmt::format("    {} -> {} [label={}];\n", from, to,
                            quoted(edge_label(definition, action, language)));
    });
    for (const auto& track : definition.tracks) {
        text += fmt::format("    track_{} [style=dashed, label={}];\n", track.code,
                            quoted(in_language(track.label, language)));
        for (const auto* action : of_track(definition, track.code, true)) {
            for (const auto& from : action->from) {
                text += fmt::format("    {} -> track_{} [style=dashed, label={}];\n", from, track.code,
                                    quoted(edge_label(definition, *action, language)));
            }
        }
    }
    return text + "}\n";
}

}  // namespace qingqian::workflow
