#include "statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <iterator>
#include <map>
#include <vector>

#include "access.hpp"
#include "standing.hpp"
#include "store/figures.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace figures = store::figures;

constexpr std::string_view complaints = "complaint";

struct Month {
    std::int64_t received = 0;
    std::int64_t accepted = 0;
    std::int64_t closed = 0;
    std::int64_t claimed_fen = 0;
    std::int64_t recovered_fen = 0;
};
using Months = std::map<std::string, Month, std::less<>>;

struct Kind {
    std::int64_t cases = 0;
    std::int64_t claimed_fen = 0;
};

std::string month_of(base::Day day) {
    return base::to_iso(day).substr(0, 7);
}
std::string month_of(std::int64_t day) {
    return month_of(base::Day{std::chrono::days(day)});
}

/// Every month of the period, so that one without a case has a row.
Months months_of(const Period& period) {
    Months months;
    const std::chrono::year_month_day first{period.from};
    auto month = first.year() / first.month();
    const auto last = month_of(period.to);
    while (true) {
        const auto name = month_of(base::Day{month / 1});
        months[name];
        if (name >= last) return months;
        month += std::chrono::months(1);
    }
}

/// Adds up, one kind of row after the other.
class Sums {
  public:
    Sums(store::ReadTx& tx, const Environment& env, const records::Actor& reader, const Period& period)
        : tx_(tx),
          env_(env),
          scope_(scope_of(env, reader, "statistics")),
          body_(store::complaints::body_of(scope_)),
          period_(period),
          span_{base::day_begins(period.from), base::day_begins(period.to + std::chrono::days(1))},
          months_(months_of(period)) {}

    json::object add_up() {
        for (const bool ended : {false, true}) {
            for (const auto& state : states_that(env_, complaints, ended)) add_received(state);
        }
        for (const auto& state : states_that(env_, complaints, true)) add_closed(state);
        for (const auto& row : figures::accepted(tx_, body_, base::to_iso(period_.from),
                                                 base::to_iso(period_.to + std::chrono::days(1)))) {
            months_[row.month].accepted += row.cases;
        }
        for (const auto& row : figures::paid(tx_, body_, span_))
            months_[month_of(row.day)].recovered_fen += row.fen;
        for (const auto& one : open_cases(tx_, env_, scope_, complaints)) add_open(one);
        return rendered();
    }

  private:
    void add_received(const std::string& state) {
        std::int64_t cases = 0;
        for (const auto& row : figures::received(tx_, body_, state, span_)) {
            auto& month = months_[month_of(row.day)];
            month.received += row.cases;
            month.claimed_fen += row.claimed_fen;
            auto& kind = kinds_[row.respondent_type.empty() ? "other" : row.respondent_type];
            kind.cases += row.cases;
            kind.claimed_fen += row.claimed_fen;
            remaining_fen_ += row.remaining_fen;
            cases += row.cases;
        }
        if (cases > 0) recovered_fen_ += figures::recovered_of(tx_, body_, state, span_);
    }

    void add_closed(const std::string& state) {
        for (const auto& row : figures::closed(tx_, body_, state, span_)) {
            months_[month_of(row.day)].closed += row.cases;
            outcomes_[row.outcome.empty() ? state : row.outcome] += row.cases;
        }
    }

    void add_open(const OpenCases& one) {
        all_.add(one.group);
        bodies_[one.body].add(one.group);
        ages_.at(static_cast<std::size_t>(one.group.age)) += one.group.cases;
        if (one.group.stand == static_cast<std::int64_t>(figures::Stand::no_term))
            without_term_ += one.group.cases;
    }

    json::object received_json() const {
        Kind all;
        for (const auto& [code, kind] : kinds_) {
            all.cases += kind.cases;
            all.claimed_fen += kind.claimed_fen;
        }
        return {{"cases", all.cases},
                {"claimed_fen", all.claimed_fen},
                {"recovered_fen", recovered_fen_},
                {"remaining_fen", remaining_fen_}};
    }

    json::object open_json() const {
        return {{"open", all_.open},
                {"late", all_.late},
                {"soon", all_.soon},
                {"later", all_.open - all_.late - all_.soon - without_term_},
                {"no_term", without_term_}};
    }

    json::array months_json() const {
        json::array rows;
        for (const auto& [name, month] : months_) {
            rows.push_back(json::object{{"month", name},
                                        {"received", month.received},
                                        {"accepted", month.accepted},
                                        {"closed", month.closed},
                                        {"claimed_fen", month.claimed_fen},
                                        {"recovered_fen", month.recovered_fen}});
        }
        return rows;
    }

    json::array ages_json() const {
        json::array rows;
        std::int64_t from = 0;
        for (std::size_t i = 0; i < ages_.size(); ++i) {
            json::object row{{"from", from}, {"to", nullptr}, {"cases", ages_[i]}};
            if (i < std::size(figures::age_bounds)) {
                row["to"] = figures::age_bounds[i];
                from = figures::age_bounds[i] + 1;
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }

    json::array bodies_json() const {
        std::vector<std::pair<std::int64_t, Load>> sorted(bodies_.begin(), bodies_.end());
        std::ranges::stable_sort(sorted, std::greater{}, [](const auto& row) { return row.second.open; });
        json::array rows;
        for (const auto& [id, load] : sorted) {
            rows.push_back(json::object{{"body", parts::body_or_null(env_, id)},
                                        {"open", load.open},
                                        {"late", load.late},
                                        {"soon", load.soon}});
        }
        return rows;
    }

    json::object rendered() const {
        json::array outcomes;
        for (const auto& [code, cases] : outcomes_) outcomes.push_back({{"code", code}, {"cases", cases}});
        json::array kinds;
        for (const auto& [code, kind] : kinds_) {
            kinds.push_back({{"code", code}, {"cases", kind.cases}, {"claimed_fen", kind.claimed_fen}});
        }
        return {{"from", base::to_iso(period_.from)},
                {"to", base::to_iso(period_.to)},
                {"computed_at", tx_.now()},
                {"received", received_json()},
                {"open", open_json()},
                {"months", months_json()},
                {"ages", ages_json()},
                {"bodies", bodies_json()},
                {"outcomes", std::move(outcomes)},
                {"respondent_types", std::move(kinds)}};
    }

    store::ReadTx& tx_;
    const Environment& env_;
    store::complaints::Scope scope_;
    std::int64_t body_;
    Period period_;
    figures::Span span_;
    Months months_;
    std::map<std::string, Kind, std::less<>> kinds_;
    std::map<std::string, std::int64_t, std::less<>> outcomes_;
    std::map<std::int64_t, Load> bodies_;
    std::array<std::int64_t, std::size(figures::age_bounds) + 1> ages_{};
    Load all_;
    std::int64_t without_term_ = 0;
    std::int64_t recovered_fen_ = 0;
    std::int64_t remaining_fen_ = 0;
};

}  // namespace

Period usual_period(base::Day today) {
    const std::chrono::year_month_day date{today};
    const auto month = date.year() / date.month() - std::chrono::months(11);
    return {base::Day{month / 1}, today};
}

json::object statistics(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                        const Period& period) {
    return Sums(tx, env, reader, period).add_up();
}

}  // namespace qingqian::cases
