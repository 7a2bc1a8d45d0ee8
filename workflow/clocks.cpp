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

Unit unit_of(const records::CaseClock& clock) {
    return clock.unit == "calendar_days" ? Unit::calendar_days : Unit::working_days;
}

base::Day day_of(const std::string& iso) {
    return base::parse_day(iso).value();
}

bool is_open(const records::CaseClock& clock) {
    return clock.state == "running" || clock.state == "paused";
}

std::vector<Span> spans_of(const records::CaseClock& clock) {
    std::vector<Span> spans;
    for (const auto& pause : clock.pauses) {
        if (!pause.until.empty()) spans.push_back({day_of(pause.from), day_of(pause.until)});
    }
    return spans;
}

void require(const records::CaseClock& clock, std::string_view state) {
    if (clock.state != state)
        throw std::logic_error("the clock " + clock.kind + " is " + clock.state + ", not " +
                               std::string(state));
}

records::CaseClock start_clock(const Definition& definition, const ClockEffect& effect,
                               const boost::json::object& input, const CaseView& view,
                               const Reckoning& with) {
    const auto& kind = effect.kind;
    const auto& since = effect.since;
    base::Day first = base::legal_day(with.now);
    records::CaseClock clock;
    clock.started_at = with.now;
    if (since.starts_with('=')) {
        // The input was found sound.
        const auto* day = input.if_contains(since.substr(1));
        if (day != nullptr) first = day_of(std::string(day->as_string()));
    }
    for (const auto& earlier : view.clocks) {
        if (since.empty() || earlier.kind != since || !is_open(earlier)) continue;
        first = day_of(earlier.started_day);
        clock.started_at = earlier.started_at;
    }
    const Term& term = term_of(definition, kind, view, with.terms, first);
    clock.complaint = view.complaint.id;
    clock.kind = kind;
    clock.unit = to_string(term.unit);
    clock.length = term.length;
    clock.started_day = base::to_iso(first);
    return recount(std::move(clock), with.calendar);
}

}  // namespace

records::Timer timer_for(const records::CaseClock& clock) {
    records::Timer timer;
    timer.complaint = clock.complaint;
    timer.kind = "clock_due";
    timer.clock = clock.kind;
    timer.due_at = base::day_begins(*base::parse_day(clock.due_legal) + std::chrono::days{1});
    return timer;
}

namespace {

bool is_past(const records::CaseClock& clock, base::UtcMillis now) {
    return base::to_iso(base::legal_day(now)) > clock.due_legal;
}

records::CaseClock ended(records::CaseClock clock, std::string_view effect, base::UtcMillis now) {
    // What is paused has no date to be late for; it keeps what it was when it was paused.
    if (clock.state == "running") clock.late = is_past(clock, now);
    clock.state = effect == "meet" ? "met" : "stopped";
    clock.ended_at = now;
    return clock;
}

records::CaseClock recounted(const records::CaseClock& before, const Reckoning& with) {
    auto clock = recount(before, with.calendar);
    clock.late = clock.late && is_past(clock, with.now);
    return clock;
}

records::CaseClock marked_late(const records::CaseClock& before, const Reckoning&) {
    auto clock = before;
    clock.late = true;
    return clock;
}

/// What each effect makes of a clock that is open, and in which state it takes it.
struct Turn {
    std::string_view effect;
    ClockChange::Kind change;
    std::string_view from;  ///< empty: running or paused
    records::CaseClock (*turn)(const records::CaseClock&, const Reckoning&);
};

constexpr Turn turns[] = {
    {"meet", ClockChange::Kind::meet, "",
     [](const records::CaseClock& clock, const Reckoning& with) { return ended(clock, "meet", with.now); }},
    {"stop", ClockChange::Kind::stop, "",
     [](const records::CaseClock& clock, const Reckoning& with) { return ended(clock, "stop", with.now); }},
    {"pause", ClockChange::Kind::pause, "running",
     [](const records::CaseClock& clock, const Reckoning& with) {
         return pause(clock, base::legal_day(with.now));
     }},
    {"resume", ClockChange::Kind::resume, "paused",
     [](const records::CaseClock& clock, const Reckoning& with) {
         return resume(clock, base::legal_day(with.now), with.calendar);
     }},
    {"recount", ClockChange::Kind::recount, "running", recounted},
    {"mark_late", ClockChange::Kind::mark_late, "running", marked_late},
};

void turn_clock(const ClockEffect& effect, const CaseView& view, const Reckoning& with, Decision& decision) {
    const auto* turn = std::ranges::find(turns, effect.effect, &Turn::effect);
    if (turn == std::end(turns)) throw std::logic_error("unknown clock effect: " + effect.effect);
    const auto kind = effect.kind == named_clock ? with.named : std::string_view(effect.kind);
    for (const auto& clock : view.clocks) {
        if (clock.kind != kind || (turn->from.empty() ? !is_open(clock) : clock.state != turn->from))
            continue;
        decision.clocks.push_back({turn->change, turn->turn(clock, with), clock.due_legal});
        const auto& after = decision.clocks.back().clock;
        // Whoever keeps the timers takes away those of a clock that was turned.
        if (after.state == "running") decision.timers.push_back(timer_for(after));
    }
}

// One that runs goes on: a case sent back to the body that has it gives it no new days.
bool runs(std::string_view kind, const CaseView& view) {
    return std::ranges::any_of(view.clocks, [&](const records::CaseClock& clock) {
        return clock.kind == kind && clock.state == "running";
    });
}

bool of_same_row(const records::CaseClock& left, const records::CaseClock& right) {
    return left.kind == right.kind && left.id == right.id && left.started_at == right.started_at;
}

// Clocks that run once the decision is carried out.
std::vector<const records::CaseClock*> running_after(const CaseView& view, const Decision& decision) {
    std::vector<const records::CaseClock*> running;
    for (const auto& clock : view.clocks) {
        const bool changed = std::ranges::any_of(decision.clocks, [&](const ClockChange& change) {
            return change.change != ClockChange::Kind::start && of_same_row(change.clock, clock);
        });
        if (clock.state == "running" && !changed) running.push_back(&clock);
    }
    for (const auto& change : decision.clocks) {
        if (change.clock.state == "running") running.push_back(&change.clock);
    }
    return running;
}

}  // namespace

