#include "cases/public_figures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <random>

using namespace qingqian;
namespace json = boost::json;
using store::public_figures::Group;

namespace {

using Cells = std::vector<std::int64_t>;
using Shown = std::vector<std::optional<std::int64_t>>;
constexpr auto hidden = std::nullopt;

base::Day day(const char* text) {
    return base::parse_day(text).value();
}

}  // namespace

TEST_CASE("a cell under 3 is hidden, and another one where the total would tell it") {
    CHECK(cases::published(Cells{10, 20, 30}) == Shown{10, 20, 30});
    CHECK(cases::published(Cells{2, 20, 30}) == Shown{hidden, hidden, 30});
    CHECK(cases::published(Cells{1, 2, 30}) == Shown{hidden, hidden, 30});
    CHECK(cases::published(Cells{0, 1, 30, 7}) == Shown{0, hidden, 30, hidden});
    CHECK(cases::published(Cells{1, 1, 30, 7}) == Shown{hidden, hidden, 30, hidden});
    CHECK(cases::published(Cells{0, 0, 50}) == Shown{0, 0, 50});
    CHECK(cases::published(Cells{}).empty());
}

TEST_CASE("what is hidden is never under 3 together, nor alone") {
    std::mt19937 dice(7);
    for (int round = 0; round < 2000; ++round) {
        Cells cells(2 + dice() % 9);
        for (auto& cell : cells) cell = static_cast<std::int64_t>(dice() % 12);
        const auto shown = cases::published(cells);
        std::int64_t sum = 0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (shown[i]) {
                CHECK((*shown[i] == 0 || *shown[i] >= cases::least_published));
                CHECK(*shown[i] == cells[i]);
            } else {
                sum += cells[i];
                count += 1;
            }
        }
        const auto others = std::ranges::count(shown, std::optional<std::int64_t>(0));
        const bool everything = count + static_cast<std::size_t>(others) == cells.size();
        CHECK((count == 0 || everything || (count >= 2 && sum >= cases::least_published)));
    }
}

TEST_CASE("months are counted back over the year") {
    CHECK(cases::month_start("JS", day("2026-11-23"), 11) == "JSTS20251201");
    CHECK(cases::month_start("JS", day("2026-11-23"), 0) == "JSTS20261101");
    CHECK(cases::month_start("JS", day("2026-12-31"), -1) == "JSTS20270101");
}

TEST_CASE("figures hold every month, the way of the cases and the sums") {
    const std::vector<Group> groups{{"202610", "SUBMITTED", "organ", "3201", 4, 400, 400},
                                    {"202611", "HANDLING", "organ", "3201", 5, 500, 300},
                                    {"202611", "CLOSED", "private_large", "3205", 6, 600, 0}};
    const auto figures = cases::public_figures_json(groups, day("2026-09-01"), day("2026-11-23"), 1);
    CHECK(figures.at("cases") == 15);
    CHECK(figures.at("arrears_fen") == 1500);
    CHECK(figures.at("remaining_fen") == 700);
    CHECK(json::serialize(figures.at("by_month")) ==
          R"([{"code":"2026-09","cases":0},{"code":"2026-10","cases":4},{"code":"2026-11","cases":11}])");
    CHECK(json::serialize(figures.at("by_respondent_type")) ==
          R"([{"code":"organ","cases":9},{"code":"private_large","cases":6}])");
    CHECK(json::serialize(figures.at("by_prefecture")) ==
          R"([{"code":"320100","cases":9},{"code":"320500","cases":6}])");
    const auto few = cases::public_figures_json({{"202611", "CLOSED", "organ", "3201", 2, 900, 0}},
                                                day("2026-11-01"), day("2026-11-23"), 1);
    CHECK(few.at("cases").is_null());
    CHECK(few.at("arrears_fen").is_null());
}
