#include "figures.hpp"

#include <fmt/format.h>

#include <memory>

#include "api/access.hpp"
#include "api/kept_answers.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/access.hpp"
#include "cases/statistics.hpp"
#include "cases/supervision.hpp"

namespace qingqian::api::figures {
namespace {

using Faults = std::vector<base::FieldFault>;
using Shown = base::Result<http::Response>;
using Kept = std::shared_ptr<KeptAnswers>;

/// Answers may be shared by those who see the same cases on the same day.
std::string key_of(store::ReadTx& tx, const Call& call, std::string_view right, std::string_view question) {
    const auto scope = cases::scope_of(call.environment(), call.actor(), right);
    return fmt::format("{} {} {} {} {}", right, store::complaints::body_of(scope), call.actor().body,
                       base::to_iso(base::legal_day(tx.now())), question);
}

Shown no_filters(const Call& call) {
    Faults faults;
    for (const auto& [name, value] : call.head().query) unknown_filter(name, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return http::Response{};
}

Shown bodies(const Kept& kept, store::ReadTx& tx, const Call& call) {
    if (auto asked = no_filters(call); !asked) return asked;
    return answer(200, kept->of(key_of(tx, call, "supervise", "bodies"), [&] {
        return cases::supervised_bodies(tx, call.environment(), call.actor());
    }));
}

Shown officers(const Kept& kept, store::ReadTx& tx, const Call& call) {
    std::string body;
    Faults faults;
    for (const auto& [name, value] : call.head().query) {
        if (name == "body") {
            body = value;
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!body.empty() && call.environment().body_by_code(body) == nullptr)
        faults.push_back(base::fault("/body", "unknown_body"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    const auto question =
        fmt::format("officers {} {}", body, cases::may_reassign(call.environment(), call.actor()));
    return answer(200, kept->of(key_of(tx, call, "supervise", question), [&] {
        return cases::supervised_officers(tx, call.environment(), call.actor(), body)
            .value_or(boost::json::object{});
    }));
}

Shown late(const Kept&, store::ReadTx& tx, const Call& call) {
    std::string body;
    std::string after;
    Faults faults;
    for (const auto& [name, value] : call.head().query) {
        if (name == "body") {
            body = value;
        } else if (name == "after") {
            after = read_after(value, faults).value_or("");
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    auto page = cases::late_cases(tx, call.environment(), call.actor(), body, after);
    if (!page) return std::unexpected(std::move(page.error()));
    return http::json(200, std::move(*page));
}

base::Result<cases::Period> period_of(const Call& call, base::Day today) {
    Faults faults;
    auto period = cases::usual_period(today);
    for (const auto& [name, value] : call.head().query) {
        if (name != "from" && name != "to") {
            unknown_filter(name, faults);
            continue;
        }
        const auto day = base::parse_day(value);
        if (!day) faults.push_back(base::fault(base::pointer_to("", name), "date_bad"));
        if (day) (name == "from" ? period.from : period.to) = *day;
    }
    // Whoever names the end alone means the year before it.
    if (!call.head().query_value("from")) period.from = cases::usual_period(period.to).from;
    if (faults.empty() && period.from > period.to) faults.push_back(base::fault("/to", "before_from"));
    if (faults.empty() && (period.to - period.from).count() > cases::longest_period)
        faults.push_back(base::fault("/from", "period_too_long"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return period;
}

Shown statistics(const Kept& kept, store::ReadTx& tx, const Call& call) {
    const auto period = period_of(call, base::legal_day(tx.now()));
    if (!period) return std::unexpected(period.error());
    const auto question = base::to_iso(period->from) + " " + base::to_iso(period->to);
    return answer(200, kept->of(key_of(tx, call, "statistics", question), [&] {
        return cases::statistics(tx, call.environment(), call.actor(), *period);
    }));
}

http::Route kept_route(const Services& services, const Kept& kept, std::string pattern, Access access,
                       Shown (*work)(const Kept&, store::ReadTx&, const Call&)) {
    ReadRow row{.pattern = std::move(pattern), .access = access};
    row.work = [kept, work](store::ReadTx& tx, const Call& call) { return work(kept, tx, call); };
    return make(services, std::move(row));
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    const auto kept = std::make_shared<KeptAnswers>();
    router.add(kept_route(services, kept, "/api/v1/supervision/bodies", supervisors, bodies));
    router.add(kept_route(services, kept, "/api/v1/supervision/officers", supervisors, officers));
    router.add(kept_route(services, kept, "/api/v1/supervision/late", supervisors, late));
    router.add(kept_route(services, kept, "/api/v1/statistics", statisticians, statistics));
}

}  // namespace qingqian::api::figures
