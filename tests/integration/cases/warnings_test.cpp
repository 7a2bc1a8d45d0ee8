#include <doctest/doctest.h>

#include "world.hpp"

using namespace qingqian;
using test::World;
namespace json = boost::json;

TEST_CASE(
    "firm and officer read on a case what may stand in the way of acceptance; nothing is refused by it") {
    World world;
    // An organ with the code of an institution (N06), and 2025-10-08 where the holidays last until then.
    const auto complaint = world.submitted().complaint;
    CHECK(complaint.state == "SUBMITTED");
    const auto officer = world.officer("shouli");
    world.read([&](store::ReadTx& tx) {
        for (const auto& reader : {World::complainant(complaint), officer}) {
            const auto view = cases::complaint_json(tx, *world.env, reader, complaint);
            const auto& warnings = view.at("warnings").as_array();
            REQUIRE(warnings.size() == 2);
            CHECK(warnings[0].at("code") == "respondent_type_differs");
            CHECK(warnings[0].at("pointer") == "/form/respondent/type");
            CHECK(warnings[1].at("code") == "due_by_law_differs");
            CHECK(warnings[1].at("pointer") == "/form/debts/0/due_on");
            CHECK(warnings[1].at("sentences").at("en") ==
                  "By contract and law it fell due on 2025-10-09, which is not what was stated");
        }
    });
}
