#include "clocks.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace qingqian::workflow {
namespace {

const Term& term_of(const Definition& definition, std::string_view kind, const CaseView& view,
                    const Terms& terms, base::Day day) {
    const auto* clock = definition.clock(kind);
    const auto* term = clock == nullptr ? nullptr : terms.find(clock->term, view.complaint.province, day);
    if (term == nullptr) {
        throw std::logic_error("no term for clock " + std::string(kind) + " on " + base::to_iso(day));
    }
    return *term;
}

records::CaseClock start_clock(const Definition& definition, std::string_view kind, const CaseView& view,
                               const Reckoning& with) {
    const base::Day today = base::legal_day(with.now);
    const Term& term = term_of(definition, kind, view, with.terms, today);
    const DueDate due = due_date(with.calendar, today, term.unit, term.length);
    records::CaseClock clock;
    clock.complaint = view.complaint.id;
    clock.kind = kind;
    clock.unit = to_string(term.unit);
    clock.length = term.length;
    clock.started_at = with.now;
    clock.started_day = base::to_iso(today);
    clock.due_raw = base::to_iso(due.raw);
    clock.due_legal = base::to_iso(due.legal);
    clock.calendar_version = with.calendar.version();
    clock.provisional = due.provisional;
    return clock;
}

records::Timer timer_for(const records::CaseClock& clock) {
    records::Timer timer;
    timer.complaint = clock.complaint;
    timer.kind = "clock_due";
    timer.clock = clock.kind;
    timer.due_at = base::day_begins(*base::parse_day(clock.due_legal) + std::chrono::days{1});
    return timer;
}

void end_clocks(std::string_view kind, ClockChange::Kind change, const CaseView& view, base::UtcMillis now,
                Decision& decision) {
    for (const auto& clock : view.clocks) {
        if (clock.kind != kind || clock.state != "running") continue;
        ClockChange ended{change, clock};
        ended.clock.state = change == ClockChange::Kind::meet ? "met" : "stopped";
        ended.clock.ended_at = now;
        ended.clock.late = base::to_iso(base::legal_day(now)) > clock.due_legal;
        decision.clocks.push_back(std::move(ended));
    }
}

// Clocks that run once the decision is carried out.
std::vector<const records::CaseClock*> running_after(const CaseView& view, const Decision& decision) {
    std::vector<const records::CaseClock*> running;
    for (const auto& clock : view.clocks) {
        const bool ended = std::ranges::any_of(decision.clocks, [&](const ClockChange& change) {
            return change.change != ClockChange::Kind::start && change.clock.kind == clock.kind;
        });
        if (clock.state == "running" && !ended) running.push_back(&clock);
    }
    for (const auto& change : decision.clocks) {
        if (change.change == ClockChange::Kind::start) running.push_back(&change.clock);
    }
    return running;
}

}  // namespace

void turn_clocks(const Definition& definition, const Action& action, const CaseView& view,
                 const Reckoning& with, Decision& decision) {
    for (const auto& effect : action.clocks) {
        if (effect.effect == "start") {
            decision.clocks.push_back(
                {ClockChange::Kind::start, start_clock(definition, effect.kind, view, with)});
            decision.timers.push_back(timer_for(decision.clocks.back().clock));
        } else {
            const auto change = effect.effect == "meet" ? ClockChange::Kind::meet : ClockChange::Kind::stop;
            end_clocks(effect.kind, change, view, with.now, decision);
        }
    }
}

void set_nearest_due(const CaseView& view, Decision& decision) {
    decision.complaint.due.clear();
    decision.complaint.due_clock.clear();
    for (const auto* clock : running_after(view, decision)) {
        if (!decision.complaint.due.empty() && decision.complaint.due <= clock->due_legal) continue;
        decision.complaint.due = clock->due_legal;
        decision.complaint.due_clock = clock->kind;
    }
}

std::optional<std::string> announced_due(const Definition& definition, std::string_view kind,
                                         const CaseView& view, const Reckoning& with,
                                         const Decision& decision) {
    for (const auto* clock : running_after(view, decision)) {
        if (clock->kind == kind) return clock->due_legal;
    }
    for (const auto& change : decision.clocks) {
        if (change.change != ClockChange::Kind::start) continue;
        const base::Day start = *base::parse_day(change.clock.due_legal);
        const Term& term = term_of(definition, kind, view, with.terms, start);
        return base::to_iso(due_date(with.calendar, start, term.unit, term.length).legal);
    }
    return std::nullopt;
}

const Action* action_when_passed(const Definition& definition, std::string_view state,
                                 std::string_view kind) {
    const auto waits_for = [&](const std::string& guard) {
        const Call call = read_call(guard);
        return call.name == "clock_passed" && call.arguments == std::vector{std::string(kind)};
    };
    for (const auto& action : definition.actions) {
        if (std::ranges::find(action.from, state) == action.from.end()) continue;
        if (std::ranges::find(action.roles, "system") == action.roles.end()) continue;
        if (std::ranges::any_of(action.guards, waits_for)) return &action;
    }
    return nullptr;
}

DueDate explain_clock(const Calendar& calendar, const records::CaseClock& clock) {
    const auto unit = clock.unit == "calendar_days" ? Unit::calendar_days : Unit::working_days;
    return due_date(calendar, base::parse_day(clock.started_day).value(), unit, clock.length);
}

}  // namespace qingqian::workflow
