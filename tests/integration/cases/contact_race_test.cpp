#include <doctest/doctest.h>

#include <array>
#include <boost/json/object.hpp>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "cases/contacts.hpp"
#include "world.hpp"

namespace json = boost::json;
using namespace qingqian;
using test::OnPostgres;
using test::OnSqlite;
using test::World;

namespace {

/// A store with room for several units at once over the world's database.
std::unique_ptr<store::Store> wide_store(World& world) {
    store::StoreOptions options;
    options.database = world.path;
    options.readers = 8;
    options.clock = &world.clock;
    options.random = &world.random;
    return store::Store::open(options);
}

/// So many who enter a code at the same moment; what became of each: "ok", or a code of problems.yaml.
std::vector<std::string> enter_at_once(World& world, store::Store& store, const records::Complaint& complaint,
                                       const std::string& digits, int times) {
    std::vector<std::future<std::string>> tries;
    for (int i = 0; i < times; ++i) {
        tries.push_back(std::async(std::launch::async, [&] {
            const auto done = store.write_now<cases::CodeOutcome>([&](store::WriteTx& tx) {
                return cases::enter_code(tx, *world.env, World::complainant(complaint), complaint.uid,
                                         "complainant", {"sms", digits});
            });
            if (!done) return done.error().code;
            return done->refused ? std::string("wrong") : std::string("ok");
        }));
    }
    std::vector<std::string> outcomes;
    for (auto& each : tries) outcomes.push_back(each.get());
    return outcomes;
}

std::string sent_code(World& world, store::Store& store, const records::Complaint& complaint) {
    const auto sent = store.write_now<json::object>([&](store::WriteTx& tx) {
        return cases::send_code(tx, *world.env, World::complainant(complaint), complaint.uid, "complainant",
                                {"sms", std::nullopt});
    });
    REQUIRE(sent.has_value());
    std::string digits;
    world.read([&](store::ReadTx& tx) {
        for (const auto& message : store::outbox::of_case(tx, complaint.id)) {
            if (message.event_name == "OTP")
                digits = message.text.substr(message.text.find_first_of("0123456789"), 6);
        }
    });
    return digits;
}

}  // namespace

TEST_CASE_TEMPLATE("of many who try a code at once five are counted, and one right code is taken once", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto complaint = world.submitted().complaint;
    const auto store = wide_store(world);
    const auto digits = sent_code(world, *store, complaint);
    const std::string wrong = digits == "000000" ? "000001" : "000000";
    const auto refused = enter_at_once(world, *store, complaint, wrong, 16);
    CHECK(std::ranges::count(refused, "wrong") == 5);
    CHECK(std::ranges::count(refused, "code_not_open") == 11);

    world.clock.advance(61'000);
    const auto again = sent_code(world, *store, complaint);
    const auto taken = enter_at_once(world, *store, complaint, again, 8);
    CHECK(std::ranges::count(taken, "ok") == 1);
    CHECK(std::ranges::count(taken, "code_not_open") == 7);
}

TEST_CASE_TEMPLATE("of many who ask for a code at once one gets it", W, OnSqlite, OnPostgres) {
    W world;
    const std::array filed{world.submitted().complaint, world.submitted().complaint};
    const auto store = wide_store(world);
    std::vector<std::future<bool>> asked;
    for (int i = 0; i < 12; ++i) {
        asked.push_back(std::async(std::launch::async, [&, i] {
            const auto& complaint = filed.at(static_cast<std::size_t>(i % 2));
            return store
                ->template write_now<json::object>([&](store::WriteTx& tx) {
                    return cases::send_code(tx, *world.env, World::complainant(complaint), complaint.uid,
                                            "complainant", {"sms", std::string("13700001111")});
                })
                .has_value();
        }));
    }
    int sent = 0;
    for (auto& each : asked) sent += each.get() ? 1 : 0;
    CHECK(sent == 1);
}
