#include "substitutes.hpp"

#include <mutex>

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/hand_over.hpp"
#include "cases/substitutes.hpp"
#include "cases/view.hpp"

namespace qingqian::api::substitutes {
namespace {

using Shown = base::Result<http::Response>;
using Document = boost::json::value;

Shown list(store::ReadTx& tx, const Call& call) {
    std::vector<base::FieldFault> faults;
    std::string body;
    for (const auto& [name, value] : call.head().query) {
        if (name == "body") {
            body = value;
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    auto found = cases::read_substitutions(tx, call.environment(), call.actor(), body);
    if (!found) return std::unexpected(std::move(found.error()));
    return answer(200, std::move(*found));
}

base::Result<Document> name_substitute(store::WriteTx& tx, const Call& call,
                                       const cases::NewSubstitution& input) {
    return cases::idempotent_json(tx, call.key(), [&]() -> base::Result<Document> {
        const auto made = cases::substitute(tx, call.environment(), call.actor(), input);
        if (!made) return std::unexpected(made.error());
        return Document(cases::substitution_json(tx, call.environment(), call.actor(), *made));
    });
}

http::Response show_named(const Call&, const Document& document) {
    auto response = answer(201, document);
    response.set("Location", "/api/v1/substitutions/" + std::string(document.at("uid").as_string()));
    return response;
}

base::Result<bool> end(store::WriteTx& tx, const Call& call) {
    return cases::end_substitution(tx, call.environment(), call.actor(), call.place("substitution"));
}

/// A hand-over while its cases are worked on, each a unit of work of its own.
struct Work {
    std::shared_ptr<const Request> request;
    cases::HandOver input;
    bool more = false;

    std::mutex mutex{};
    std::size_t done = 0;
    boost::json::array refused{};
    std::size_t left = 0;
};

void answer_all(const std::shared_ptr<Work>& work) {
    work->request->exchange->post([work] {
        work->request->exchange->respond(answer(
            200, {{"handed_over", work->done}, {"refused", std::move(work->refused)}, {"more", work->more}}));
    });
}

void keep(const std::shared_ptr<Work>& work, const std::string& uid,
          const base::Result<cases::Performed>& performed) {
    const std::lock_guard lock(work->mutex);
    if (performed) {
        ++work->done;
    } else {
        auto problem = performed.error();
        problem.extra.erase("current");
        work->refused.push_back({{"id", uid}, {"problem", base::problem_document(problem, "zh-CN")}});
    }
    if (--work->left == 0) answer_all(work);
}

void hand_over_all(const std::shared_ptr<Work>& work, std::vector<std::string> uids) {
    work->more = uids.size() > cases::hand_over_max;
    if (work->more) uids.resize(cases::hand_over_max);
    work->left = uids.size();
    if (uids.empty()) return answer_all(work);
    for (const auto& uid : uids) {
        work->request->services.store.write<cases::Performed>(
            [work, uid](store::WriteTx& tx) -> base::Result<cases::Performed> {
                const auto principal = authorise(tx, *work->request, case_officers);
                if (!principal) return std::unexpected(principal.error());
                return cases::hand_over(tx, *work->request->environment, principal->actor, uid, work->input);
            },
            [work, uid](const base::Result<cases::Performed>& performed) { keep(work, uid, performed); });
    }
}

base::Result<cases::HandOver> read_input(const std::string& body) {
    const auto value = base::parse_json(body);
    if (!value) return std::unexpected(value.error());
    return base::decode<cases::HandOver>(*value);
}

void begin_hand_over(const Services& services, std::shared_ptr<http::Exchange> exchange) {
    auto input = read_input(exchange->body);
    if (!input) return void(exchange->respond(input.error()));
    const auto work = std::make_shared<Work>();
    work->request = request_of(services, std::move(exchange), false);
    work->input = std::move(*input);
    using Uids = std::vector<std::string>;
    services.store.read<Uids>(
        [work](store::ReadTx& tx) -> base::Result<Uids> {
            const auto principal = authorise(tx, *work->request, case_officers);
            if (!principal) return std::unexpected(principal.error());
            return cases::cases_to_hand_over(tx, *work->request->environment, principal->actor, work->input);
        },
        [work](base::Result<Uids> uids) {
            if (uids) return hand_over_all(work, std::move(*uids));
            work->request->exchange->post(
                [work, problem = std::move(uids.error())] { work->request->exchange->respond(problem); });
        });
}

http::Route hand_over_route(const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/api/v1/hand-over";
    route.body = http::BodyKind::json;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, case_officers, false, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        begin_hand_over(services, std::move(exchange));
    };
    return route;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    auto naming = write("POST", "/api/v1/substitutions", deputies, name_substitute, show_named);
    naming.creates = true;
    router.add(make(services, act("name_substitute", std::move(naming))));
    router.add(make(services, read("/api/v1/substitutions", deputies, list)));
    router.add(make(services,
                    act("end_substitution", remove("/api/v1/substitutions/{substitution}", deputies, end))));
    router.add(hand_over_route(services));
}

}  // namespace qingqian::api::substitutes
