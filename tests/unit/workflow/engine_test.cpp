#include <doctest/doctest.h>

#include <algorithm>

#include "support.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor head = officer(2, "intake_head", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);
const records::Actor handling_head = officer(4, "handling_head", handling_id);
const base::UtcMillis monday = at("2026-11-23");
const records::Actor respondent{"respondent", 0, "", 0, {}, 7};
const records::Actor actors[] = {complainant(),
                                 respondent,
                                 system_actor(),
                                 intake,
                                 head,
                                 handler,
                                 handling_head,
                                 officer(5, "supervisor", 99),
                                 officer(6, "caller", accepting_id),
                                 officer(7, "hotline", accepting_id)};
const std::string roles[] = {"complainant", "respondent",    "system",     "intake", "intake_head",
                             "handler",     "handling_head", "supervisor", "caller", "hotline"};

}  // namespace

TEST_CASE(
    "the table: every action from every state by every role is taken or refused as the definition says") {
    int taken = 0;
    for (const auto& state : complaint_definition().states) {
        const CaseView view = case_in(state.code);
        for (const auto& action : complaint_definition().actions) {
            for (std::size_t i = 0; i < std::size(actors); ++i) {
                CAPTURE(state.code);
                CAPTURE(action.name);
                CAPTURE(roles[i]);
                // The supplement term has passed, so that T06 can be taken, too.
                const auto decided = take(view, action.name, actors[i],
                                          sound_input(action.name, view, at("2026-12-08")), at("2026-12-08"));
                const bool role = std::ranges::find(action.roles, roles[i]) != action.roles.end();
                const bool from = std::ranges::find(action.from, state.code) != action.from.end();
                if (!role) {
                    CHECK(decided.error().code == "wrong_role");
                    CHECK(decided.error().status == 403);
                } else if (from && decided) {
                    const auto targets = complaint_definition().targets(action);
                    CHECK((targets.empty()
                               ? decided->complaint.state == state.code
                               : std::ranges::find(targets, decided->complaint.state) != targets.end()));
                    CHECK(decided->event == action.event);
                    CHECK(decided->notices.size() <= action.tells.size());
                    ++taken;
                } else if (from) {
                    // Right role and state: the state and the role do not stand against it.
                    const auto why = reasons_of(decided.error());
                    CHECK(why.find("wrong_state") == std::string::npos);
                    CHECK(why != "wrong_role");
                } else {
                    REQUIRE_FALSE(decided);
                    const auto why = reasons_of(decided.error());
                    CHECK((why.find("wrong_state") != std::string::npos || why == "wrong_body" ||
                           why == "action_already_done"));
                }
            }
        }
    }
    CHECK(taken >= 150);
}

TEST_CASE("a repeated action is named as such, an unknown one too, and the reason names the state") {
    CHECK(refused(case_in("ACCEPTED"), "accept", intake, {}) == "action_already_done");
    CHECK(refused(case_in("ACCEPTED"), "fly", intake, {}) == "action_unknown");
    const auto decided = take(case_in("HANDLING"), "accept", intake, {}, monday);
    CHECK(decided.error().sentence.zh == "现在不能受理，原因见下");
    const auto& reason = decided.error().extra.at("reasons").as_array()[0];
    CHECK(reason.at("sentences").at("zh-CN") == "现在是“处理中”，“待审查”时才能办");
    CHECK(reason.at("sentences").at("en") ==
          "This is in state “Being handled”; it is possible in “Awaiting review”");
    const auto role = take(case_in("SUBMITTED"), "refuse", handler, {}, monday);
    CHECK(role.error().sentence.zh == "须由受理审核岗办理");
    CHECK(role.error().sentence.en == "This is for: head of intake");
}

TEST_CASE("faults of the input come along with reasons of the case") {
    const auto decided = take(case_in("HANDLING"), "close", head, {}, monday);
    REQUIRE_FALSE(decided);
    CHECK(reasons_of(decided.error()) == "wrong_state");
    CHECK(fields_of(decided.error()) == "/outcome:required");
}

TEST_CASE("decide is pure: the same arguments give the same answer and change nothing") {
    for (const auto& state : complaint_definition().states) {
        const CaseView view = case_in(state.code);
        const auto row = view.complaint;
        for (const auto& action : complaint_definition().actions) {
            const auto input = sound_input(action.name, view, monday);
            const auto first = take(view, action.name, head, input, monday);
            const auto second = take(view, action.name, head, input, monday);
            CHECK(first.has_value() == second.has_value());
            CHECK(view.complaint == row);
            if (!first || !second) continue;
            CHECK(first->complaint == second->complaint);
            CHECK(first->changes == second->changes);
            CHECK(first->values == second->values);
        }
    }
}

TEST_CASE("offers: what is offered as possible is what decide takes, given sound input") {
    for (const auto& state : complaint_definition().states) {
        const CaseView view = case_in(state.code);
        for (const auto& actor : actors) {
            for (const auto& offer : offers(complaint_definition(), view, actor, shipped_calendar(),
                                            shipped_terms(), at("2026-12-08"))) {
                CAPTURE(state.code);
                CAPTURE(offer.action->name);
                const auto decided =
                    take(view, offer.action->name, actor,
                         sound_input(offer.action->name, view, at("2026-12-08")), at("2026-12-08"));
                CHECK(offer.reasons.empty() == decided.has_value());
            }
        }
    }
    const auto handlers = offers(complaint_definition(), case_in("HANDLING"), handler, shipped_calendar(),
                                 shipped_terms(), monday);
    CHECK(std::ranges::none_of(handlers, [](const Offer& offer) { return offer.action->name == "accept"; }));
}
