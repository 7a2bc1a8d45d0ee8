#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "support.hpp"
#include "workflow/clocks.hpp"
#include "workflow/ledger.hpp"
#include "workflow/plan.hpp"
#include "workflow/tracks.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// Walks over everything that is offered to anybody, and what must hold wherever they lead.
namespace {

constexpr base::UtcMillis one_day = 24LL * 3600 * 1000;

const records::Actor walkers[] = {complainant(),
                                  {"respondent", 0, "", 0, {}, 7},
                                  officer(1, "intake", accepting_id),
                                  officer(2, "intake_head", accepting_id),
                                  officer(32, "handler", handling_id),
                                  officer(4, "handling_head", handling_id),
                                  officer(34, "handling_head", handling_id),
                                  officer(8, "handler", 21),
                                  officer(9, "handling_head", 21),
                                  officer(5, "supervisor", 99),
                                  officer(6, "caller", accepting_id),
                                  officer(7, "hotline", accepting_id)};

std::set<std::string> reachable() {
    const auto& definition = complaint_definition();
    std::set<std::string> found{definition.initial()};
    for (std::size_t before = 0; before != found.size();) {
        before = found.size();
        for (const auto& action : definition.actions) {
            for (const auto& to : definition.targets(action)) {
                if (std::ranges::any_of(action.from, [&](const auto& from) { return found.contains(from); }))
                    found.insert(to);
            }
        }
    }
    return found;
}

// What this one may take now.
std::vector<std::string> offered(const CaseView& view, const records::Actor& actor, base::UtcMillis now) {
    std::vector<std::string> found;
    for (const auto& offer :
         offers(complaint_definition(), view, actor, shipped_calendar(), shipped_terms(), now)) {
        if (offer.reasons.empty()) found.push_back(offer.action->name);
    }
    return found;
}

void check_clocks(const CaseView& view, bool terminal) {
    std::map<std::string, int> open;
    std::string nearest;
    for (const auto& clock : view.clocks) {
        RC_ASSERT(clock.ended_at == 0 || clock.state == "met" || clock.state == "stopped");
        if (clock.ended_at != 0) continue;
        RC_ASSERT(++open[clock.kind] == 1);
        // What outlives the case is a course beside it (失信), with its own term.
        const auto* kind = complaint_definition().clock(clock.kind);
        const auto* track = complaint_definition().track(kind->track);
        RC_ASSERT(!terminal || (track != nullptr && track->lasting));
        RC_ASSERT(clock.due_legal >= clock.due_raw);
        if (clock.state == "running" && (nearest.empty() || clock.due_legal < nearest))
            nearest = clock.due_legal;
    }
    RC_ASSERT(view.complaint.due == nearest);
    for (const auto& clock : view.clocks) {
        if (clock.kind != "handling") continue;
        const auto start = base::parse_day(clock.started_day).value();
        RC_ASSERT(base::parse_day(clock.due_raw).value() - start <= std::chrono::days{90});
    }
}

void check_tracks(const CaseView& view, bool terminal) {
    const bool withdrawing = view.complaint.state == "WITHDRAW_PENDING";
    RC_ASSERT((running_track(view.tracks, "withdrawal") != nullptr) == withdrawing);
    if (withdrawing) {
        const auto* back = complaint_definition().state(previous_state(view.tracks));
        RC_ASSERT(back != nullptr && !back->terminal && back->code != "WITHDRAW_PENDING");
    }
    for (const auto& track : view.tracks) {
        const auto* kind = complaint_definition().track(track.kind);
        RC_ASSERT(kind != nullptr);
        RC_ASSERT(!terminal || track.ended_at != 0 || kind->lasting);
        RC_ASSERT(track.ended_at == 0 || !track.result.empty());
    }
}

void check_sums(const CaseView& view) {
    if (view.ledger.empty()) return;
    const auto balance = balance_of(view.ledger);
    RC_ASSERT(balance_fault(balance).empty());
    RC_ASSERT(balance.remaining() == view.complaint.remaining_fen);
    RC_ASSERT(promised(view.plan) <= balance.remaining());
}

/// What no legal sequence may break.
void check_case(const CaseView& view, const std::set<std::string>& possible) {
    const auto* state = complaint_definition().state(view.complaint.state);
    RC_ASSERT(state != nullptr);
    RC_ASSERT(possible.contains(state->code));
    RC_ASSERT(state->terminal == (view.complaint.closed_at != 0));
    RC_ASSERT(std::ranges::count_if(
                  view.parts, [](const auto& part) { return part.role == "lead" && part.until == 0; }) <= 1);
    const bool handled = state->code == "TRANSFERRED" || state->code == "HANDLING" ||
                         state->code == "REPLIED" || state->code == "FOLLOWUP";
    RC_ASSERT(!handled || view.complaint.handling_body != 0);
    check_clocks(view, state->terminal);
    check_tracks(view, state->terminal);
    check_sums(view);
}

// What the system does by itself once terms have passed, as the deadline service does it.
CaseView after_deadlines(CaseView view, base::UtcMillis now, std::set<std::string>& taken) {
    const auto kinds = view.clocks;
    for (const auto& clock : kinds) {
        const auto* action =
            clock.state == "running" && base::to_iso(base::legal_day(now)) > clock.due_legal
                ? action_when_passed(complaint_definition(), view.complaint.state, clock.kind)
                : nullptr;
        if (action == nullptr) continue;
        const auto decided = take(view, action->name, system_actor(), {}, now);
        if (!decided) continue;
        taken.insert(action->name);
        view = stored(view, *decided, system_actor());
    }
    return view;
}

CaseView step(const CaseView& view, base::UtcMillis now, std::set<std::string>& taken) {
    const auto& actor = walkers[*rc::gen::inRange<std::size_t>(0, std::size(walkers))];
    const auto choices = offered(view, actor, now);
    if (choices.empty()) return view;
    // Now and then what moves the case on: else a walk spends itself on notes.
    std::vector<std::string> moving;
    std::ranges::copy_if(choices, std::back_inserter(moving), [](const std::string& name) {
        return !complaint_definition().action(name)->to.empty();
    });
    const bool moves = !moving.empty() && *rc::gen::inRange(0, 3) == 0;
    const auto& from = moves ? moving : choices;
    const auto& name = from[*rc::gen::inRange<std::size_t>(0, from.size())];
    const auto decided = take(view, name, actor, sound_input(name, view, now), now);
    if (!decided) return view;
    const auto targets = complaint_definition().targets(*complaint_definition().action(name));
    const auto& after_it = decided->complaint.state;
    const bool leads_there = targets.empty() ? after_it == view.complaint.state
                                             : std::ranges::find(targets, after_it) != targets.end();
    RC_ASSERT(leads_there);
    taken.insert(name);
    return stored(view, *decided, actor);
}

}  // namespace

