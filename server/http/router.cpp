#include "router.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace qingqian::http {

// A tree by path segments. Literals are few at each node, so that comparing them one by one is the fastest
// lookup.
struct Router::Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> place;
    std::vector<const Route*> routes;

    Node& literal(std::string_view segment) {
        for (auto& [name, node] : literals) {
            if (name == segment) return *node;
        }
        return *literals.emplace_back(std::string(segment), std::make_unique<Node>()).second;
    }

    // Depth first, literals before the place; comes back where a literal led to nothing.
    const Node* find(std::string_view rest) const {
        if (rest.empty()) return routes.empty() ? nullptr : this;
        rest.remove_prefix(1);
        const auto segment = rest.substr(0, rest.find('/'));
        const auto after = rest.substr(segment.size());
        for (const auto& [name, node] : literals) {
            if (name != segment) continue;
            if (const auto* found = node->find(after)) return found;
        }
        return place && !segment.empty() ? place->find(after) : nullptr;
    }
};

namespace {

bool is_place(std::string_view segment) {
    const bool opened = segment.find('{') != std::string_view::npos;
    const bool closed = segment.find('}') != std::string_view::npos;
    if (!opened && !closed) return false;
    const bool whole =
        segment.size() > 2 && segment.find('{') == 0 && segment.find('}') == segment.size() - 1;
    if (!whole) throw std::logic_error("a place must be a whole segment like {id}: " + std::string(segment));
    return true;
}

std::string allowed_methods(const std::vector<const Route*>& routes) {
    std::string allow;
    for (const auto* route : routes) {
        if (route->method == "OPTIONS") continue;
        allow += route->method + ", ";
        if (route->method == "GET") allow += "HEAD, ";
    }
    return allow + "OPTIONS";
}

void take_places(const Route& route, RequestHead& head) {
    head.route = route.pattern;
    if (route.pattern.find('{') == std::string::npos) return;
    std::string_view pattern = route.pattern;
    std::string_view path = head.path;
    while (!pattern.empty()) {
        pattern.remove_prefix(1);
        path.remove_prefix(1);
        const auto place = pattern.substr(0, pattern.find('/'));
        const auto segment = path.substr(0, path.find('/'));
        if (place.starts_with('{')) head.parameters.emplace_back(place.substr(1, place.size() - 2), segment);
        pattern.remove_prefix(place.size());
        path.remove_prefix(segment.size());
    }
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
    if (!route.pattern.starts_with('/'))
        throw std::logic_error("a pattern begins with '/': " + route.pattern);
    if (!route.handle) throw std::logic_error("a route without a handler: " + route.pattern);
    auto* node = root_.get();
    std::string_view rest = route.pattern;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto segment = rest.substr(0, rest.find('/'));
        if (is_place(segment)) {
            if (!node->place) node->place = std::make_unique<Node>();
            node = node->place.get();
        } else {
            node = &node->literal(segment);
        }
        rest.remove_prefix(segment.size());
    }
    const auto same = [&](const Route* other) { return other->method == route.method; };
    if (std::ranges::any_of(node->routes, same)) {
        throw std::logic_error("two routes for " + route.method + " " + route.pattern);
    }
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    node->routes.push_back(routes_.back().get());
}

void Router::set_fallback(Fallback fallback) {
    fallback_ = std::move(fallback);
}

Match Router::match(RequestHead& head) const {
    if (!head.path.starts_with('/')) return {};
    const auto* node = root_->find(head.path);
    if (node == nullptr) return {};
    const auto method = head.method == "HEAD" ? std::string_view("GET") : head.method;
    for (const auto* route : node->routes) {
        if (route->method != method) continue;
        take_places(*route, head);
        return {route, {}};
    }
    head.route = node->routes.front()->pattern;
    return {nullptr, allowed_methods(node->routes)};
}

const Fallback& Router::fallback() const {
    return fallback_;
}

const std::vector<std::unique_ptr<Route>>& Router::routes() const {
    return routes_;
}

}  // namespace qingqian::http
