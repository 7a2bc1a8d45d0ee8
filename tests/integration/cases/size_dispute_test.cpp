#include <doctest/doctest.h>

#include <algorithm>

#include "store/case_parts.hpp"
#include "workflow/tracks.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;
namespace json = boost::json;

namespace {

json::object field_offered(World& world, const records::Actor& actor, const records::Complaint& complaint,
                           std::string_view action, std::string_view field) {
    json::object page;
    world.read([&](store::ReadTx& tx) {
        page = cases::read_complaint(tx, *world.env, actor, complaint.uid).value();
    });
    for (const auto& offer : page.at("actions").as_array()) {
        if (offer.at("action").as_string() != action) continue;
        for (const auto& one : offer.at("fields").as_array()) {
            if (one.at("name").as_string() == field) return one.as_object();
        }
    }
    return {};
}

std::vector<std::string> codes_of(const json::object& field) {
    std::vector<std::string> codes;
    for (const auto& choice : field.at("choices").as_array())
        codes.emplace_back(choice.at("code").as_string());
    return codes;
}

}  // namespace

TEST_CASE(
    "条例 29(2): a size in dispute goes to the body at the complainant's place, which the rules propose") {
    World world;
    const auto filed = world.submitted().complaint;  // the firm is registered in 320506, Suzhou
    for (const auto& actor : {World::complainant(filed), world.officer("shouli")}) {
        CAPTURE(actor.kind);
        const auto field = field_offered(world, actor, filed, "open_size_dispute", "size_body");
        CHECK(field.at("proposed").as_string() == "320500-GXJ");
        const auto codes = codes_of(field);
        CHECK(std::ranges::count(codes, "320500-GXJ") == 1);
        CHECK(std::ranges::count(codes, "JS-SMEC") == 1);
        CHECK(std::ranges::count(codes, "JS-QQB") == 0);  // supervises, determines nothing
    }
    const auto complaint = world.must(
        World::complainant(filed), filed, "open_size_dispute",
        {{"claimed_class", "small"}, {"size_body", "320500-GXJ"}, {"reason", "对方主张我方不是小型企业。"}});
    world.read([&](store::ReadTx& tx) {
        const auto tracks = store::case_parts::tracks(tx, complaint.id);
        CHECK(workflow::track_text(*workflow::running_track(tracks, "size_dispute"), "size_body") ==
              "320500-GXJ");
    });
}

TEST_CASE("the page lists the grounds that count for the province and the day alone") {
    World world;
    const auto filed = world.submitted().complaint;
    const auto intake = world.officer("shouli");
    CHECK(codes_of(field_offered(world, intake, filed, "propose_refusal", "ground")).size() == 12);
    auto changed = std::make_shared<cases::Environment>(*world.env);
    auto& definition = changed->definitions.at({"complaint", filed.definition_version});
    for (auto& action : definition.actions) {
        for (auto& field : action.fields) {
            for (auto& choice : field.choices) {
                if (choice.code == "N03") choice.province = "LN";
                if (choice.code == "N08") choice.valid_until = "2026-11-23";
            }
        }
    }
    world.env = changed;
    const auto codes = codes_of(field_offered(world, intake, filed, "propose_refusal", "ground"));
    CHECK(codes.size() == 10);
    const auto refused = world.perform(
        intake, filed, "propose_refusal",
        {{"ground", "N08"}, {"reason", "合同约定的付款期限尚未届满。"}, {"open_channel", "refile"}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.front().code == "not_a_choice");
}
