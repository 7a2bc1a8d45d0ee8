#include "reference.hpp"

#include <algorithm>
#include <array>

#include "api/access.hpp"
#include "api/fixed.hpp"
#include "api/route.hpp"
#include "cases/view.hpp"
#include "store/identity.hpp"

namespace qingqian::api::reference {
namespace {

using Shown = base::Result<http::Response>;

Shown bodies(store::ReadTx& tx, const Call& call) {
    constexpr std::array<std::string_view, 3> kinds{"accepting", "handling", "supervising"};
    std::vector<base::FieldFault> faults;
    std::string kind;
    for (const auto& [name, value] : call.head().query) {
        if (name != "kind") {
            faults.push_back(base::fault(base::pointer_to("", name), "unknown_filter"));
        } else if (std::ranges::find(kinds, value) == kinds.end()) {
            faults.push_back(base::fault("/kind", "not_a_choice"));
        } else {
            kind = value;
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    boost::json::array items;
    for (const auto& body : store::identity::bodies(tx, kind)) items.emplace_back(cases::body_json(body));
    return answer(200, {{"items", std::move(items)}});
}

bool is_hash(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Shown verify(store::ReadTx& tx, const Call& call) {
    constexpr std::size_t number_length = 18;
    const std::string number(call.head().query_value("number").value_or(""));
    std::string hash(call.head().query_value("hash").value_or(""));
    for (char& c : hash) {
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    }
    std::vector<base::FieldFault> faults;
    if (number.empty()) {
        faults.push_back(base::fault("/number", "required"));
    } else if (number.size() != number_length) {
        faults.push_back(base::fault("/number", "bad_format", {{"label", "number"}}));
    }
    if (hash.empty()) {
        faults.push_back(base::fault("/hash", "required"));
    } else if (!is_hash(hash)) {
        faults.push_back(base::fault("/hash", "bad_format", {{"label", "hash"}}));
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return answer(200, cases::verification_json(tx, number, hash));
}

http::Route workflow_route(const Services& services) {
    http::Route route;
    route.method = "GET";
    route.pattern = "/api/v1/workflows/complaint";
    route.handle = [&services](const std::shared_ptr<http::Exchange>& exchange) {
        exchange->respond(answer(200, cases::workflow_json(services.environment.get()->newest("complaint"))));
    };
    return route;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(fixed_file("/api/v1/forms/complaint", "application/json", "forms/complaint.json"));
    router.add(fixed_file("/api/v1/divisions", "application/json", "rules/divisions.json"));
    router.add(workflow_route(services));
    router.add(make(services, read("/api/v1/bodies", any_officer, bodies)));
    router.add(make(services, read("/api/v1/verify", anybody, verify)));
}

}  // namespace qingqian::api::reference