std::string_view to_string(ClockChange::Kind change) {
    using Kind = ClockChange::Kind;
    if (change == Kind::start) return "start";
    if (change == Kind::extend) return "extend";
    return std::ranges::find(turns, change, &Turn::change)->effect;
}

void turn_clocks(const Definition& definition, const Action& action, const boost::json::object& input,
                 const CaseView& view, const Reckoning& with, Decision& decision) {
    for (const auto& effect : action.clocks) {
        if (effect.effect != "start") {
            turn_clock(effect, view, with, decision);
            continue;
        }
        if (runs(effect.kind, view)) continue;
        decision.clocks.push_back(
            {ClockChange::Kind::start, start_clock(definition, effect, input, view, with)});
        decision.timers.push_back(timer_for(decision.clocks.back().clock));
    }
}

void look_again(const Definition& definition, const CaseView& view, const Reckoning& with,
                Decision& decision) {
    const auto& before = view.complaint.state;
    const auto& now_in = decision.complaint.state;
    if (before == now_in) return;
    for (const auto* clock : running_after(view, decision)) {
        if (!is_past(*clock, with.now) || action_when_passed(definition, before, clock->kind) != nullptr ||
            action_when_passed(definition, now_in, clock->kind) == nullptr)
            continue;
        decision.timers.push_back(timer_for(*clock));
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

void describe_clock(const Definition& definition, std::string_view kind, const CaseView& view,
                    const Decision& decision, std::map<std::string, std::string>& values) {
    for (const auto& change : decision.clocks) {
        const bool counted = change.change == ClockChange::Kind::recount;
        if (change.clock.kind != kind || (!counted && change.change != ClockChange::Kind::mark_late))
            continue;
        const auto* known = definition.clock(kind);
        values["clock"] = known == nullptr ? std::string(kind) : known->label.zh;
        values["clock_en"] = known == nullptr ? std::string(kind) : known->label.en;
        values["due_before"] = change.legal_before;
    }
    for (const auto* clock : running_after(view, decision)) {
        if (clock->kind == kind && clock->provisional) values["provisional"] = "1";
    }
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

namespace {

DueDate count(const Calendar& calendar, const records::CaseClock& clock, bool explained) {
    std::optional<base::Day> latest;
    if (!clock.latest.empty()) latest = day_of(clock.latest);
    return due_date(calendar, day_of(clock.started_day), unit_of(clock), clock.length, spans_of(clock),
                    latest, explained);
}

}  // namespace

DueDate explain_clock(const Calendar& calendar, const records::CaseClock& clock) {
    return count(calendar, clock, true);
}

records::CaseClock pause(records::CaseClock clock, base::Day day) {
    require(clock, "running");
    clock.state = "paused";
    clock.late = clock.late || base::to_iso(day) > clock.due_legal;
    clock.pauses.push_back({base::to_iso(day), ""});
    return clock;
}

records::CaseClock resume(records::CaseClock clock, base::Day day, const Calendar& calendar) {
    require(clock, "paused");
    auto& last = clock.pauses.back();
    last.until = base::to_iso(day);
    if (last.until < last.from)
        throw std::logic_error("the clock " + clock.kind + " resumes before its pause");
    clock.state = "running";
    return recount(std::move(clock), calendar);
}

base::Day extension_cap(const records::CaseClock& clock, std::int64_t total) {
    return day_of(clock.started_day) + std::chrono::days{total};
}

std::vector<base::Day> extension_days(const records::CaseClock& clock, base::Day cap,
                                      const Calendar& calendar) {
    std::vector<base::Day> days;
    for (auto day = day_of(clock.due_legal) + std::chrono::days{1}; day <= cap; day += std::chrono::days{1}) {
        if (calendar.is_working_day(day)) days.push_back(day);
    }
    return days;
}

records::CaseClock extend(records::CaseClock clock, base::Day new_due, base::Day cap,
                          const Calendar& calendar) {
    require(clock, "running");
    const base::Day start = day_of(clock.started_day);
    if (new_due <= start || new_due > cap)
        throw std::logic_error("the clock " + clock.kind + " cannot be extended to " + base::to_iso(new_due));
    const auto spans = spans_of(clock);
    clock.length = counted_until(calendar, start, unit_of(clock), new_due, spans);
    clock.latest = base::to_iso(cap);
    return recount(std::move(clock), calendar);
}

records::CaseClock recount(records::CaseClock clock, const Calendar& calendar) {
    const DueDate due = count(calendar, clock, false);
    clock.due_raw = base::to_iso(due.raw);
    clock.due_legal = base::to_iso(due.legal);
    clock.calendar_version = calendar.version();
    clock.provisional = due.provisional;
    return clock;
}

}  // namespace qingqian::workflow
