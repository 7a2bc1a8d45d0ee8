#include "signatures.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace qingqian::workflow {
namespace {

SignatureRule read_rule(Reader& reader, const Node& node) {
    reader.only(
        node, {"id", "workflow", "action", "head_signs", "province", "valid_from", "valid_until", "source"});
    SignatureRule rule;
    rule.validity = read_validity(reader, node);
    rule.workflow = reader.text(node, "workflow");
    rule.action = reader.text(node, "action");
    rule.head_signs = reader.boolean(node, "head_signs", true);
    return rule;
}

}  // namespace

std::vector<std::string> Signatures::of_head(std::string_view workflow, std::string_view province,
                                             base::Day day) const {
    std::vector<std::string> acts;
    for (const auto& row : rows_) {
        if (row.workflow != workflow || std::ranges::find(acts, row.action) != acts.end()) continue;
        const auto* rule = governing(rows_, province, day, [&](const SignatureRule& other) {
            return other.workflow == workflow && other.action == row.action;
        });
        if (rule != nullptr && rule->head_signs) acts.push_back(row.action);
    }
    return acts;
}

std::expected<Signatures, std::vector<std::string>> read_signatures(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"signatures"});
    std::vector<SignatureRule> rows;
    for (const Node& node : reader.list(root, "signatures")) rows.push_back(read_rule(reader, node));
    std::map<std::pair<std::string, std::string>, std::vector<const SignatureRule*>> about;
    for (const auto& row : rows) about[{row.workflow, row.action}].push_back(&row);
    for (const auto& [act, same] : about) check_validity(reader, root.at("signatures"), same);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return Signatures(std::move(rows));
}

std::vector<std::string> check_signatures(const Signatures& signatures, const Definition& definition) {
    std::vector<std::string> faults;
    for (const auto& row : signatures.rows()) {
        if (row.workflow != definition.name) continue;
        const auto* action = definition.action(row.action);
        if (action == nullptr) {
            faults.push_back(row.validity.id + ": there is no action " + row.action);
        } else if (std::ranges::find(action->guards, "signed_by_head") == action->guards.end()) {
            faults.push_back(row.validity.id + ": " + row.action + " does not ask who signs it");
        }
    }
    return faults;
}

}  // namespace qingqian::workflow