TEST_CASE("property: no sequence of legal actions reaches what verify calls impossible") {
    const auto possible = reachable();
    std::set<std::string> taken;
    CHECK(rc::check([&] {
        // Half of the walks begin where handling does: few that begin with a draft come so far.
        auto view = *rc::gen::inRange(0, 2) == 0 ? draft_case() : case_in("HANDLING");
        auto now = at("2026-11-23");
        const auto steps = *rc::gen::inRange(5, 20);
        for (int i = 0; i < steps; ++i) {
            now += *rc::gen::inRange(0, 4) * one_day;
            view = after_deadlines(view, now, taken);
            view = step(view, now, taken);
            check_case(view, possible);
        }
    }));
    // Walks that meet few of the actions prove little.
    CHECK(taken.size() >= complaint_definition().actions.size() / 3);
}

TEST_CASE("every action of the definition is offered to somebody on some way") {
    std::set<std::string> met;
    for (const auto& state : complaint_definition().states) {
        for (const auto& actor : walkers) {
            for (const auto& offer : offers(complaint_definition(), case_in(state.code), actor,
                                            shipped_calendar(), shipped_terms(), at("2026-12-08")))
                met.insert(offer.action->name);
        }
    }
    for (const auto& action : complaint_definition().actions) {
        CAPTURE(action.name);
        const bool by_system = action.roles == std::vector<std::string>{"system"};
        CHECK((by_system || met.contains(action.name)));
    }
}
