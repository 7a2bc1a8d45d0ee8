#include "store/scope.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "store/complaints.hpp"
#include "store/search.hpp"

namespace qingqian::store {
namespace scope {
namespace {

// A tree of departments is four levels deep; the bound only stops a loop made by wrong data.
constexpr std::size_t superiors_max = 16;

/// The body number of a scope that names nobody; those of officers lie below it.
constexpr std::int64_t nobody = -1;

struct ParentOf {
    std::int64_t body = 0;
    std::int64_t parent = 0;
    Statement statement;
    explicit ParentOf(Session& session)
        : statement(session, "SELECT parent FROM bodies WHERE id = :id", in(body), out(parent)) {}
};

struct BodiesOf {
    std::int64_t complaint = 0;
    std::int64_t body = 0;
    Statement statement;
    explicit BodiesOf(Session& session)
        : statement(session, "SELECT body FROM case_scope WHERE complaint = :complaint", in(complaint),
                    out(body)) {}
};

struct CoHandlingBodies {
    std::int64_t complaint = 0;
    std::int64_t body = 0;
    Statement statement;
    explicit CoHandlingBodies(Session& session)
        : statement(session,
                    "SELECT body FROM case_bodies WHERE complaint = :complaint AND role = 'co' AND until = 0",
                    in(complaint), out(body)) {}
};

/// What the orders and filters of the queue need to know of a case.
struct Columns {
    std::string state;
    std::int64_t assignee = 0;
    std::string due;
    std::int64_t received_at = 0;
    std::int64_t updated_at = 0;
    std::int64_t arrears_fen = 0;
    std::string channel;
    std::string division;

