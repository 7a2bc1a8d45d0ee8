#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>

#include "base/embedded.hpp"
#include "support.hpp"
#include "support/paths.hpp"
#include "workflow/document_number.hpp"
#include "workflow/draw.hpp"
#include "workflow/load.hpp"
#include "workflow/tracks.hpp"
#include "workflow/verify.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// Who may what (c.2), substitutes, what is restricted; the earlier version and the second workflow.
namespace {

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor head = officer(2, "intake_head", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);
const records::Actor supervisor = officer(5, "supervisor", 99);

records::Actor standing_in(records::Actor actor, std::int64_t other, const std::string& role,
                           std::int64_t body) {
    actor.represents.push_back({other, "absent", body, {role}});
    return actor;
}

}  // namespace

TEST_CASE("委托代理: a substitute acts by the other's roles and body, and the decision says for whom") {
    const auto view = after(case_in("HANDLING"), "propose_extension", handler, at("2026-12-01"));
    const auto colleague = officer(6, "handler", handling_id);
    CHECK(refused(view, "approve_extension", colleague, {}, at("2026-12-01")) == "wrong_role");
    const auto deputy = standing_in(colleague, 4, "handling_head", handling_id);
    const auto approved = take(view, "approve_extension", deputy, {}, at("2026-12-01"));
    REQUIRE(approved);
    CHECK(approved->acting_for == 4);
    // Nobody approves as another's substitute what he proposed himself, nor what that other proposed.
    const auto self = standing_in(handler, 4, "handling_head", handling_id);
    CHECK(refused(view, "approve_extension", self, {}, at("2026-12-01")) ==
          "same_officer,handler_may_not_approve");
    const auto for_proposer = standing_in(colleague, 3, "handling_head", handling_id);
    CHECK(refused(view, "approve_extension", for_proposer, {}, at("2026-12-01")) ==
          "same_officer,handler_may_not_approve");
    const auto elsewhere = standing_in(colleague, 4, "handling_head", 77);
    CHECK(refused(view, "approve_extension", elsewhere, {}, at("2026-12-01")) == "wrong_body");
    // What he may do himself he does for himself.
    CHECK(
        take(case_in("HANDLING"), "inquire", deputy, sound_input("inquire"), at("2026-12-01"))->acting_for ==
        0);
}

TEST_CASE(
    "条例 art. 20, 35: a report of retaliation is seen by the complainant, the head of intake and "
    "supervision") {
    const auto view = case_in("HANDLING");
    const auto reported =
        take(view, "report_retaliation", complainant(), sound_input("report_retaliation"), at("2026-11-24"));
    REQUIRE(reported);
    CHECK(reported->restricted);
    CHECK(complaint_definition().track("retaliation")->restricted);
    for (const auto& notice : reported->notices) {
        for (const auto& audience : notice.audiences)
            CHECK((audience == "accepting_head" || audience == "supervision" || audience == "complainant"));
    }
    const auto sees = [&](const records::Actor& actor) {
        return sees_restricted(complaint_definition(), view.complaint, actor);
    };
    CHECK(sees(complainant()));
    CHECK(sees(head));
    CHECK(sees(supervisor));
    CHECK_FALSE(sees(intake));
    CHECK_FALSE(sees(handler));
    CHECK_FALSE(sees({"respondent", 0, "", 0, {}, 7}));
    const auto kept = stored(view, *reported, complainant());
    CHECK(refused(kept, "settle_retaliation", handler, sound_input("settle_retaliation")) == "wrong_role");
    const auto closed = after(after(kept, "reply", handler), "close", head);
    CHECK(running_track(closed.tracks, "retaliation") != nullptr);  // it outlives the case
    CHECK(refused(closed, "settle_retaliation", supervisor, sound_input("settle_retaliation")) == "decided");
}

TEST_CASE("handing over: to an officer of the body that has the case, by who has it or a head") {
    const auto view = case_in("HANDLING");  // officer 3 has it
    CHECK(after(view, "assign", handler).complaint.assignee == 32);
    CHECK(refused(view, "assign", officer(6, "handler", handling_id), {{"officer", "jingban"}}) ==
          "assigned_to_other");
    CHECK(refused(view, "assign", handler, {{"officer", "shouli"}}) == "/officer:unknown_officer");
    CHECK(refused(view, "assign", handler, {{"officer", "nobody"}}) == "/officer:unknown_officer");
    // c.2: whoever administers the system has no case in hand.
    CHECK(refused(view, "assign", handler, {{"officer", "guanli"}}) == "/officer:officer_handles_no_cases");
}

TEST_CASE("evaluation: once a result, once more at closing; a call-back on record need not be repeated") {
    const auto rated = after(case_in("REPLIED"), "evaluate", complainant(), at("2026-11-24"));
    CHECK(rated.complaint.rating == 2);
    CHECK(refused(rated, "evaluate", complainant(), sound_input("evaluate"), at("2026-11-25")) ==
          "already_rated");
    CHECK(refused(case_in("REPLIED"), "evaluate", complainant(), {{"rating", 6}}) == "/rating:too_large");
    const auto called = after(rated, "record_callback", officer(7, "caller", accepting_id), at("2026-11-25"));
    const auto closed =
        take(called, "close", head,
             {{"outcome", "O2"}, {"no_redo_reason", "质保金另有约定，不在本案处理范围。"}}, at("2026-11-26"));
    REQUIRE(closed);
    const auto ended = stored(called, *closed, head);
    CHECK(refused(ended, "evaluate", complainant(), sound_input("evaluate"), at("2026-11-27")) == "decided");
}

