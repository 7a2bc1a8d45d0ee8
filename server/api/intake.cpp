#include "intake.hpp"

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/intake.hpp"

namespace qingqian::api::intake {
namespace {

using Shown = base::Result<http::Response>;
using Document = boost::json::value;

base::Result<Document> take(store::WriteTx& tx, const Call& call, const cases::NewIntake& input) {
    const auto key = call.key();
    return cases::idempotent_json(tx, key, [&]() -> base::Result<Document> {
        const auto taken = cases::take_in(tx, call.environment(), call.actor(), call.principal.platform,
                                          input, key.body_hash);
        if (!taken) return std::unexpected(taken.error());
        return Document(cases::taken_in_json(call.environment(), *taken, tx.now()));
    });
}

http::Response show_taken(const Call&, const Document& document) {
    return answer(201, document);
}

Shown events(store::ReadTx& tx, const Call& call) {
    const auto page = read_page(call.head().query, 50);
    if (!page) return std::unexpected(page.error());
    auto found =
        cases::read_intake_events(tx, call.environment(), call.principal.platform, page->after, page->limit);
    if (!found) return std::unexpected(std::move(found.error()));
    return answer(200, std::move(*found));
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    auto taking = write("POST", "/api/v1/intake", platforms, take, show_taken);
    taking.creates = true;
    router.add(make(services, std::move(taking)));
    router.add(make(services, api::read("/api/v1/intake/events", platforms, events)));
}

}  // namespace qingqian::api::intake
