#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "support.hpp"
#include "workflow/terms.hpp"
#include "workflow/tracks.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

// What follows when a term passes at a bad moment, and rules that may not be laxer.
namespace {

const records::Actor intake = officer(1, "intake", accepting_id);
const records::Actor head = officer(2, "intake_head", accepting_id);
const records::Actor handler = officer(3, "handler", handling_id);

Decision refusal_of(CaseView view, const records::Actor& owner, const char* asked, const char* refused_on) {
    view = after(view, "request_withdrawal", complainant(), at(asked));
    const auto decided =
        take(view, "refuse_withdrawal", owner, sound_input("refuse_withdrawal"), at(refused_on));
    if (!decided) FAIL(reasons_of(decided.error()));
    return *decided;
}

std::vector<std::string> timers_of(const Decision& decision) {
    std::vector<std::string> clocks;
    for (const auto& timer : decision.timers) clocks.push_back(timer.clock);
    return clocks;
}

std::vector<std::string> faults_of(const std::string& rows) {
    const auto read = read_terms(boost::json::parse(R"({"terms":[)" + rows + "]}"));
    return read ? std::vector<std::string>{} : read.error();
}

std::string row(const char* id, const char* province, int length, const char* unit, const char* from,
                const char* until = "") {
    return std::string(R"({"id":")") + id + R"(","key":"handling","province":")" + province +
           R"(","length":)" + std::to_string(length) + R"(,"unit":")" + unit + R"(","valid_from":")" + from +
           R"(","valid_until":")" + until + R"(","source":"s"})";
}

}  // namespace

TEST_CASE("T21: what a term's end has for a consequence is looked at again when a withdrawal is refused") {
    using Clocks = std::vector<std::string>;
    // T09: not signed for by 2026-11-25; T06: not supplemented by 2026-12-07; T13: not answered by then.
    CHECK(timers_of(refusal_of(case_in("TRANSFERRED"), handler, "2026-11-24", "2026-11-27")) ==
          Clocks{"sign_for"});
    CHECK(timers_of(refusal_of(case_in("SUPPLEMENT"), head, "2026-12-04", "2026-12-09")) ==
          Clocks{"supplement"});
    const auto inquired = after(case_in("HANDLING"), "inquire", handler);
    CHECK(timers_of(refusal_of(inquired, handler, "2026-12-04", "2026-12-09")) == Clocks{"inquiry_answer"});
    // What has not passed, or has no consequence, keeps the timers it has.
    CHECK(timers_of(refusal_of(inquired, handler, "2026-12-04", "2026-12-07")).empty());
    CHECK(timers_of(refusal_of(case_in("SUBMITTED"), head, "2026-12-04", "2026-12-09")).empty());
}

TEST_CASE("a term that stood still when the case ended is not late for the days it stood") {
    const auto paused = after(case_in("SUBMITTED"), "open_size_dispute", intake, at("2026-11-24"));
    auto proposal = after(paused, "propose_refusal", intake, at("2027-01-11"));
    for (const auto* action : {"merge"}) {
        const auto ended = after(proposal, action, head, at("2027-01-12"));
        const auto review = std::ranges::find(ended.clocks, "review", &records::CaseClock::kind);
        CHECK(review->state == "stopped");
        CHECK_FALSE(review->late);
    }
    // One that ran is late as it was.
    const auto running = after(case_in("SUBMITTED"), "merge", head, at("2027-01-12"));
    CHECK(std::ranges::find(running.clocks, "review", &records::CaseClock::kind)->late);
}

TEST_CASE("a.3: a province may be stricter, never laxer, while both rows are valid") {
    const auto national = row("cn", "", 30, "calendar_days", "2025-06-01");
    CHECK(faults_of(national + "," + row("js", "JS", 30, "calendar_days", "2025-06-01")).empty());
    CHECK(faults_of(national + "," + row("js", "JS", 7, "working_days", "2025-06-01")).empty());
    CHECK(faults_of(national + "," + row("js", "JS", 31, "calendar_days", "2024-01-01")) ==
          std::vector<std::string>{"/terms/1: is laxer than cn"});
    CHECK(faults_of(row("js", "JS", 25, "working_days", "2026-01-01") + "," + national) ==
          std::vector<std::string>{"/terms/0: is laxer than cn"});
    CHECK(
        faults_of(national + "," + row("js", "JS", 60, "calendar_days", "2020-01-01", "2025-06-01")).empty());
    const auto working = row("cn", "", 10, "working_days", "2021-12-30");
    CHECK(faults_of(working + "," + row("js", "JS", 10, "calendar_days", "2022-01-01")).empty());
    CHECK(faults_of(working + "," + row("js", "JS", 14, "calendar_days", "2022-01-01")).size() == 1);
}

TEST_CASE("grounds are rows: one counts in its province and its time alone, for decide as for the list") {
    auto definition = complaint_definition();
    const auto row_of = [&](const char* action) -> Choice& {
        auto& fields = std::ranges::find(definition.actions, action, &Action::name)->fields;
        auto& choices = std::ranges::find(fields, "ground", &InputField::name)->choices;
        return *std::ranges::find(choices, std::string(action) == "terminate" ? "judicial" : "N08",
                                  &Choice::code);
    };
    const auto answer = [&](const CaseView& view, const char* action, const records::Actor& actor) {
        const auto decided = decide(definition, view, action, actor, sound_input(action), shipped_calendar(),
                                    shipped_terms(), at("2026-11-24"));
        return decided ? std::string("decided") : fields_of(decided.error());
    };
    const auto submitted = case_in("SUBMITTED");
    const auto accepted = case_in("ACCEPTED");
    for (const auto* action : {"propose_refusal", "terminate"}) {
        CAPTURE(action);
        const auto& view = std::string(action) == "terminate" ? accepted : submitted;
        CHECK_FALSE(row_of(action).source.empty());
        CHECK(answer(view, action, intake) == "decided");
        row_of(action).valid_until = "2026-11-24";
        CHECK(answer(view, action, intake) == "/ground:not_a_choice");
        row_of(action).valid_until = "2026-11-25";
        row_of(action).province = "LN";
        CHECK(answer(view, action, intake) == "/ground:not_a_choice");
        row_of(action).province = "JS";
        CHECK(answer(view, action, intake) == "decided");
        row_of(action).valid_from = "2026-11-25";
        CHECK(answer(view, action, intake) == "/ground:not_a_choice");
    }
}
