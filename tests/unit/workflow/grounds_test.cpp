#include <doctest/doctest.h>

#include <algorithm>

#include "support.hpp"
#include "workflow/tracks.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// Grounds of refusal N01 to N12 (a.4), the size dispute (a.7) and the merging of what repeats a case.
namespace {

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor head = officer(2, "intake_head", accepting_id);

boost::json::object refusal(const std::string& ground, const std::string& channel = "court") {
    boost::json::object input{
        {"ground", ground}, {"reason", "经审查属于上述不予受理的情形。"}, {"open_channel", channel}};
    if (ground == "N04") input["provision"] = "某部门规章第三条";
    return input;
}

std::string proposed(const CaseView& view, const boost::json::object& input) {
    return refused(view, "propose_refusal", intake, input);
}

}  // namespace

namespace {

/// A ground is a main ground by itself, signed by another officer, with its reason and the channel that is
/// open; its label says what it is about.
void check_main_ground(const std::string& code, std::string_view about) {
    const auto& grounds = complaint_definition().choices.find("refusal_grounds")->second;
    const auto ground = std::ranges::find(grounds, code, &Choice::code);
    REQUIRE(ground != grounds.end());
    CHECK(ground->label.zh.contains(about));
    CHECK_FALSE(ground->basis.empty());
    const auto input = refusal(code, code == "N10" ? "national_platform" : "court");
    const auto waiting = after(case_in("SUBMITTED"), "propose_refusal", intake, input, at("2026-11-24"));
    CHECK(running_track(waiting.tracks, "refusal")->opened_by == 1);
    CHECK(track_text(*running_track(waiting.tracks, "refusal"), "ground") == code);
    const auto signed_by_head = take(waiting, "refuse", head, input, at("2026-11-25"));
    REQUIRE(signed_by_head);
    CHECK(signed_by_head->complaint.state == "REFUSED");
    CHECK(signed_by_head->complaint.due.empty());
    CHECK(signed_by_head->documents.at(0).infix == "不受");
    auto shorter = input;
    shorter["reason"] = "不符合规定";
    CHECK(refused(waiting, "refuse", head, shorter) == "/reason:too_short");
}

}  // namespace

TEST_CASE("N01: a debt that is not from a purchase") {
    check_main_ground("N01", "采购");
}

TEST_CASE("N02: before a court, arbitrators or another authority") {
    check_main_ground("N02", "法院");
}

TEST_CASE("N03: handled already, and nothing new") {
    check_main_ground("N03", "新的事实和理由");
}

TEST_CASE("N04: another provision") {
    check_main_ground("N04", "其他情形");
}

TEST_CASE("N05: the complainant was no SME at signing") {
    check_main_ground("N05", "不是中小企业");
}

TEST_CASE("N06: the respondent is no public body, institution or large enterprise") {
    check_main_ground("N06", "被投诉人不是");
}

TEST_CASE("N07: no contract between the two") {
    check_main_ground("N07", "合同关系");
}

TEST_CASE("N08: not due yet") {
    check_main_ground("N08", "期限未到");
}

TEST_CASE("N09: false or malicious") {
    check_main_ground("N09", "虚假");
}

TEST_CASE("N10: another province or the centre") {
    check_main_ground("N10", "本省管辖");
}

TEST_CASE("N11: purchases of the forces") {
    check_main_ground("N11", "军");
}

TEST_CASE("N12: nothing concrete, or no identity") {
    check_main_ground("N12", "身份无法核实");
}

TEST_CASE("N04 names the provision, N10 guides to the right platform") {
    const auto view = case_in("SUBMITTED");
    auto nameless = refusal("N04");
    nameless.erase("provision");
    CHECK(proposed(view, nameless) == "/provision:provision_needed");
    CHECK(proposed(view, refusal("N10", "court")) == "/open_channel:platform_needed");
    CHECK(proposed(view, refusal("N10", "other_province")) == "decided");
}

TEST_CASE("N05 waits while the size is determined, and the review stands still") {
    const auto view = after(case_in("SUBMITTED"), "open_size_dispute", complainant(), at("2026-11-25"));
    CHECK(view.complaint.due.empty());
    CHECK(proposed(view, refusal("N05")) == "size_opinion_pending");
    auto further = refusal("N07");
    further["further_grounds"] = {"N05"};
    CHECK(proposed(view, further) == "size_opinion_pending");
    CHECK(proposed(view, refusal("N07")) == "decided");
    CHECK(refused(view, "accept", intake, {}) == "track_open");
    CHECK(refused(view, "open_size_dispute", intake, sound_input("open_size_dispute")) == "track_open");
    const auto decided = after(view, "record_size_opinion", intake, at("2026-12-02"));
    CHECK(last_track(decided.tracks, "size_dispute")->result == "small");
    // Two days of ten were used by 2026-11-25; eight are left from 2026-12-02.
    CHECK(decided.complaint.due == "2026-12-14");
    CHECK(proposed(decided, refusal("N05")) == "decided");
    CHECK(refused(decided, "accept", intake, {}, at("2026-12-03")) == "decided");
}

TEST_CASE("a refusal turned down leaves the review as it was, and may be proposed again") {
    const auto waiting = after(case_in("SUBMITTED"), "propose_refusal", intake);
    CHECK(proposed(waiting, refusal("N01")) == "track_open");
    const auto turned_down = after(waiting, "turn_down_refusal", head);
    CHECK(turned_down.complaint.due == "2026-12-07");
    CHECK(refused(turned_down, "refuse", head, refusal("N01")) == "refusal_not_proposed");
    CHECK(proposed(turned_down, refusal("N01")) == "decided");
}

TEST_CASE("一次性告知: a second supplement says why, the term may be extended while it runs, to its cap") {
    auto view = case_in("SUPPLEMENT");  // until 2026-12-07
    auto input = sound_input("extend_supplement");
    input["until"] = "2026-12-07";
    CHECK(refused(view, "extend_supplement", intake, input) == "/until:date_too_early");
    input["until"] = "2026-12-21";
    const auto longer = after(view, "extend_supplement", intake, input, at("2026-12-01"));
    CHECK(longer.complaint.due == "2026-12-21");
    CHECK(refused(view, "extend_supplement", intake, input, at("2026-12-08")) == "term_over");
    CHECK(refused(longer, "lapse", system_actor(), {}, at("2026-12-21")) == "clock_not_passed");
    view = after(longer, "resubmit", complainant(), {}, at("2026-12-10"));
    boost::json::object again{{"items", sound_input("request_supplement").at("items")}};
    CHECK(refused(view, "request_supplement", intake, again) == "/reason:supplement_reason_needed");
    again["reason"] = "补交的合同缺少补充协议。";
    CHECK(refused(view, "request_supplement", intake, again) == "decided");
}

TEST_CASE("a duplicate goes on in another case of the same parties that is still open") {
    auto view = case_in("SUBMITTED");
    const auto merged = take(view, "merge", intake, sound_input("merge"), at("2026-11-25"));
    REQUIRE(merged);
    CHECK(merged->complaint.state == "TERMINATED");
    CHECK(merged->links == std::vector<records::CaseLink>{{7, 8, "merged"}});
    view.other->respondent_code = "91320000000000000X";
    view.complaint.respondent_code = "91320000000000001X";
    CHECK(refused(view, "merge", intake, sound_input("merge")) == "/case:other_parties");
    view.other->id = 7;
    CHECK(refused(view, "merge", intake, sound_input("merge")) == "/case:same_case");
    view.other.reset();
    CHECK(refused(view, "merge", intake, sound_input("merge")) == "/case:unknown_case");
}
