#include "reference.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

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
    for (const auto& body : store::identity::bodies(tx, kind)) {
        auto line = cases::body_json(body);
        const auto* parent = call.environment().body(body.parent);
        line["parent"] = parent == nullptr ? "" : parent->code;
        line["prefix"] = body.prefix;
        line["closed_on"] = body.closed_on;
        items.push_back(std::move(line));
    }
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

using Handler = std::function<void(const std::shared_ptr<http::Exchange>&)>;

http::Route open_route(std::string pattern, Handler handle) {
    http::Route route;
    route.method = "GET";
    route.pattern = std::move(pattern);
    route.handle = std::move(handle);
    return route;
}

http::Route workflow_list(const Services& services) {
    return open_route("/api/v1/workflows", [&services](const auto& exchange) {
        const auto environment = services.environment.get();
        std::map<std::string, boost::json::object> newest;
        for (const auto& [key, definition] : environment->definitions)
            newest[key.first] = cases::workflow_name_json(definition);
        boost::json::array items;
        for (auto& [name, one] : newest) items.push_back(std::move(one));
        exchange->respond(answer(200, {{"items", std::move(items)}}));
    });
}

http::Route workflow_route(const Services& services) {
    return open_route("/api/v1/workflows/{name}", [&services](const auto& exchange) {
        const auto environment = services.environment.get();
        const auto name = exchange->head.parameter("name");
        if (!environment->knows(name)) return (void)exchange->respond(base::problem("not_found"));
        exchange->respond(answer(200, cases::workflow_json(environment->newest(name))));
    });
}

// A form changes with a release alone: its answer is made once.
http::Route form_route(const Services& services) {
    std::map<std::string, http::Route, std::less<>> forms;
    for (const auto& [name, form] : services.environment.get()->forms)
        forms.emplace(name, fixed_file("/" + name, "application/json", "forms/" + name + ".json"));
    return open_route("/api/v1/forms/{name}", [forms = std::move(forms)](const auto& exchange) {
        const auto form = forms.find(exchange->head.parameter("name"));
        if (form == forms.end()) return (void)exchange->respond(base::problem("not_found"));
        form->second.handle(exchange);
    });
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(form_route(services));
    router.add(workflow_list(services));
    router.add(fixed_file("/api/v1/divisions", "application/json", "rules/divisions.json"));
    router.add(workflow_route(services));
    router.add(make(services, read("/api/v1/bodies", any_officer, bodies)));
    router.add(make(services, read("/api/v1/verify", anybody, verify)));
}

}  // namespace qingqian::api::reference
