#include "store/calls.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/cursor.hpp"
#include "store/session.hpp"

namespace qingqian::store::calls {
namespace {

using records::Call;

constexpr std::string_view columns =
    "province, uid, body, officer, kind, at, firm, summary, advice, complaint, converted, created_at";

/// A call as its row is stored: whether a case came of it is a column of its own for the index.
struct Buffer {
    Call row;
    std::int64_t converted = 0;

    auto members() {
        return std::tie(row.province, row.uid, row.body, row.officer, row.kind, row.at, row.firm, row.summary,
                        row.advice, row.complaint, converted, row.created_at);
    }
};

struct Insert : Buffer {
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("calls", columns) + " RETURNING id", in(members()), out(row.id)) {}
};

struct InsertCaller {
    Call row;
    Statement statement;
    explicit InsertCaller(Session& session)
        : statement(session, insert_into("callers", "call, province, name, phone, form"),
                    in(row.id, row.province, row.caller_name, row.caller_phone, row.form)) {}
};

template <class Key>
struct Find : Buffer {
    Key key{};
    Statement statement;
    Find(Session& session, const std::string& condition)
        : statement(session,
                    "SELECT c.id, p.name, p.phone, p.form, " + qualified("c", columns) +
                        " FROM calls c JOIN callers p ON p.call = c.id WHERE " + condition,
                    in(key), out(row.id, row.caller_name, row.caller_phone, row.form), out(members())) {}
};
struct FindByUid : Find<std::string> {
    explicit FindByUid(Session& session) : Find(session, "c.uid = :uid") {}
};
struct LockByUid : Find<std::string> {
    explicit LockByUid(Session& session)
        : Find(session, "c.uid = :uid" + std::string(dialect::lock_row(session.engine()))) {}
};
struct FindById : Find<std::int64_t> {
    explicit FindById(Session& session) : Find(session, "c.id = :id") {}
};
struct FindByComplaint : Find<std::int64_t> {
    explicit FindByComplaint(Session& session)
        : Find(session, "c.complaint = :complaint AND c.complaint <> 0") {}
};

template <class Query, class Key>
std::optional<Call> find_with(ReadTx& tx, const Key& key) {
    auto& query = tx.session().prepared<Query>();
    query.key = key;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

struct Convert {
    std::int64_t call = 0;
    std::int64_t complaint = 0;
    Statement statement;
    explicit Convert(Session& session)
        : statement(session, "UPDATE calls SET complaint = :complaint, converted = 1 WHERE id = :id",
                    in(complaint, call)) {}
};

/// One stretch of the index: lines of one kind of which a case came, or none did.
struct Range {
    std::string kind;
    std::int64_t converted = 0;
};

std::vector<Range> ranges_of(const Query& query) {
    std::vector<Range> ranges;
    for (const auto& kind : query.kinds.empty() ? kinds() : query.kinds) {
        if (query.converted != true) ranges.push_back({kind, 0});
        if (query.converted != false) ranges.push_back({kind, 1});
    }
    return ranges;
}

base::UtcMillis end_of(const Query& query) {
    return query.until == 0 ? std::numeric_limits<std::int64_t>::max() : query.until;
}

std::string branch(std::string_view select, std::string_view number, bool own) {
    std::string text(select);
    text.append(" FROM calls WHERE body = :body").append(number);
    if (own) text.append(" AND officer = :officer").append(number);
    text.append(" AND kind = :kind").append(number).append(" AND converted = :converted").append(number);
    return text;
}

// The stretches are merged as in the queue: UNION ALL of ordered branches under a LIMIT.
struct PageQuery : Buffer {
    std::int64_t body = 0;
    std::int64_t officer = 0;
    std::vector<Range> ranges;
    std::int64_t from = 0;
    std::int64_t below = 0;  // exclusive, with `below_id`
    std::int64_t below_id = 0;
    std::int64_t limit = 0;
    std::string officer_name;
    Statement statement;

    PageQuery(Session& session, std::size_t count, bool own)
        : ranges(count),
          statement(session, text(count, own), [&](soci::statement& binding) { bind(binding, own); }) {}

    void bind(soci::statement& binding, bool own) {
        out(row.id, row.caller_name, row.caller_phone, officer_name)(binding);
        out(members())(binding);
        for (const auto& range : ranges) {
            in(body)(binding);
            if (own) in(officer)(binding);
            in(range.kind, range.converted, from, below, below_id)(binding);
        }
        in(limit)(binding);
    }

    static std::string text(std::size_t count, bool own) {
        std::string branches;
        for (std::size_t i = 0; i < count; ++i) {
            const auto n = std::to_string(i);
            if (i > 0) branches += " UNION ALL ";
            branches += branch("SELECT at AS key, id AS call", n, own) + " AND at >= :from" + n +
                        " AND (at, id) < (:below" + n + ", :below_id" + n + ")";
        }
        return "SELECT c.id, w.name, w.phone, COALESCE(o.name, ''), " + qualified("c", columns) + " FROM (" +
               branches +
               " ORDER BY 1 DESC, 2 DESC LIMIT :most) p JOIN calls c ON c.id = p.call JOIN callers w ON "
               "w.call = c.id LEFT JOIN officers o ON o.id = c.officer";
    }
};

struct CountRange {
    std::int64_t body = 0;
    std::int64_t officer = 0;
    Range range;
    std::int64_t from = 0;
    std::int64_t until = 0;
    std::int64_t lines = 0;
    Statement statement;
    CountRange(Session& session, bool own)
        : statement(session, branch("SELECT count(*)", "", own) + " AND at >= :from AND at < :until",
                    [&](soci::statement& binding) {
                        out(lines)(binding);
                        in(body)(binding);
                        if (own) in(officer)(binding);
                        in(range.kind, range.converted, from, until)(binding);
                    }) {}
};

struct CasesReceived {
    std::int64_t body = 0;
    std::string state;
    std::int64_t from = 0;
    std::int64_t until = 0;
    std::int64_t cases = 0;
    Statement statement;
    explicit CasesReceived(Session& session)
        : statement(
              session,
              "SELECT count(*) FROM case_scope WHERE body = :body AND state = :state AND received_at >= "
              ":from AND received_at < :until",
              in(body, state, from, until), out(cases)) {}
};

}  // namespace

const std::vector<std::string>& kinds() {
    static const std::vector<std::string> all{"counter", "forwarded", "letter", "mail", "phone"};
    return all;
}

void insert(WriteTx& tx, Call& call) {
    auto& query = tx.session().prepared<Insert>();
    query.row = call;
    query.converted = call.complaint == 0 ? 0 : 1;
    query.statement.one();
    call.id = query.row.id;
    auto& caller = tx.session().prepared<InsertCaller>();
    caller.row = call;
    caller.statement.run();
}

std::optional<Call> find(ReadTx& tx, std::string_view uid, bool for_update) {
    const std::string key(uid);
    return for_update ? find_with<LockByUid>(tx, key) : find_with<FindByUid>(tx, key);
}

std::optional<Call> find_by_id(ReadTx& tx, std::int64_t id) {
    return find_with<FindById>(tx, id);
}

std::optional<Call> of_complaint(ReadTx& tx, std::int64_t complaint) {
    return find_with<FindByComplaint>(tx, complaint);
}

void convert(WriteTx& tx, std::int64_t call, std::int64_t complaint) {
    auto& query = tx.session().prepared<Convert>();
    query.call = call;
    query.complaint = complaint;
    query.statement.run();
}

base::Result<Page> list(ReadTx& tx, const Query& query) {
    const auto ranges = ranges_of(query);
    const bool own = query.officer != 0;
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
    auto& page = tx.session().prepared_as<PageQuery>(
        "calls" + std::string(own ? "o" : "b") + std::to_string(ranges.size()), ranges.size(), own);
    page.body = query.body;
    page.officer = query.officer;
    // Member by member: the statement is bound to the addresses of the strings inside.
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        page.ranges[i].kind = ranges[i].kind;
        page.ranges[i].converted = ranges[i].converted;
    }
    page.from = query.from;
    page.below = end_of(query);
    page.below_id = 0;
    if (!query.after.empty()) {
        const auto place = read_cursor('c', query.after);
        if (!place) return bad_cursor();
        std::tie(page.below, page.below_id) = *place;
    }
    // One row more than the page tells whether there is a next one.
    page.limit = static_cast<std::int64_t>(limit) + 1;
    page.row.form.clear();
    Page found;
    page.statement.each([&] { found.rows.push_back({page.row, page.officer_name}); });
    // PostgreSQL promises nothing about the order behind a join.
    std::ranges::sort(found.rows, std::ranges::greater{},
                      [](const Row& row) { return std::tie(row.call.at, row.call.id); });
    if (found.rows.size() > limit) {
        found.rows.resize(limit);
        found.next = write_cursor('c', {found.rows.back().call.at, found.rows.back().call.id});
    }
    return found;
}

std::int64_t count(ReadTx& tx, const Query& query) {
    const bool own = query.officer != 0;
    auto& one = tx.session().prepared_as<CountRange>(own ? "calls count own" : "calls count", own);
    one.body = query.body;
    one.officer = query.officer;
    one.from = query.from;
    one.until = end_of(query);
    std::int64_t lines = 0;
    for (const auto& range : ranges_of(query)) {
        one.range.kind = range.kind;
        one.range.converted = range.converted;
        one.statement.one();
        lines += one.lines;
    }
    return lines;
}

std::int64_t cases_received(ReadTx& tx, std::int64_t body, const std::vector<std::string>& states,
                            base::UtcMillis from, base::UtcMillis until) {
    auto& query = tx.session().prepared<CasesReceived>();
    query.body = body;
    query.from = from;
    query.until = until == 0 ? std::numeric_limits<std::int64_t>::max() : until;
    std::int64_t cases = 0;
    for (const auto& state : states) {
        query.state = state;
        query.statement.one();
        cases += query.cases;
    }
    return cases;
}

}  // namespace qingqian::store::calls
