#include "platform.hpp"

#include <boost/json/serialize.hpp>

#include "api/docs_page.hpp"
#include "api/fixed.hpp"
#include "base/embedded.hpp"
#include "base/problem.hpp"

namespace qingqian::api::platform {
namespace {

http::Route health_route(const Services& services) {
    http::Route route;
    route.method = "GET";
    route.pattern = "/healthz";
    route.handle = [&services](const std::shared_ptr<http::Exchange>& exchange) {
        exchange->respond(http::json(200, {{"status", "alive"}, {"version", services.settings.version}}));
    };
    return route;
}

http::Route ready_route(const Services& services) {
    http::Route route;
    route.method = "GET";
    route.pattern = "/readyz";
    route.handle = [&services](const std::shared_ptr<http::Exchange>& exchange) {
        if (!services.store.writable()) {
            auto problem = base::problem("unavailable", {{"seconds", "10"}});
            problem.extra["retry_after"] = 10;
            problem.log_detail = "the store takes no writes";
            return void(exchange->respond(problem));
        }
        exchange->respond(http::json(200, {{"status", "ready"}, {"version", services.settings.version}}));
    };
    return route;
}

std::string problems_json() {
    boost::json::array items;
    for (const auto& code : base::problem_codes()) {
        const auto problem = base::problem(code);
        items.push_back({{"code", code},
                         {"status", problem.status},
                         {"sentences", {{"zh-CN", problem.sentence.zh}, {"en", problem.sentence.en}}}});
    }
    return boost::json::serialize(boost::json::object{{"items", std::move(items)}});
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(health_route(services));
    router.add(ready_route(services));
    router.add(fixed_file("/api/openapi.yaml", "application/yaml", "api/openapi.yaml"));
    const auto contract = base::embedded_text("api/openapi.yaml").value_or("");
    auto page = docs_page(contract);
    router.add(fixed("/api/docs", "text/html; charset=utf-8", std::move(page.html), std::move(page.policy)));
    router.add(fixed("/api/problems", "application/json", problems_json()));
}

}  // namespace qingqian::api::platform
