#include "store/queue_views.hpp"

#include "store/session.hpp"

namespace qingqian::store::queue_views {
namespace {

constexpr std::string_view view_columns =
    "uid, body, officer, name, shared, query, shown, created_at, updated_at";

auto view_members(View& view) {
    return std::tie(view.uid, view.body, view.officer, view.name, view.shared, view.query, view.shown,
                    view.created_at, view.updated_at);
}
auto view_members(const View& view) {
    return std::tie(view.uid, view.body, view.officer, view.name, view.shared, view.query, view.shown,
                    view.created_at, view.updated_at);
}

struct Insert {
    View row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("queue_views", view_columns) + " RETURNING id",
                    in(view_members(std::as_const(row))), out(row.id)) {}
};

struct Update {
    View row;
    Statement statement;
    explicit Update(Session& session)
        : statement(session,
                    "UPDATE queue_views SET " + assignments("name, shared, query, shown, updated_at") +
                        " WHERE id = :id",
                    in(row.name, row.shared, row.query, row.shown, row.updated_at, row.id)) {}
};

struct Delete {
    std::int64_t id = 0;
    Statement statement;
    explicit Delete(Session& session)
        : statement(session, "DELETE FROM queue_views WHERE id = :id", in(id)) {}
};

struct ByUid {
    std::string uid;
    View row;
    Statement statement;
    explicit ByUid(Session& session)
        : statement(session, "SELECT id, " + std::string(view_columns) + " FROM queue_views WHERE uid = :uid",
                    in(uid), out(row.id), out(view_members(row))) {}
};

/// Lines of one kind, with their officer's name.
struct Lines {
    std::int64_t officer = 0;
    std::int64_t body = 0;
    Line row;
    Statement statement;
    Lines(Session& session, bool own)
        : statement(session,
                    "SELECT v.id, " + qualified("v", view_columns) +
                        ", COALESCE(o.name, '') FROM queue_views v LEFT JOIN officers o ON o.id = v.officer "
                        "WHERE " +
                        (own ? "v.officer = :officer"
                             : "v.body = :body AND v.shared = 1 AND v.officer <> "
                               ":officer") +
                        " ORDER BY v.id",
                    [&](soci::statement& binding) {
                        if (!own) in(body)(binding);
                        in(officer)(binding);
                        out(row.view.id)(binding);
                        out(view_members(row.view))(binding);
                        out(row.officer_name)(binding);
                    }) {}
};

struct CountOf {
    std::int64_t officer = 0;
    std::int64_t views = 0;
    Statement statement;
    explicit CountOf(Session& session)
        : statement(session, "SELECT count(*) FROM queue_views WHERE officer = :officer", in(officer),
                    out(views)) {}
};

struct ColumnsOf {
    std::int64_t officer = 0;
    std::string shown;
    Statement statement;
    explicit ColumnsOf(Session& session)
        : statement(session, "SELECT shown FROM queue_columns WHERE officer = :officer", in(officer),
                    out(shown)) {}
};

struct PutColumns {
    std::int64_t officer = 0;
    std::string shown;
    Statement statement;
    explicit PutColumns(Session& session)
        : statement(session,
                    insert_into("queue_columns", "officer, shown") +
                        " ON CONFLICT (officer) DO UPDATE SET shown = excluded.shown",
                    in(officer, shown)) {}
};

}  // namespace

void insert(WriteTx& tx, View& view) {
    auto& query = tx.session().prepared<Insert>();
    query.row = view;
    query.statement.one();
    view.id = query.row.id;
}

void update(WriteTx& tx, const View& view) {
    auto& query = tx.session().prepared<Update>();
    query.row = view;
    query.statement.run();
}

void remove(WriteTx& tx, std::int64_t id) {
    auto& query = tx.session().prepared<Delete>();
    query.id = id;
    query.statement.run();
}

std::optional<View> find(ReadTx& tx, std::string_view uid) {
    auto& query = tx.session().prepared<ByUid>();
    query.uid = uid;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::vector<Line> of_officer(ReadTx& tx, std::int64_t officer, std::int64_t body) {
    std::vector<Line> found;
    for (const bool own : {true, false}) {
        auto& query = tx.session().prepared_as<Lines>(own ? "views own" : "views shared", own);
        query.officer = officer;
        query.body = body;
        query.statement.each([&] { found.push_back(query.row); });
    }
    return found;
}

std::int64_t count(ReadTx& tx, std::int64_t officer) {
    auto& query = tx.session().prepared<CountOf>();
    query.officer = officer;
    query.statement.one();
    return query.views;
}

std::string columns(ReadTx& tx, std::int64_t officer) {
    auto& query = tx.session().prepared<ColumnsOf>();
    query.officer = officer;
    return query.statement.one() ? query.shown : std::string();
}

void put_columns(WriteTx& tx, std::int64_t officer, std::string_view shown) {
    auto& query = tx.session().prepared<PutColumns>();
    query.officer = officer;
    query.shown = shown;
    query.statement.run();
}

}  // namespace qingqian::store::queue_views
