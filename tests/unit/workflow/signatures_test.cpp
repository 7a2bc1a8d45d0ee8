#include "workflow/signatures.hpp"

#include <doctest/doctest.h>

#include "base/decode.hpp"
#include "support.hpp"
#include "workflow/load.hpp"
#include "workflow/tracks.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

using Names = std::vector<std::string>;

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);
const records::Actor handling_head = officer(4, "handling_head", handling_id);
const auto day = at("2026-12-01");

CaseView left_to_head(CaseView view, Names actions) {
    view.head_signs = std::move(actions);
    return view;
}

Signatures rows(std::string_view text) {
    return read_signatures(base::parse_json(text).value()).value();
}

Names faults_of(std::string_view text) {
    const auto read = read_signatures(base::parse_json(text).value());
    return read ? Names{} : read.error();
}

}  // namespace

TEST_CASE("c.2: where the rules leave the result to the head, the handler drafts it and the head signs it") {
    const auto view = left_to_head(case_in("HANDLING"), {"reply"});
    CHECK(refused(view, "reply", handler, sound_input("reply", view, day), day) == "head_signs");
    auto proposed = after(view, "propose_result", handler, day);
    CHECK(proposed.complaint.state == "HANDLING");
    CHECK(refused(proposed, "propose_result", handler, sound_input("propose_result", view, day), day) ==
          "track_open");
    CHECK(refused(proposed, "reply", handler, sound_input("reply", view, day), day) == "head_signs");
    CHECK(refused(proposed, "turn_down_result", handler, sound_input("turn_down_result"), day) ==
          "wrong_role");

    const auto down = after(proposed, "turn_down_result", handling_head, day);
    CHECK(last_track(down.tracks, "result")->state == "refused");
    const auto again = after(left_to_head(down, {"reply"}), "propose_result", handler, day);
    const auto signed_off = after(left_to_head(again, {"reply"}), "reply", handling_head, day);
    CHECK(signed_off.complaint.state == "REPLIED");
    CHECK(last_track(signed_off.tracks, "result")->result == "issued");
    CHECK(running_track(signed_off.tracks, "result") == nullptr);
}

TEST_CASE("c.2: a substitute of the head signs; the case's way back takes the draft with it") {
    const auto view = left_to_head(case_in("HANDLING"), {"reply"});
    auto deputy = officer(6, "handler", handling_id);
    deputy.represents.push_back({4, "absent", handling_id, {"handling_head"}});
    // He may reply by his own role where the head need not sign; here he does it in the head's place.
    CHECK(take(view, "reply", deputy, sound_input("reply", view, day), day)->acting_for == 4);
    CHECK(take(case_in("HANDLING"), "reply", deputy, sound_input("reply", view, day), day)->acting_for == 0);
    CHECK(refused(view, "reply", officer(6, "handler", handling_id), sound_input("reply", view, day), day) ==
          "head_signs");
    const auto proposed = after(view, "propose_result", handler, day);
    const auto returned = after(proposed, "return", handler, at("2026-11-25"));
    CHECK(last_track(returned.tracks, "result")->result == "moot");
}

TEST_CASE("c.2: closing is the head's where the rules say so, and anybody's of intake where they do not") {
    const auto view = case_in("REPLIED");
    CHECK(after(view, "close", intake, day).complaint.state == "CLOSED");
    const auto left = left_to_head(view, {"close"});
    CHECK(refused(left, "close", intake, sound_input("close", left, day), day) == "head_signs");
    CHECK(after(left, "close", officer(2, "intake_head", accepting_id), day).complaint.state == "CLOSED");
}

TEST_CASE("who signs is a row with province, days and source; the province's own goes before the country's") {
    const auto table = rows(R"({"signatures":[
        {"id":"cn","workflow":"complaint","action":"reply","head_signs":false,"valid_from":"2020-09-01","source":"设定值"},
        {"id":"js","workflow":"complaint","action":"reply","head_signs":true,"province":"JS","valid_from":"2026-01-01",
         "valid_until":"2027-01-01","source":"省内规定"},
        {"id":"close","workflow":"complaint","action":"close","head_signs":true,"valid_from":"2020-09-01","source":"设定值"}]})");
    const auto on = [&](std::string_view province, std::string_view iso) {
        return table.of_head("complaint", province, base::parse_day(iso).value());
    };
    CHECK(on("JS", "2026-11-23") == Names{"reply", "close"});
    CHECK(on("JS", "2025-12-31") == Names{"close"});
    CHECK(on("JS", "2027-01-01") == Names{"close"});
    CHECK(on("ZJ", "2026-11-23") == Names{"close"});
    CHECK(on("JS", "2020-08-31").empty());
    CHECK(table.of_head("appeal", "JS", base::parse_day("2026-11-23").value()).empty());
}

TEST_CASE("rows about signatures that say nothing or contradict one another are refused") {
    CHECK(faults_of(
              R"({"signatures":[{"id":"a","workflow":"complaint","action":"reply","valid_from":"2026-01-01",
        "source":"x"}]})")
              .size() == 1);
    CHECK(faults_of(R"({"signatures":[
        {"id":"a","workflow":"complaint","action":"reply","head_signs":true,"valid_from":"2026-01-01","source":"x"},
        {"id":"b","workflow":"complaint","action":"reply","head_signs":false,"valid_from":"2026-02-01","source":"x"}]})") ==
          Names{"/signatures: b is valid at the same time as a"});
    const auto idle = rows(R"({"signatures":[
        {"id":"a","workflow":"complaint","action":"accept","head_signs":true,"valid_from":"2026-01-01","source":"x"},
        {"id":"b","workflow":"complaint","action":"dance","head_signs":true,"valid_from":"2026-01-01","source":"x"}]})");
    CHECK(check_signatures(idle, complaint_definition()) ==
          Names{"a: accept does not ask who signs it", "b: there is no action dance"});
    CHECK(check_signatures(load_signatures(), complaint_definition()).empty());
}
