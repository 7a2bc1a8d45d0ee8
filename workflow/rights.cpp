#include "rights.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "workflow/reader.hpp"

namespace qingqian::workflow {
namespace {

std::optional<Scope> scope_named(std::string_view name) {
    if (name == "own") return Scope::own;
    if (name == "body") return Scope::body;
    if (name == "division") return Scope::division;
    if (name == "all") return Scope::all;
    return std::nullopt;
}

}  // namespace

Rights::Rights(std::vector<Role> roles, std::map<std::string, base::Sentence, std::less<>> rights,
               std::map<std::pair<std::string, std::string>, Scope> grants)
    : roles_(std::move(roles)), rights_(std::move(rights)), grants_(std::move(grants)) {}

bool Rights::has_role(std::string_view code) const {
    return std::ranges::any_of(roles_, [&](const Role& role) { return role.code == code; });
}

Scope Rights::scope(const std::vector<std::string>& roles, std::string_view right) const {
    Scope widest = Scope::none;
    for (const auto& role : roles) {
        const auto found = grants_.find({role, std::string(right)});
        if (found != grants_.end()) widest = std::max(widest, found->second);
    }
    return widest;
}

std::expected<Rights, std::vector<std::string>> read_rights(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"roles", "rights", "grants"});
    std::vector<Rights::Role> roles;
    for (const Node& node : reader.list(root, "roles")) {
        reader.only(node, {"code", "label"});
        roles.push_back({reader.text(node, "code"), reader.sentence(node, "label")});
    }
    std::map<std::string, base::Sentence, std::less<>> rights;
    for (const Node& node : reader.list(root, "rights")) {
        reader.only(node, {"code", "label"});
        const auto code = reader.text(node, "code");
        if (!rights.emplace(code, reader.sentence(node, "label")).second)
            reader.fault(node.path, "stands twice");
    }
    std::map<std::pair<std::string, std::string>, Scope> grants;
    for (const Node& node : reader.list(root, "grants")) {
        reader.only(node, {"role", "right", "scope"});
        const auto role = reader.text(node, "role");
        const auto right = reader.text(node, "right");
        const auto scope = scope_named(reader.text(node, "scope"));
        const bool role_known =
            std::ranges::any_of(roles, [&](const auto& known) { return known.code == role; });
        if (!role_known) reader.fault(node.at("role"), "there is no role " + role);
        if (!rights.contains(right)) reader.fault(node.at("right"), "there is no right " + right);
        if (!scope) reader.fault(node.at("scope"), "must be own, body, division or all");
        if (!grants.emplace(std::pair(role, right), scope.value_or(Scope::none)).second) {
            reader.fault(node.path, "stands twice");
        }
    }
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return Rights(std::move(roles), std::move(rights), std::move(grants));
}

}  // namespace qingqian::workflow
