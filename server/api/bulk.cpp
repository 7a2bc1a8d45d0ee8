#include "bulk.hpp"

#include <mutex>

#include "api/access.hpp"
#include "api/route.hpp"
#include "cases/access.hpp"
#include "cases/bulk.hpp"

namespace qingqian::api::bulk {
namespace {

/// A bulk request while its cases are worked on, each on its own.
struct Work {
    std::shared_ptr<const Request> request;
    cases::BulkRequest input;

    std::mutex mutex{};
    std::vector<boost::json::object> results{};
    std::size_t left = 0;
};

base::Result<cases::Performed> perform_one(store::WriteTx& tx, const Work& work, std::size_t index) {
    const auto& request = *work.request;
    const auto principal = authorise(tx, request, case_officers);
    if (!principal) return std::unexpected(principal.error());
    const auto& item = work.input.items[index];
    const auto key = cases::bulk_key(Call{request, *principal}.key(), work.input, item);
    return cases::idempotent(tx, key, [&] {
        return cases::perform(tx, *request.environment, principal->actor, item.id,
                              cases::revision_of(item.if_match), work.input.action,
                              work.input.input.value_or(boost::json::object{}));
    });
}

void answer_all(const std::shared_ptr<Work>& work) {
    work->request->exchange->post([work] {
        boost::json::array items;
        for (auto& result : work->results) items.push_back(std::move(result));
        work->request->exchange->respond(answer(200, {{"items", std::move(items)}}));
    });
}

void keep(const std::shared_ptr<Work>& work, std::size_t index,
          const base::Result<cases::Performed>& performed) {
    auto result = cases::bulk_result_json(work->input.items[index], performed);
    bool last = false;
    {
        const std::lock_guard lock(work->mutex);
        work->results[index] = std::move(result);
        last = --work->left == 0;
    }
    if (last) answer_all(work);
}

base::Result<cases::BulkRequest> read_input(const std::string& body) {
    const auto value = base::parse_json(body);
    if (!value) return std::unexpected(value.error());
    auto input = base::decode<cases::BulkRequest>(*value);
    if (!input) return input;
    if (auto faults = cases::bulk_faults(*input); !faults.empty()) {
        return std::unexpected(base::invalid_input(std::move(faults)));
    }
    return input;
}

void act(const Services& services, std::shared_ptr<http::Exchange> exchange) {
    auto input = read_input(exchange->body);
    if (!input) return void(exchange->respond(input.error()));
    const auto work = std::make_shared<Work>();
    work->request = request_of(services, std::move(exchange), true);
    work->input = std::move(*input);
    work->left = work->input.items.size();
    work->results.resize(work->left);
    const auto count = work->left;
    for (std::size_t i = 0; i < count; ++i) {
        services.store.write<cases::Performed>(
            [work, i](store::WriteTx& tx) { return perform_one(tx, *work, i); },
            [work, i](const base::Result<cases::Performed>& performed) { keep(work, i, performed); });
    }
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/api/v1/bulk";
    route.body = http::BodyKind::json;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, case_officers, true, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        act(services, std::move(exchange));
    };
    router.add(std::move(route));
}

}  // namespace qingqian::api::bulk
