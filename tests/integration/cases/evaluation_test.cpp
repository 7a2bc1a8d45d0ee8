#include <doctest/doctest.h>

#include "integration/cases/post.hpp"

using namespace qingqian;
using test::Post;
using test::World;

namespace {

std::string refused_at(World& world, const records::Complaint& complaint, boost::json::object input) {
    input["outcome"] = "O1";
    const auto done = world.perform(world.officer("shouli"), complaint, "close", input);
    if (done) return "closed";
    return done.error().fields.empty() ? done.error().code
                                       : done.error().fields[0].pointer + " " + done.error().fields[0].code;
}

}  // namespace

TEST_CASE(
    "T17, T18: who said that he is not satisfied when he was called back is answered before the case "
    "closes") {
    Post world;
    auto complaint = world.replied();
    const auto intake = world.officer("shouli");
    complaint = world.must(world.officer("huifang"), complaint, "record_callback",
                           {{"callback", "reached"}, {"satisfaction", "unsatisfied"}});
    CHECK(refused_at(world, complaint, {}) == "/input/no_redo_reason redo_decision_needed");
    // Redone, the new result waits for its own call-back.
    complaint = world.must(intake, complaint, "redo",
                           {{"redo_ground", "unsatisfied"},
                            {"reason", "反馈没有回应质保金部分，请补充。"},
                            {"new_date", "2026-12-18"}});
    complaint = world.must(world.officer("suzhou"), complaint, "reply", test::good_reply());
    CHECK(refused_at(world, complaint, {}) == "/input/callback required");
    complaint = world.must(world.officer("huifang"), complaint, "record_callback",
                           {{"callback", "reached"}, {"satisfaction", "unsatisfied"}});
    complaint = world.must(world.officer("huifang"), complaint, "record_callback",
                           {{"callback", "reached"}, {"satisfaction", "satisfied"}});
    CHECK(refused_at(world, complaint, {}) == "closed");
    CHECK(world.audit().faults.empty());
}

TEST_CASE("T17: the reason why nothing is redone is kept with the closure") {
    Post world;
    auto complaint = world.replied();
    complaint = world.must(World::complainant(complaint), complaint, "evaluate", {{"rating", 1}});
    CHECK(refused_at(world, complaint, {{"callback", "reached"}}) ==
          "/input/no_redo_reason redo_decision_needed");
    CHECK(refused_at(world, complaint,
                     {{"callback", "reached"}, {"no_redo_reason", "款项已全部付清，投诉人确认收到。"}}) ==
          "closed");
    CHECK(world.last_event(complaint.id) == "closed");
    CHECK(world.audit().faults.empty());
}
