#include "calculators.hpp"

#include "base/decode.hpp"
#include "cases/calculate.hpp"

namespace qingqian::api::calculators {
namespace {

constexpr std::uint64_t largest_question = 64 * 1024;

base::Result<boost::json::object> calculate(const Services& services, cases::Calculator calculator,
                                            std::string_view body) {
    const auto question = base::parse_json(body);
    if (!question) return std::unexpected(question.error());
    const auto environment = services.environment.get();
    return calculator({.rules = environment->calculators,
                       .calendar = environment->calendar,
                       .province = environment->settings.province,
                       .today = base::legal_day(services.clock.now()),
                       .explain = true},
                      *question);
}

http::Route route(const Services& services, const cases::NamedCalculator& calculator) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/api/v1/calculators/" + std::string(calculator.name);
    route.body = http::BodyKind::json;
    route.max_body = largest_question;
    route.handle = [&services, run = calculator.calculate](const std::shared_ptr<http::Exchange>& exchange) {
        auto answer = calculate(services, run, exchange->body);
        if (answer) {
            exchange->respond(http::json(200, boost::json::value(std::move(*answer))));
        } else {
            exchange->respond(answer.error());
        }
    };
    return route;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    for (const auto& calculator : cases::calculators()) router.add(route(services, calculator));
}

}  // namespace qingqian::api::calculators