    void take(const records::Complaint& complaint) {
        state = complaint.state;
        assignee = complaint.assignee;
        due = complaint.due.empty() ? no_due : complaint.due;
        received_at = complaint.received_at;
        updated_at = complaint.updated_at;
        arrears_fen = complaint.arrears_fen;
        channel = complaint.channel;
        division = complaint.respondent_division;
    }
};

struct InsertRow {
    std::int64_t complaint = 0;
    std::int64_t body = 0;
    Columns columns;
    Statement statement;
    explicit InsertRow(Session& session)
        : statement(
              session,
              insert_into("case_scope",
                          "complaint, body, state, assignee, due, received_at, updated_at, arrears_fen, "
                          "channel, division"),
              in(complaint, body, columns.state, columns.assignee, columns.due, columns.received_at,
                 columns.updated_at, columns.arrears_fen, columns.channel, columns.division)) {}
};

struct UpdateRows {
    std::int64_t complaint = 0;
    Columns columns;
    Statement statement;
    explicit UpdateRows(Session& session)
        : statement(session,
                    "UPDATE case_scope SET " +
                        assignments("state, assignee, due, received_at, updated_at, arrears_fen, division") +
                        " WHERE complaint = :complaint",
                    in(columns.state, columns.assignee, columns.due, columns.received_at, columns.updated_at,
                       columns.arrears_fen, columns.division, complaint)) {}
};

// Every column that is named costs the indexes it stands in, also where it keeps its value.
struct UpdateDates {
    std::int64_t complaint = 0;
    Columns columns;
    Statement statement;
    explicit UpdateDates(Session& session)
        : statement(
              session,
              "UPDATE case_scope SET " + assignments("due, updated_at") + " WHERE complaint = :complaint",
              in(columns.due, columns.updated_at, complaint)) {}
};

struct DeleteRow {
    std::int64_t complaint = 0;
    std::int64_t body = 0;
    Statement statement;
    explicit DeleteRow(Session& session)
        : statement(session, "DELETE FROM case_scope WHERE complaint = :complaint AND body = :body",
                    in(complaint, body)) {}
};

struct HasRow {
    std::int64_t complaint = 0;
    std::int64_t body = 0;
    std::int64_t found = 0;
    Statement statement;
    explicit HasRow(Session& session)
        : statement(session, "SELECT 1 FROM case_scope WHERE complaint = :complaint AND body = :body",
                    in(complaint, body), out(found)) {}
};

void add_once(std::vector<std::int64_t>& bodies, std::int64_t body) {
    if (std::ranges::find(bodies, body) == bodies.end()) bodies.push_back(body);
}

void add_with_superiors(Session& session, std::int64_t body, std::vector<std::int64_t>& bodies) {
    auto& query = session.prepared<ParentOf>();
    if (body != 0) add_once(bodies, body);
    for (std::size_t level = 0; body != 0 && level < superiors_max; ++level) {
        if (std::ranges::find(bodies, with_subordinates(body)) != bodies.end()) return;
        bodies.push_back(with_subordinates(body));
        query.body = body;
        body = query.statement.one() ? query.parent : 0;
    }
}

void add_co_handling(Session& session, std::int64_t complaint, std::vector<std::int64_t>& bodies) {
    std::vector<std::int64_t> taking_part;
    auto& query = session.prepared<CoHandlingBodies>();
    query.complaint = complaint;
    query.statement.each([&] { taking_part.push_back(query.body); });
    for (const auto body : taking_part) add_with_superiors(session, body, bodies);
}

// The bodies that may see the case, ascending; none for a draft.
std::vector<std::int64_t> bodies_of(Session& session, const records::Complaint& complaint) {
    std::vector<std::int64_t> bodies;
    if (complaint.received_at == 0) return bodies;
    bodies.push_back(everything);
    add_with_superiors(session, complaint.accepting_body, bodies);
    add_with_superiors(session, complaint.handling_body, bodies);
    // Bodies take part only in what was transferred; a filing asks nobody.
    if (complaint.handling_body != 0) add_co_handling(session, complaint.id, bodies);
    std::ranges::sort(bodies);
    return bodies;
}

std::vector<std::int64_t> stored_bodies(Session& session, std::int64_t complaint) {
    std::vector<std::int64_t> bodies;
    auto& query = session.prepared<BodiesOf>();
    query.complaint = complaint;
    query.statement.each([&] { bodies.push_back(query.body); });
    std::ranges::sort(bodies);
    return bodies;
}

template <class Update>
void update_rows(Session& session, const records::Complaint& complaint) {
    auto& query = session.prepared<Update>();
    query.complaint = complaint.id;
    query.columns.take(complaint);
    query.statement.run();
}

}  // namespace

std::string token(std::int64_t body) {
    // A scope that names nobody gets a word that no row holds; a minus sign would cut a word in two.
    if (body == nobody) return "§nobody";
    if (body > with_subordinates(0)) return "§d" + std::to_string(body - with_subordinates(0));
    return body < nobody ? "§officer" + std::to_string(-body) : "§" + std::to_string(body);
}

void refresh(Session& session, const records::Complaint& complaint) {
    const auto stored = stored_bodies(session, complaint.id);
    auto wanted = bodies_of(session, complaint);
    if (!wanted.empty())
        wanted.insert(wanted.begin(), stored.begin(), std::ranges::lower_bound(stored, nobody));
    for (const auto body : stored) {
        if (std::ranges::binary_search(wanted, body)) continue;
        auto& query = session.prepared<DeleteRow>();
        query.complaint = complaint.id;
        query.body = body;
        query.statement.run();
    }
    if (!stored.empty() && !wanted.empty()) update_rows<UpdateRows>(session, complaint);
    for (const auto body : wanted) {
        if (std::ranges::binary_search(stored, body)) continue;
        auto& query = session.prepared<InsertRow>();
        query.complaint = complaint.id;
        query.body = body;
        query.columns.take(complaint);
        query.statement.run();
    }
    search::refresh(session, complaint, wanted, !stored.empty());
}

void follow(Session& session, const records::Complaint& complaint, std::int64_t officer) {
    auto& query = session.prepared<InsertRow>();
    query.complaint = complaint.id;
    query.body = registered_by(officer);
    query.columns.take(complaint);
    query.statement.run();
    refresh(session, complaint);
}

void progress(Session& session, const records::Complaint& before, const records::Complaint& after) {
    if (after.assignee != before.assignee) {
        update_rows<UpdateRows>(session, after);
    } else if (after.due != before.due || after.updated_at != before.updated_at) {
        update_rows<UpdateDates>(session, after);
    }
}

}  // namespace scope

namespace complaints {

Scope scope_of(const records::Actor& actor) {
    // An impossible body for everybody else: complainants reach their one case by its own address.
    if (actor.kind != "officer" || actor.officer == 0 || actor.body == 0) return {false, scope::nobody, -1};
    return {false, actor.body, actor.officer};
}

Scope division_scope_of(const records::Actor& actor) {
    auto scope = scope_of(actor);
    scope.below = scope.body != scope::nobody;
    return scope;
}

Scope registered_scope_of(const records::Actor& actor) {
    if (actor.kind != "officer" || actor.officer == 0) return {false, scope::nobody, -1};
    return {false, scope::registered_by(actor.officer), actor.officer};
}

void follow(WriteTx& tx, const records::Complaint& complaint, std::int64_t officer) {
    scope::follow(tx.session(), complaint, officer);
}

std::int64_t body_of(const Scope& scope) {
    if (scope.everything) return scope::everything;
    // A scope that was never filled in names nobody; it must not fall together with everything.
    if (scope.body == scope::everything) return scope::nobody;
    return scope.below ? scope::with_subordinates(scope.body) : scope.body;
}

bool sees(ReadTx& tx, const Scope& scope, std::int64_t complaint) {
    auto& query = tx.session().prepared<scope::HasRow>();
    query.complaint = complaint;
    query.body = body_of(scope);
    return query.statement.one();
}

}  // namespace complaints
}  // namespace qingqian::store
