#include "substitutes.hpp"

#include <algorithm>

#include "access.hpp"
#include "store/identity.hpp"
#include "view.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using base::FieldFault;
using records::Actor;
using records::Officer;
using store::substitutions::Substitution;
using workflow::Scope;

constexpr std::chrono::days longest_ahead{366};

Scope reach(const Environment& env, const Actor& actor) {
    return env.rights.scope(actor.roles, "deputise");
}

bool may_name_for(const Environment& env, const Actor& actor, const Officer& away) {
    if (actor.kind != "officer" || actor.officer == 0) return false;
    switch (reach(env, actor)) {
        case Scope::none:
            return false;
        case Scope::own:
            return away.id == actor.officer;
        case Scope::body:
        case Scope::division:
            return away.id == actor.officer || away.body == actor.body;
        case Scope::all:
            return true;
    }
    return false;
}

bool administers(const Environment& env, const Officer& officer) {
    return env.rights.scope(officer.roles, "administer") != Scope::none;
}

void check_period(const NewSubstitution& input, base::Day today, std::vector<FieldFault>& faults) {
    const auto from = base::parse_day(input.from);
    const auto until = base::parse_day(input.until);
    if (!from) faults.push_back(base::fault("/from", "date_bad"));
    if (!until) faults.push_back(base::fault("/until", "date_bad"));
    if (!from || !until) return;
    if (*from < today)
        faults.push_back(base::fault("/from", "date_too_early", {{"min", base::to_iso(today)}}));
    if (*until < *from)
        faults.push_back(base::fault("/until", "date_too_early", {{"min", base::to_iso(*from)}}));
    const auto last = today + longest_ahead;
    if (*until > last)
        faults.push_back(base::fault("/until", "date_too_late", {{"max", base::to_iso(last)}}));
}

void check_substitute(const Environment& env, const Actor& actor, const Officer& away,
                      const std::optional<Officer>& substitute, std::vector<FieldFault>& faults) {
    constexpr std::string_view at = "/substitute";
    const bool known = substitute && substitute->disabled_at == 0;
    if (!known || (substitute->body != away.body && reach(env, actor) != Scope::all)) {
        faults.push_back(base::fault(at, "unknown_officer"));
    } else if (substitute->id == away.id) {
        faults.push_back(base::fault(at, "substitute_self"));
    } else if (substitute->id == actor.officer) {
        // Whoever may name for others could else take everybody's rights, one after the other.
        faults.push_back(base::fault(at, "substitute_namer"));
    } else if (administers(env, *substitute)) {
        faults.push_back(base::fault(at, "substitute_administers"));
    }
}

bool overlaps(store::ReadTx& tx, const Substitution& wanted) {
    return std::ranges::any_of(store::substitutions::open_of(tx, wanted.officer, wanted.from_day),
                               [&](const Substitution& other) { return other.from_day <= wanted.until_day; });
}

json::object officer_json(const Officer& officer) {
    return {{"login", officer.login}, {"name", officer.name}};
}

json::value officer_or_null(store::ReadTx& tx, std::int64_t id) {
    const auto officer = id == 0 ? std::nullopt : store::identity::officer_by_id(tx, id);
    return officer ? json::value(officer_json(*officer)) : json::value(nullptr);
}

std::string_view name_of(Scope scope) {
    if (scope == Scope::all) return "all";
    return scope == Scope::own ? "own" : "body";
}

std::int64_t body_asked(const Environment& env, const Actor& reader, std::string_view code) {
    if (code.empty()) return reader.body;
    const auto* body = env.body_by_code(code);
    return body == nullptr ? 0 : body->id;
}

}  // namespace

