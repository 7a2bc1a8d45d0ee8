// c.2: a province in which the head of the handling department signs the result: drafted by the officer,
// read by the head in the draft's own words, signed by him, all of it in the history.

#include <doctest/doctest.h>

#include "base/decode.hpp"
#include "integration/cases/world.hpp"
#include "store/case_parts.hpp"

using namespace qingqian;
using namespace qingqian::test;

namespace {

constexpr auto head_signs =
    R"({"signatures":[{"id":"js","workflow":"complaint","action":"reply","head_signs":true,
    "province":"JS","valid_from":"2026-01-01","source":"省内规定"}]})";

/// The case as an officer sees it.
json::object seen(World& world, const records::Actor& reader, const records::Complaint& complaint) {
    const auto stored = world.stored(complaint.id);
    json::object view;
    world.read([&](store::ReadTx& tx) { view = cases::complaint_json(tx, *world.env, reader, stored); });
    return view;
}

const json::object* offer(const json::object& view, std::string_view action) {
    for (const auto& one : view.at("actions").as_array()) {
        if (one.at("action").as_string() == action) return &one.as_object();
    }
    return nullptr;
}

}  // namespace

TEST_CASE("where the rules leave the result to the head, the draft goes to him and he alone sends it") {
    World world;
    auto env = std::make_shared<cases::Environment>(*world.env);
    env->signatures = workflow::read_signatures(base::parse_json(head_signs).value()).value();
    world.env = env;
    const auto intake = world.officer("shouli");
    const auto handler = world.officer("nanjing");
    const auto head = world.officer("nanjing_fzr");
    auto complaint = world.submitted().complaint;
    complaint = world.must(intake, complaint, "accept");
    complaint = world.must(
        intake, complaint, "transfer",
        {{"handling_body", "320100-GXJ"}, {"override_reason", "合同履行地在南京市，由南京处理。"}});
    complaint = world.must(handler, complaint, "sign_for");

    const auto refused = world.perform(handler, complaint, "reply", good_reply());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().status == 409);
    CHECK(refused.error().extra.at("reasons").at(0).at("code") == "head_signs");
    auto view = seen(world, handler, complaint);
    REQUIRE(offer(view, "reply") != nullptr);
    CHECK_FALSE(offer(view, "reply")->at("possible").as_bool());
    CHECK(offer(view, "propose_result")->at("possible").as_bool());

    complaint = world.must(handler, complaint, "propose_result", good_reply());
    view = seen(world, head, complaint);
    const auto& track = view.at("tracks").as_array().back().as_object();
    CHECK(track.at("kind") == "result");
    CHECK(track.at("proposal").at("result") == good_reply().at("result"));
    CHECK(track.at("data").at("verified") == good_reply().at("verified"));
    // What is still a draft is no result: the complainant hears nothing of it.
    const auto own = seen(world, World::complainant(complaint), complaint);
    for (const auto& one : own.at("tracks").as_array()) CHECK(one.at("kind") != "result");

    complaint = world.must(head, complaint, "reply", good_reply());
    CHECK(complaint.state == "REPLIED");
    CHECK(world.audit().faults.empty());
}
