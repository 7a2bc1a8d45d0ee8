#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/embedded.hpp"
#include "cases/recompute.hpp"
#include "cases/reference_change.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

/// The folder whose files replace those of the program, as long as this lives.
struct Overriding {
    std::filesystem::path folder;
    explicit Overriding(const std::filesystem::path& place) : folder(place / "override") {
        std::filesystem::create_directories(folder / "rules");
        base::set_override_directory(folder.string());
    }
    ~Overriding() { base::set_override_directory(""); }
    Overriding(const Overriding&) = delete;
    Overriding& operator=(const Overriding&) = delete;

    void put_terms(const std::string& text) const { std::ofstream(folder / "rules/terms.json") << text; }
};

std::int64_t review_days(const cases::EnvironmentPtr& env) {
    return env->terms.find("review", "JS", *base::parse_day("2026-11-23"))->length;
}

}  // namespace

TEST_CASE("rules replaced by a file hold without a restart once they are asked for; broken ones never do") {
    World world;
    const Overriding overriding(world.directory);
    std::string terms(base::embedded_text("rules/terms.json").value());
    const std::string ten = R"("key": "review", "province": "", "length": 10)";
    const auto at = terms.find(ten);
    REQUIRE(at != std::string::npos);
    const auto seven = std::string(terms).replace(at + ten.size() - 2, 2, "7");
    cases::EnvironmentSource source(world.env);
    const auto ask = [&] {
        world.write([](store::WriteTx& tx) { cases::note_reference_change(tx); });
        return cases::follow_reference(*world.store, source);
    };

    overriding.put_terms(seven);
    CHECK_FALSE(cases::follow_reference(*world.store, source).value());
    CHECK(review_days(source.get()) == 10);
    CHECK(ask().value());
    CHECK(review_days(source.get()) == 7);

    overriding.put_terms("{");
    CHECK_FALSE(ask());
    CHECK(review_days(source.get()) == 7);

    overriding.put_terms(terms);
    CHECK(cases::follow_reference(*world.store, source).value());
    CHECK(review_days(source.get()) == 10);
}
