#include "carry_out.hpp"

#include <algorithm>

#include "workflow/effects.hpp"
#include "workflow/tracks.hpp"

namespace qingqian::workflow {
namespace {

using records::Actor;

// What was entered: free text to the salted values, all else beside the changes of the case row, unless the
// row has a member of that name, whose change then says it.
void keep_input(const Action& action, const boost::json::object& input, const boost::json::object& tracked,
                Decision& decision) {
    for (const auto& field : action.fields) {
        const auto* value = input.if_contains(field.name);
        if (value == nullptr) continue;
        if (field.personal) {
            decision.values[field.name] = *value;
        } else if (!tracked.contains(field.name)) {
            decision.changes[field.name] = boost::json::array{nullptr, *value};
        }
    }
}

void keep_changes(const boost::json::object& before, const boost::json::object& after, Decision& decision) {
    for (const auto& [key, value] : after) {
        if (before.at(key) != value) decision.changes[key] = boost::json::array{before.at(key), value};
    }
}

Tracks tracks_after(const CaseView& view, const Decision& decision) {
    Tracks tracks = view.tracks;
    for (const auto& change : decision.tracks) {
        if (change.change == TrackChange::Kind::open) {
            tracks.push_back(change.track);
            continue;
        }
        const auto found = std::ranges::find(tracks, change.track.id, &records::Track::id);
        if (found != tracks.end()) *found = change.track;
    }
    return tracks;
}

bool announces(const Action& action, std::string_view clock, std::string_view audience) {
    return std::ranges::any_of(action.tells, [&](const Tell& row) {
        return row.due == clock && std::ranges::find(row.audiences, audience) != row.audiences.end();
    });
}

// Whom a changed date concerns: the party that has to keep it, the complainant where he was told of it, and
// the body that keeps it or watches over it.
std::vector<std::string> concerned(const Definition& definition, const Tell& row, std::string_view kind,
                                   const CaseView& view) {
    const auto* clock = definition.clock(kind);
    std::string_view owner = clock == nullptr ? std::string_view{} : std::string_view(clock->owner);
    if (owner == "previous") owner = owner_of(definition, view);
    const bool kept_by_body = owner == "accepting" || owner == "handling";
    const bool at_handling = kept_by_body ? owner == "handling" : view.complaint.handling_body != 0;
    auto audiences = row.audiences;
    std::erase(audiences, at_handling ? "accepting_body" : "handling_body");
    const bool told_of_it = std::ranges::any_of(
        definition.actions, [&](const Action& action) { return announces(action, kind, "complainant"); });
    if (owner != "complainant" && !told_of_it) std::erase(audiences, "complainant");
    if (owner == "respondent") audiences.emplace_back("respondent");
    return audiences;
}

// Whom a row tells. A respondent who does not yet know of the complaint does not learn of it by the way.
std::vector<std::string> told(const Definition& definition, const Tell& row, const Reckoning& with,
                              const CaseView& view, const Decision& decision) {
    auto audiences = row.due == named_clock ? concerned(definition, row, with.named, view) : row.audiences;
    if (std::ranges::find(audiences, "respondent") == audiences.end()) return audiences;
    if (!respondent_knows(tracks_after(view, decision))) std::erase(audiences, "respondent");
    return audiences;
}

void tell(const Definition& definition, const Action& action, const CaseView& view, const Reckoning& with,
          Decision& decision) {
    for (const auto& row : action.tells) {
        Notice notice{row.event, told(definition, row, with, view, decision), {}};
        if (notice.audiences.empty()) continue;
        const auto& complaint = decision.complaint;
        if (!complaint.number.empty()) notice.values["number"] = complaint.number;
        if (!row.due.empty()) {
            const auto kind = row.due == named_clock ? with.named : std::string_view(row.due);
            if (const auto due = announced_due(definition, kind, view, with, decision))
                notice.values["due"] = *due;
            describe_clock(definition, kind, view, decision, notice.values);
        }
        const auto body = std::ranges::find(view.bodies, complaint.handling_body, &records::Body::id);
        if (complaint.handling_body != 0 && body != view.bodies.end()) {
            notice.values["body"] = body->name;
            notice.values["body_en"] = body->name_en;
            notice.values["body_phone"] = body->phone;
        }
        decision.notices.push_back(std::move(notice));
    }
}

// A case that has ended has no deadlines, and no course beside it but those that outlive it.
void end_what_is_left(const Definition& definition, const CaseView& view, const Actor& actor,
                      base::UtcMillis now, Decision& decision) {
    for (const auto& clock : view.clocks) {
        const bool turned = std::ranges::any_of(decision.clocks, [&](const ClockChange& change) {
            return change.change != ClockChange::Kind::start && change.clock.kind == clock.kind;
        });
        if (clock.ended_at != 0 || clock.state == "met" || clock.state == "stopped" || turned) continue;
        ClockChange stopped{ClockChange::Kind::stop, clock, ""};
        stopped.clock.state = "stopped";
        stopped.clock.ended_at = now;
        // What is paused has no date to be late for.
        if (clock.state == "running" && base::to_iso(base::legal_day(now)) > clock.due_legal)
            stopped.clock.late = true;
        decision.clocks.push_back(std::move(stopped));
    }
    for (const auto& track : view.tracks) {
        const auto* kind = definition.track(track.kind);
        const bool changed = std::ranges::any_of(decision.tracks, [&](const TrackChange& change) {
            return change.change == TrackChange::Kind::change && change.track.id == track.id;
        });
        if (track.ended_at != 0 || changed || (kind != nullptr && kind->lasting)) continue;
        auto ended = track;
        ended.state = "done";
        ended.result = "overtaken";
        ended.ended_at = now;
        ended.ended_by = actor.officer;
        decision.tracks.push_back({TrackChange::Kind::change, std::move(ended)});
    }
}

void order_documents(const Definition& definition, const Action& action, const Actor& actor,
                     Decision& decision) {
    for (const auto& type : action.documents) {
        const auto* kind = definition.document(type);
        DocumentOrder order{type, kind->infix, actor.body, ""};
        // What the system issues it issues for the body that has the case.
        if (order.body == 0) order.body = decision.complaint.accepting_body;
        for (const auto& change : decision.tracks) {
            // What ends with its approval was decided by this document; a step's further papers go with it.
            if (!decision.documents.empty()) break;
            if (change.track.ended_at == 0 || change.track.result == "approved")
                order.track = change.track.kind;
        }
        decision.documents.push_back(std::move(order));
    }
}

}  // namespace

Decision carry_out(const Definition& definition, const CaseView& view, const Action& action,
                   const Actor& actor, const boost::json::object& input, const Reckoning& with) {
    Decision decision;
    decision.complaint = view.complaint;
    decision.event = action.event;
    decision.acting_for = actor.acting_for;
    decision.restricted = action.restricted;
    if (!action.to.empty())
        decision.complaint.state = action.to == "previous" ? previous_state(view.tracks) : action.to;
    apply_effects({definition, view, action, actor, input, with}, decision);
    turn_clocks(definition, action, input, view, with, decision);
    look_again(definition, view, with, decision);
    const auto* state = definition.state(decision.complaint.state);
    if (state != nullptr && state->terminal && !action.to.empty())
        end_what_is_left(definition, view, actor, with.now, decision);
    order_documents(definition, action, actor, decision);
    set_nearest_due(view, decision);
    const auto before = tracked_members(view.complaint);
    keep_input(action, input, before, decision);
    keep_changes(before, tracked_members(decision.complaint), decision);
    if (decision.acting_for != 0)
        decision.changes["acting_for"] = boost::json::array{nullptr, decision.acting_for};
    tell(definition, action, view, with, decision);
    return decision;
}

}  // namespace qingqian::workflow
