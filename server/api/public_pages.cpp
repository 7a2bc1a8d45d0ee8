#include "public_pages.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "api/access.hpp"
#include "api/route.hpp"
#include "cases/public_figures.hpp"
#include "store/identity.hpp"
#include "store/public_figures.hpp"

namespace qingqian::api::public_pages {
namespace {

namespace json = boost::json;
using Shown = base::Result<http::Response>;

/// The month of today and the eleven before it.
constexpr int months_before = 11;
/// Figures read every case of a year; visitors get those of the last hour.
constexpr base::UtcMillis kept_for = 3'600'000;

class KeptFigures {
  public:
    /// The figures of the last hour, or new ones. One reader adds up at a time; the others show what was
    /// kept.
    json::object of(store::ReadTx& tx, const Call& call) {
        const auto now = call.services().clock.now();
        std::unique_lock adding(adding_, std::try_to_lock);
        {
            const std::lock_guard lock(mutex_);
            if (kept_ && (!adding || now - computed_at_ < kept_for)) return *kept_;
        }
        // Where nothing is kept yet, everybody waits for the first.
        if (!adding) adding.lock();
        const auto fresh = add_up(tx, call, now);
        const std::lock_guard lock(mutex_);
        kept_ = fresh;
        computed_at_ = now;
        return fresh;
    }

  private:
    static json::object add_up(store::ReadTx& tx, const Call& call, base::UtcMillis now) {
        const auto today = base::legal_day(now);
        const auto& province = call.environment().settings.province;
        const auto first = cases::month_start(province, today, months_before);
        const auto groups = store::public_figures::groups(tx, first, cases::month_start(province, today, -1));
        const std::chrono::year_month_day date{today};
        const auto month = date.year() / date.month() - std::chrono::months(months_before);
        return cases::public_figures_json(groups, base::Day{month / 1}, today, now);
    }

    std::mutex adding_;
    std::mutex mutex_;
    std::optional<json::object> kept_;
    base::UtcMillis computed_at_ = 0;
};

Shown bodies(store::ReadTx& tx, const Call& /*call*/) {
    json::array items;
    for (const auto& body : store::identity::bodies(tx, "accepting")) {
        items.push_back(json::object{{"name", body.name}, {"name_en", body.name_en}, {"phone", body.phone}});
    }
    return answer(200, {{"items", std::move(items)}});
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/public/bodies", anybody, bodies)));
    auto figures = read("/api/v1/public/figures", anybody, bodies);
    figures.work = [kept = std::make_shared<KeptFigures>()](store::ReadTx& tx, const Call& call) -> Shown {
        return answer(200, kept->of(tx, call));
    };
    router.add(make(services, std::move(figures)));
}

}  // namespace qingqian::api::public_pages
