#include "hand_over.hpp"

#include <algorithm>
#include <set>

#include "access.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "supervision.hpp"
#include "workflow/standing.hpp"

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

// Of the actor's own department, of one he acts for, or of one he oversees; whether he may assign its cases
// is for the workflow to say.
std::optional<records::Officer> colleague(store::ReadTx& tx, const Environment& env,
                                          const records::Actor& actor, const std::string& login) {
    auto officer = store::identity::officer_by_login(tx, login);
    const auto represents = [&](const records::Represented& other) { return other.body == officer->body; };
    if (!officer) return officer;
    const bool overseen = env.rights.scope(actor.roles, "supervise") != workflow::Scope::none &&
                          oversees(env, actor, officer->body);
    if (officer->body == actor.body || overseen || std::ranges::any_of(actor.represents, represents))
        return officer;
    return std::nullopt;
}

// The action by which cases of this kind are put into somebody's hands; null when none is.
const workflow::Action* assigning_action(const workflow::Definition& definition) {
    const auto assigns = [](const workflow::Action& action) {
        return std::ranges::find(action.effects, "assign_named") != action.effects.end();
    };
    const auto found = std::ranges::find_if(definition.actions, assigns);
    return found == definition.actions.end() ? nullptr : &*found;
}

bool may_take_over(const Environment& env, const records::Officer& officer) {
    return std::ranges::any_of(env.definitions, [&](const auto& entry) {
        const auto* action = assigning_action(entry.second);
        return action != nullptr && workflow::may_have_in_hand(*action, officer.roles);
    });
}

}  // namespace

base::Result<std::vector<std::string>> cases_to_hand_over(store::ReadTx& tx, const Environment& env,
                                                          const records::Actor& actor,
                                                          const HandOver& input) {
    std::vector<base::FieldFault> faults;
    // He may have left already; who takes the cases must be there.
    const auto from = colleague(tx, env, actor, input.from);
    const auto to = colleague(tx, env, actor, input.to);
    if (!from) faults.push_back(base::fault("/from", "unknown_officer"));
    if (!to || to->disabled_at != 0) {
        faults.push_back(base::fault("/to", "unknown_officer"));
    } else if (!may_take_over(env, *to)) {
        faults.push_back(base::fault("/to", "officer_handles_no_cases"));
    }
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
    const auto* assigning =
        assigning_action(env.definition(complaint->definition, complaint->definition_version));
    if (assigning == nullptr) return base::refuse("action_unknown", {{"action", "assign"}});
    boost::json::object given{{"officer", input.to}};
    if (input.note) given["note"] = *input.note;
    return perform(tx, env, actor, uid, complaint->revision, assigning->name, given);
}

}  // namespace qingqian::cases