TEST_CASE("c.3: departing from the route that the rules name needs a reason; the rule's id is kept") {
    auto view = case_in("ACCEPTED");
    view.route = {"js-nanjing", "NJ-GXJ"};
    const auto routed = take(view, "transfer", intake, sound_input("transfer"), at("2026-11-24"));
    CHECK(routed->parts.at(0).part.rule == "js-nanjing");
    CHECK(refused(view, "transfer", intake, {{"handling_body", "SZ-GXJ"}}) ==
          "/override_reason:override_reason_needed");
    const auto overridden =
        take(view, "transfer", intake,
             {{"handling_body", "SZ-GXJ"}, {"override_reason", "被投诉人已迁至苏州，尚未变更登记。"}},
             at("2026-11-24"));
    REQUIRE(overridden);
    CHECK(overridden->parts.at(0).part.rule.empty());
}

TEST_CASE("version 1 reads, verifies and runs as it did") {
    const auto first = read_definition(test_file("complaint.v1.json"));
    REQUIRE(first);
    CHECK(verify(*first, {"SUBMITTED", "HANDLING"}, {}, &shipped_terms()).empty());
    const auto accepted = decide(*first, case_in("SUBMITTED"), "accept", intake, {}, shipped_calendar(),
                                 shipped_terms(), at("2026-11-24"));
    REQUIRE(accepted);
    CHECK(accepted->documents.empty());
    CHECK(decide(*first, case_in("SUBMITTED"), "refuse", head, sound_input("refuse"), shipped_calendar(),
                 shipped_terms(), at("2026-11-24")));
}

TEST_CASE("the second workflow, requests for help, needs data alone: from registration to closing") {
    const auto appeal = load_definition("appeal");
    CHECK(appeal.number == "SQ");
    CHECK(appeal.form == "appeal");
    CHECK(verify(appeal, {}, {}, &shipped_terms()) == std::vector<std::string>{});
    auto view = draft_case();
    view.complaint.definition = "appeal";
    const auto step = [&](const std::string& action, const records::Actor& actor, boost::json::object input,
                          const std::string& day) {
        const auto decided =
            decide(appeal, view, action, actor, input, shipped_calendar(), shipped_terms(), at(day));
        if (!decided) FAIL(action << ": " << reasons_of(decided.error()) << fields_of(decided.error()));
        view = stored(view, *decided, actor);
    };
    step("register", intake, {{"channel", "phone"}}, "2026-11-23");
    step("answer_at_once", intake, {{"answer", "已当场说明政策。"}}, "2026-11-23");
    step("redo", intake, {{"reason", "企业反映答复没有解决问题。"}}, "2026-11-23");
    step("assign", intake, {{"handling_body", "NJ-GXJ"}}, "2026-11-23");
    step("sign_for", handler, {}, "2026-11-24");
    CHECK(view.complaint.due == "2026-12-15");
    step("hand_over", handler, {{"officer", "jingban"}}, "2026-11-25");
    CHECK(view.complaint.assignee == 32);
    step("supervise", supervisor, {{"demand", "请在本周内答复企业，并报送结果。"}}, "2026-12-01");
    step("answer", handler, {{"answer", "已为企业对接贷款担保机构。"}}, "2026-12-02");
    step("call_back", officer(7, "caller", accepting_id),
         {{"callback", "reached"}, {"satisfaction", "satisfied"}}, "2026-12-03");
    step("close", head, {}, "2026-12-04");
    CHECK(view.complaint.state == "SETTLED");
    CHECK(view.complaint.due.empty());
}

TEST_CASE("both workflows have a route and a wording in both languages for all they tell") {
    const auto json = [](const std::string& path) {
        const auto text = base::embedded_text(path).value();
        return boost::json::parse({text.data(), text.size()});
    };
    const auto routing = json("messages/routing.json");
    for (const auto* name : {"complaint", "appeal"}) {
        const auto definition = load_definition(name);
        for (const auto& action : definition.actions) {
            for (const auto& tell : action.tells) {
                for (const auto& audience : tell.audiences) {
                    CAPTURE(tell.event);
                    CAPTURE(audience);
                    CHECK(routing.at("routes").at(tell.event).as_object().contains(audience));
                    const auto& voice = routing.at("voices").at(audience).as_string();
                    for (const auto* language : {"zh-CN", "en"}) {
                        const auto wording = json(std::string("messages/wording.") + language + ".json");
                        CHECK(wording.at("wordings").at(tell.event).as_object().contains(voice));
                    }
                }
            }
        }
    }
}

TEST_CASE(
    "documents are numbered without 第 and without leading zeros; the picture shows tracks beside states") {
    CHECK(document_number("苏款诉", "督", 2026, 3) == "苏款诉督〔2026〕3号");
    const auto chinese = draw_mermaid(complaint_definition(), "zh-CN");
    CHECK(chinese.find("state \"督办\" as track_supervision") != std::string::npos);
    CHECK(chinese.find("[*] --> track_extension: T15 申请延期") != std::string::npos);
    CHECK(chinese.find("WITHDRAW_PENDING --> HANDLING: T21 不予确认撤回") != std::string::npos);
    CHECK(chinese.find("previous") == std::string::npos);
    std::ifstream file(test::source_dir() / "schemas/workflows/README.md");
    const std::string page(std::istreambuf_iterator<char>(file), {});
    for (const auto* name : {"complaint", "appeal"})
        CHECK(page.find(draw_mermaid(load_definition(name), "zh-CN")) != std::string::npos);
    CHECK(draw_dot(load_definition("appeal"), "en").find("track_supervision [style=dashed") !=
          std::string::npos);
}
