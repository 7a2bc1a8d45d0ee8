#include "supervision.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <vector>

#include "access.hpp"
#include "standing.hpp"
#include "store/identity.hpp"
#include "view.hpp"
#include "view_parts.hpp"
#include "workflow/standing.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;

constexpr std::string_view right = "supervise";
// As deep as scopes go (schemas/store/scope.cpp); stops a loop made by wrong data.
constexpr std::size_t superiors_max = 16;

json::object load_json(const Load& load, base::Day today) {
    json::object out{{"open", load.open}, {"late", load.late}, {"soon", load.soon}};
    out["oldest_due"] = parts::text_or_null(load.oldest_due);
    out["longest_late_days"] = nullptr;
    if (const auto oldest = base::parse_day(load.oldest_due))
        out["longest_late_days"] = std::int64_t{(today - *oldest).count()};
    return out;
}

bool later(const Load& one, const Load& other) {
    if ((one.late > 0) != (other.late > 0)) return one.late > 0;
    if (one.oldest_due != other.oldest_due) return one.oldest_due < other.oldest_due;
    return one.open > other.open;
}

template <class Key>
std::vector<std::pair<Key, Load>> worst_first(const std::map<Key, Load>& loads) {
    std::vector<std::pair<Key, Load>> rows(loads.begin(), loads.end());
    std::ranges::stable_sort(
        rows, [](const auto& one, const auto& other) { return later(one.second, other.second); });
    return rows;
}

struct InHand {
    std::map<std::int64_t, Load> officers;
    std::map<std::int64_t, Load> unassigned;  ///< by body
};

InHand in_hand(store::ReadTx& tx, const Environment& env, const records::Actor& reader, std::int64_t body) {
    InHand found;
    for (const auto& one : open_cases(tx, env, scope_of(env, reader, right), "")) {
        if (body != 0 && one.body != body) continue;
        if (one.group.assignee == 0) {
            found.unassigned[one.body].add(one.group);
        } else {
            found.officers[one.group.assignee].add(one.group);
        }
    }
    return found;
}

// Whoever may take a case in hand counts, also with none.
void add_idle(store::ReadTx& tx, const Environment& env, const records::Actor& reader, std::int64_t body,
              std::map<std::int64_t, Load>& officers) {
    for (const auto& [id, one] : env.bodies) {
        if ((body != 0 && id != body) || !oversees(env, reader, id)) continue;
        for (const auto& officer : store::identity::officers_of(tx, id)) {
            const bool handles = std::ranges::any_of(officer.roles, [](const std::string& role) {
                return role == "handler" || role == "handling_head" || role == "intake" ||
                       role == "intake_head";
            });
            if (handles) officers.try_emplace(officer.id);
        }
    }
}

json::array officers_json(store::ReadTx& tx, const Environment& env,
                          const std::map<std::int64_t, Load>& officers, base::Day today) {
    json::array items;
    for (const auto& [id, load] : worst_first(officers)) {
        const auto officer = store::identity::officer_by_id(tx, id);
        if (!officer) continue;
        auto line = load_json(load, today);
        line["id"] = officer->id;
        line["login"] = officer->login;
        line["name"] = officer->name;
        line["away"] = officer->disabled_at != 0;
        line["body"] = parts::body_or_null(env, officer->body);
        items.push_back(std::move(line));
    }
    return items;
}

json::array bodies_json(const Environment& env, const std::map<std::int64_t, Load>& bodies, base::Day today) {
    json::array items;
    for (const auto& [id, load] : worst_first(bodies)) {
        auto line = load_json(load, today);
        line["body"] = parts::body_or_null(env, id);
        items.push_back(std::move(line));
    }
    return items;
}

/// Which department has the case; a line of the queue does not say who accepted it.
std::int64_t holder(store::ReadTx& tx, const Environment& env, const records::Complaint& line) {
    const auto* state = env.definition(line.definition, line.definition_version).state(line.state);
    if (state == nullptr) return 0;
    const auto known = holder_of(*state, 0, line.handling_body);
    if (known != 0) return known;
    const auto whole = store::complaints::find_by_id(tx, line.id);
    return whole ? whole->accepting_body : 0;
}

}  // namespace

base::Result<std::string> late_cases(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                     std::string_view code, std::string_view after) {
    constexpr std::size_t enough = 50;
    // A department whose cases lie far apart costs no more than these pages; the reader goes on from there.
    constexpr int pages_max = 20;
    const auto* body = code.empty() ? nullptr : env.body_by_code(code);
    if (!code.empty() && body == nullptr)
        return std::unexpected(base::invalid_input({base::fault("/body", "unknown_body")}));
    store::complaints::Query query;
    query.scope = scope_of(env, reader, right);
    query.states = states_that(env, "", false);
    query.due_before = base::to_iso(base::legal_day(tx.now()));
    query.limit = 100;
    query.after = after;
    store::complaints::Page found;
    for (int pages = 0; pages < pages_max && found.rows.size() < enough; ++pages) {
        auto page = store::complaints::list(tx, query);
        if (!page) return std::unexpected(std::move(page.error()));
        for (auto& row : page->rows) {
            if (body == nullptr || holder(tx, env, row.complaint) == body->id)
                found.rows.push_back(std::move(row));
        }
        found.next = page->next;
        query.after = page->next;
        if (page->next.empty()) break;
    }
    return page_text(env, found, tx.now());
}

bool may_reassign(const Environment& env, const records::Actor& reader) {
    return std::ranges::any_of(env.definitions, [&](const auto& entry) {
        return std::ranges::any_of(entry.second.actions, [&](const workflow::Action& action) {
            return std::ranges::find(action.effects, "assign_named") != action.effects.end() &&
                   workflow::may_have_in_hand(action, reader.roles);
        });
    });
}

bool oversees(const Environment& env, const records::Actor& reader, std::int64_t body) {
    if (env.rights.scope(reader.roles, right) == workflow::Scope::all) return true;
    for (std::size_t level = 0; body != 0 && level < superiors_max; ++level) {
        if (body == reader.body) return true;
        const auto* row = env.body(body);
        body = row == nullptr ? 0 : row->parent;
    }
    return false;
}

json::object supervised_bodies(store::ReadTx& tx, const Environment& env, const records::Actor& reader) {
    const auto today = base::legal_day(tx.now());
    std::map<std::int64_t, Load> bodies;
    Load all;
    for (const auto& one : open_cases(tx, env, scope_of(env, reader, right), "")) {
        bodies[one.body].add(one.group);
        all.add(one.group);
    }
    return {{"computed_at", tx.now()},
            {"total", load_json(all, today)},
            {"items", bodies_json(env, bodies, today)}};
}

base::Result<json::object> supervised_officers(store::ReadTx& tx, const Environment& env,
                                               const records::Actor& reader, std::string_view code) {
    const auto* body = code.empty() ? nullptr : env.body_by_code(code);
    if (!code.empty() && body == nullptr)
        return std::unexpected(base::invalid_input({base::fault("/body", "unknown_body")}));
    const auto id = body == nullptr ? std::int64_t{0} : body->id;
    const auto today = base::legal_day(tx.now());
    auto hands = in_hand(tx, env, reader, id);
    add_idle(tx, env, reader, id, hands.officers);
    return json::object{{"computed_at", tx.now()},
                        {"may_reassign", may_reassign(env, reader)},
                        {"items", officers_json(tx, env, hands.officers, today)},
                        {"unassigned", bodies_json(env, hands.unassigned, today)}};
}

}  // namespace qingqian::cases