base::Result<Substitution> substitute(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                      const NewSubstitution& input) {
    std::vector<FieldFault> faults;
    const auto away = input.officer ? store::identity::officer_by_login(tx, *input.officer)
                                    : store::identity::officer_by_id(tx, actor.officer);
    if (away && !may_name_for(env, actor, *away)) return base::refuse("forbidden");
    if (!away) faults.push_back(base::fault("/officer", "unknown_officer"));
    const auto acting = store::identity::officer_by_login(tx, input.substitute);
    if (away) check_substitute(env, actor, *away, acting, faults);
    check_period(input, base::legal_day(tx.now()), faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    Substitution row;
    row.officer = away->id;
    row.substitute = acting->id;
    row.from_day = input.from;
    row.until_day = input.until;
    row.reason = input.reason;
    row.made_by = actor.officer;
    row.created_at = tx.now();
    if (overlaps(tx, row)) return base::refuse("substitution_overlaps");
    store::substitutions::insert(tx, row);
    return row;
}

base::Result<bool> end_substitution(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                    std::string_view uid) {
    const auto row = store::substitutions::find(tx, uid);
    const auto away = row ? store::identity::officer_by_id(tx, row->officer) : std::nullopt;
    if (!away || !may_name_for(env, actor, *away)) return base::refuse("substitution_not_found");
    store::substitutions::end(tx, row->id, tx.now(), actor.officer);
    return true;
}

json::object substitution_json(store::ReadTx& tx, const Environment& env, const Actor& reader,
                               const Substitution& row) {
    const auto away = store::identity::officer_by_id(tx, row.officer);
    const auto today = base::to_iso(base::legal_day(tx.now()));
    const bool over = row.ended_at != 0 || row.until_day < today;
    return {{"uid", row.uid},
            {"officer", officer_or_null(tx, row.officer)},
            {"substitute", officer_or_null(tx, row.substitute)},
            {"from", row.from_day},
            {"until", row.until_day},
            {"reason", row.reason},
            {"made_by", officer_or_null(tx, row.made_by)},
            {"created_at", row.created_at},
            {"state", over                   ? "over"
                      : row.from_day > today ? "coming"
                                             : "running"},
            {"may_end", !over && away && may_name_for(env, reader, *away)}};
}

base::Result<json::object> read_substitutions(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                              std::string_view body) {
    const auto scope = reach(env, reader);
    const auto asked = body_asked(env, reader, body);
    if (asked == 0) return std::unexpected(base::invalid_input({base::fault("/body", "unknown_body")}));
    if (asked != reader.body && scope != Scope::all) return base::refuse("forbidden");
    const auto today = base::to_iso(base::legal_day(tx.now()));
    auto rows = store::substitutions::open_by(tx, reader.officer, today);
    json::array officers;
    for (const auto& officer : store::identity::officers_of(tx, asked)) {
        auto shown = officer_json(officer);
        shown["may_substitute"] = !administers(env, officer);
        officers.push_back(std::move(shown));
        if (!may_name_for(env, reader, officer)) continue;
        for (auto& row : store::substitutions::open_of(tx, officer.id, today)) {
            if (std::ranges::find(rows, row.id, &Substitution::id) == rows.end())
                rows.push_back(std::move(row));
        }
    }
    std::ranges::sort(rows, {}, [](const Substitution& row) { return std::pair(row.from_day, row.id); });
    json::array items;
    for (const auto& row : rows) items.push_back(substitution_json(tx, env, reader, row));
    return json::object{{"scope", name_of(scope)},
                        {"body", parts::body_or_null(env, asked)},
                        {"officers", std::move(officers)},
                        {"items", std::move(items)}};
}

std::vector<store::complaints::Holder> represented_by(const Environment& env, const Actor& actor) {
    std::vector<store::complaints::Holder> holders;
    for (const auto& other : actor.represents) {
        if (env.rights.scope(other.roles, "work") == Scope::none) continue;
        const auto scope = scope_of(env, acting_as(actor, other));
        holders.push_back({store::complaints::body_of(scope), other.officer});
    }
    return holders;
}

}  // namespace qingqian::cases
