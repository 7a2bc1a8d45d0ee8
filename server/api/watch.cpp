#include "watch.hpp"

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/watch.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"

namespace qingqian::api::watch {
namespace {

using Faults = std::vector<base::FieldFault>;
using store::watch_log::Query;

constexpr Access auditors{.officer = true, .right = "audit"};
constexpr base::UtcMillis one_day = 24LL * 3600 * 1000;
/// An id that no row has: what is asked for is not there, and neither is anything about it.
constexpr std::int64_t nobody = -1;

std::int64_t case_named(store::ReadTx& tx, const std::string& number) {
    const auto complaint = store::complaints::find(tx, number);
    return complaint ? complaint->id : nobody;
}

std::int64_t officer_named(store::ReadTx& tx, const std::string& login) {
    const auto officer = store::identity::officer_by_login(tx, login);
    return officer ? officer->id : nobody;
}

void take(store::ReadTx& tx, Query& query, const std::string& name, const std::string& value,
          Faults& faults) {
    if (name == "complaint") {
        query.complaint = case_named(tx, value);
    } else if (name == "officer") {
        query.officer = officer_named(tx, value);
    } else if (name == "from") {
        query.from = read_day(name, value, faults).value_or(0);
    } else if (name == "until") {
        query.until = read_day(name, value, faults).value_or(0) + one_day;
    } else if (name == "after") {
        query.after = read_after(value, faults).value_or("");
    } else if (name == "limit") {
        query.limit = read_limit(value, faults).value_or(query.limit);
    } else {
        unknown_filter(name, faults);
    }
}

base::Result<http::Response> list(store::ReadTx& tx, const Call& call, std::string_view log) {
    Query query;
    query.log = log;
    Faults faults;
    for (const auto& [name, value] : call.head().query) take(tx, query, name, value, faults);
    if (query.complaint != 0 && query.officer != 0) faults.push_back(base::fault("/officer", "one_filter"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    const auto page = store::watch_log::page(tx, query);
    if (!page) return std::unexpected(page.error());
    return answer(200, cases::watch_page_json(call.environment(), *page));
}

base::Result<http::Response> views(store::ReadTx& tx, const Call& call) {
    return list(tx, call, cases::read_log);
}

base::Result<http::Response> acts(store::ReadTx& tx, const Call& call) {
    return list(tx, call, cases::admin_log);
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/read-log", auditors, views)));
    router.add(make(services, read("/api/v1/admin-log", auditors, acts)));
}

}  // namespace qingqian::api::watch
