#include "hand_over.hpp"

#include <algorithm>
#include <set>

#include "access.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"

namespace qingqian::cases {
namespace {

// In these a case can still be assigned, whatever the workflow and version it began with.
std::vector<std::string> open_states(const Environment& env) {
    std::set<std::string> codes;
    for (const auto& [key, definition] : env.definitions) {
        for (const auto& state : definition.states) {
            if (!state.terminal) codes.insert(state.code);
        }
    }
    return {codes.begin(), codes.end()};
}

std::optional<records::Officer> colleague(store::ReadTx& tx, const records::Actor& actor,
                                          const std::string& login) {
    auto officer = store::identity::officer_by_login(tx, login);
    const auto represents = [&](const records::Represented& other) { return other.body == officer->body; };
    if (!officer || (officer->body != actor.body && std::ranges::none_of(actor.represents, represents)))
        return std::nullopt;
    return officer;
}

}  // namespace

base::Result<std::vector<std::string>> cases_to_hand_over(store::ReadTx& tx, const Environment& env,
                                                          const records::Actor& actor,
                                                          const HandOver& input) {
    std::vector<base::FieldFault> faults;
    // He may have left already; who takes the cases must be there.
    const auto from = colleague(tx, actor, input.from);
    const auto to = colleague(tx, actor, input.to);
    if (!from) faults.push_back(base::fault("/from", "unknown_officer"));
    if (!to || to->disabled_at != 0) faults.push_back(base::fault("/to", "unknown_officer"));
    if (from && to && from->id == to->id) faults.push_back(base::fault("/to", "repeated"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    store::complaints::Query query;
    query.scope = {false, from->body, from->id};
    query.mine = true;
    query.states = open_states(env);
    query.limit = 100;
    std::vector<std::string> found;
    while (found.size() <= hand_over_max) {
        const auto page = store::complaints::list(tx, query);
        if (!page) return std::unexpected(page.error());
        for (const auto& row : page->rows) found.push_back(row.complaint.uid);
        if (page->next.empty()) break;
        query.after = page->next;
    }
    return found;
}

base::Result<Performed> hand_over(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                  std::string_view uid, const HandOver& input) {
    const auto complaint = find_visible(tx, env, actor, uid, true);
    if (!complaint) return std::unexpected(complaint.error());
    const auto from = store::identity::officer_by_login(tx, input.from);
    if (!from || complaint->assignee != from->id) return base::refuse("action_already_done");
    boost::json::object given{{"officer", input.to}};
    if (input.note) given["note"] = *input.note;
    return perform(tx, env, actor, uid, complaint->revision, "assign", given);
}

}  // namespace qingqian::cases
