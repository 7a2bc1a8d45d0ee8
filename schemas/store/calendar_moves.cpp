#include "store/calendar_moves.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "store/session.hpp"

namespace qingqian::store::calendar_moves {
namespace {

// A calendar's moves are walked in their order, each looked up in the scope; CROSS JOIN keeps SQLite to that.
constexpr std::string_view in_scope =
    " FROM calendar_moves m CROSS JOIN case_scope s CROSS JOIN complaints c WHERE m.version = :version AND "
    "m.id < :below AND s.complaint = m.complaint AND s.body = :body AND c.id = m.complaint";

struct Insert {
    Move row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(
              session,
              "INSERT INTO calendar_moves (province, complaint, clock, due_before, due_after, "
              "version_before, "
              "version, at) SELECT province, id, :clock, :due_before, :due_after, :version_before, :version, "
              ":at FROM complaints WHERE id = :complaint RETURNING id",
              in(row.clock, row.due_before, row.due_after, row.version_before, row.version, row.at,
                 row.complaint),
              out(row.id)) {}
};

struct InScope {
    std::string version;
    std::int64_t below = 0;
    std::int64_t body = 0;
    std::int64_t limit = 0;
    Line row;
    Statement statement;
    explicit InScope(Session& session)
        : statement(session,
                    "SELECT m.id, m.complaint, m.clock, m.due_before, m.due_after, m.version_before, "
                    "m.version, m.at, c.uid, c.number, c.definition, c.definition_version" +
                        std::string(in_scope) + " ORDER BY m.id DESC LIMIT :most",
                    in(version, below, body, limit),
                    out(row.move.id, row.move.complaint, row.move.clock, row.move.due_before,
                        row.move.due_after, row.move.version_before, row.move.version, row.move.at, row.uid,
                        row.number, row.definition, row.definition_version)) {}
};

struct CountInScope {
    std::string version;
    std::int64_t below = std::numeric_limits<std::int64_t>::max();
    std::int64_t body = 0;
    std::int64_t moves = 0;
    Statement statement;
    explicit CountInScope(Session& session)
        : statement(session, "SELECT count(*)" + std::string(in_scope), in(version, below, body),
                    out(moves)) {}
};

}  // namespace

void insert(WriteTx& tx, Move& move) {
    auto& query = tx.session().prepared<Insert>();
    query.row = move;
    query.statement.one();
    move.id = query.row.id;
}

base::Result<Page> list(ReadTx& tx, const complaints::Scope& scope, std::string_view version,
                        std::string_view after, std::size_t limit) {
    std::int64_t below = std::numeric_limits<std::int64_t>::max();
    if (!after.empty()) {
        const auto [end, error] = std::from_chars(after.data(), after.data() + after.size(), below);
        if (error != std::errc() || end != after.data() + after.size())
            return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
    }
    limit = std::clamp<std::size_t>(limit, 1, 100);
    auto& query = tx.session().prepared<InScope>();
    query.version = version;
    query.below = below;
    query.body = complaints::body_of(scope);
    query.limit = static_cast<std::int64_t>(limit) + 1;
    Page page;
    query.statement.each([&] { page.lines.push_back(query.row); });
    if (page.lines.size() > limit) {
        page.lines.resize(limit);
        page.next = std::to_string(page.lines.back().move.id);
    }
    return page;
}

std::int64_t count(ReadTx& tx, const complaints::Scope& scope, std::string_view version) {
    auto& query = tx.session().prepared<CountInScope>();
    query.version = version;
    query.body = complaints::body_of(scope);
    query.statement.one();
    return query.moves;
}

}  // namespace qingqian::store::calendar_moves
