#include "store/watch_log.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "store/session.hpp"

namespace qingqian::store::watch_log {
namespace {

using records::ChainEnd;
using records::WatchLine;

constexpr std::string_view columns =
    "log, chain, seq, at, actor_kind, officer, actor_name, body, complaint, number, what, about, why, "
    "prev_hash, hash";

auto members(WatchLine& l) {
    return std::tie(l.log, l.chain, l.seq, l.at, l.actor_kind, l.officer, l.actor_name, l.body, l.complaint,
                    l.number, l.what, l.about, l.why, l.prev_hash, l.hash);
}

struct BeginChain {
    std::string chain;
    Statement statement;
    explicit BeginChain(Session& session)
        : statement(
              session,
              "INSERT INTO watch_chains (chain, seq, hash) VALUES (:chain, 0, '') ON CONFLICT (chain) DO "
              "NOTHING",
              in(chain)) {}
};

struct HoldEnd {
    std::string chain;
    ChainEnd row;
    Statement statement;
    explicit HoldEnd(Session& session)
        : statement(session,
                    "SELECT chain, seq, hash FROM watch_chains WHERE chain = :chain" +
                        std::string(dialect::lock_only_row(session.engine())),
                    in(chain), out(row.chain, row.seq, row.hash)) {}
};

struct MoveEnd {
    ChainEnd row;
    Statement statement;
    explicit MoveEnd(Session& session)
        : statement(session, "UPDATE watch_chains SET seq = :seq, hash = :hash WHERE chain = :chain",
                    in(row.seq, row.hash, row.chain)) {}
};

struct Insert {
    WatchLine row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("watch_log", columns) + " RETURNING id", in(members(row)),
                    out(row.id)) {}
};

struct Ends {
    ChainEnd row;
    Statement statement;
    explicit Ends(Session& session)
        : statement(session, "SELECT chain, seq, hash FROM watch_chains ORDER BY chain",
                    out(row.chain, row.seq, row.hash)) {}
};

struct LinesOf {
    std::string chain;
    std::int64_t after = 0;
    std::int64_t limit = 0;
    WatchLine row;
    Statement statement;
    explicit LinesOf(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(columns) +
                        " FROM watch_log WHERE chain = :chain AND seq > :after ORDER BY seq LIMIT :most",
                    in(chain, after, limit), out(row.id), out(members(row))) {}
};

/// One range of one of the three indexes.
struct PageQuery {
    std::string log;
    std::int64_t value = 0;
    std::int64_t from = 0;
    std::int64_t until = 0;
    std::int64_t below = 0;
    std::int64_t below_id = 0;
    std::int64_t limit = 0;
    WatchLine row;
    Statement statement;
    PageQuery(Session& session, const std::string& column)
        : statement(session, text(column), [&](soci::statement& binding) {
              out(row.id)(binding);
              out(members(row))(binding);
              in(log)(binding);
              if (!column.empty()) in(value)(binding);
              in(from, until, below, below_id, limit)(binding);
          }) {}

    static std::string text(const std::string& column) {
        std::string held;
        // The second condition is the index's own.
        if (!column.empty()) held = " AND " + column + " = :value AND " + column + " <> 0";
        return "SELECT id, " + std::string(columns) + " FROM watch_log WHERE log = :log" + held +
               " AND at >= :from AND at < :until AND (at, id) < (:below, :below_id) ORDER BY at DESC, id "
               "DESC "
               "LIMIT :most";
    }
};

struct CaseHeads {
    std::int64_t after = 0;
    std::int64_t at = 0;
    std::int64_t limit = 0;
    CaseHead row;
    Statement statement;
    explicit CaseHeads(Session& session)
        : statement(
              session,
              "SELECT c.id, e.seq, e.hash FROM complaints c JOIN events e ON e.complaint = c.id AND e.seq "
              "= (SELECT MAX(l.seq) FROM events l WHERE l.complaint = c.id AND l.at <= :at) WHERE c.id > "
              ":after ORDER BY c.id LIMIT :most",
              in(at, after, limit), out(row.complaint, row.seq, row.hash)) {}
};

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// A cursor is the moment and the id of the last line: "1795399200000.17".
std::optional<std::pair<std::int64_t, std::int64_t>> read_cursor(std::string_view cursor) {
    if (cursor.empty()) return std::pair{highest, highest};
    std::pair<std::int64_t, std::int64_t> place;
    const auto dot = cursor.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto number = [](std::string_view text, std::int64_t& value) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() && !text.empty();
    };
    if (!number(cursor.substr(0, dot), place.first) || !number(cursor.substr(dot + 1), place.second))
        return std::nullopt;
    return place;
}

}  // namespace

ChainEnd hold_end(WriteTx& tx, std::string_view chain) {
    auto& begin = tx.session().prepared<BeginChain>();
    begin.chain = chain;
    begin.statement.run();
    auto& query = tx.session().prepared<HoldEnd>();
    query.chain = chain;
    query.statement.one();
    return query.row;
}

void append(WriteTx& tx, WatchLine& line) {
    auto& query = tx.session().prepared<Insert>();
    query.row = line;
    query.statement.one();
    line.id = query.row.id;
    auto& end = tx.session().prepared<MoveEnd>();
    end.row = {line.chain, line.seq, line.hash};
    end.statement.run();
}

std::vector<ChainEnd> ends(ReadTx& tx) {
    auto& query = tx.session().prepared<Ends>();
    std::vector<ChainEnd> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::vector<WatchLine> lines_of(ReadTx& tx, std::string_view chain, std::int64_t after, std::size_t limit) {
    auto& query = tx.session().prepared<LinesOf>();
    query.chain = chain;
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<WatchLine> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

base::Result<Page> page(ReadTx& tx, const Query& asked) {
    const auto place = read_cursor(asked.after);
    if (!place) return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
    const std::string column = asked.complaint != 0 ? "complaint" : asked.officer != 0 ? "officer" : "";
    auto& query = tx.session().prepared_as<PageQuery>("watch " + column, column);
    const auto limit = std::clamp<std::size_t>(asked.limit, 1, 100);
    query.log = asked.log;
    query.value = asked.complaint != 0 ? asked.complaint : asked.officer;
    query.from = asked.from;
    query.until = asked.until == 0 ? highest : asked.until;
    std::tie(query.below, query.below_id) = *place;
    query.limit = static_cast<std::int64_t>(limit + 1);
    Page page;
    query.statement.each([&] { page.lines.push_back(query.row); });
    if (page.lines.size() > limit) {
        page.lines.resize(limit);
        page.next = std::to_string(page.lines.back().at) + "." + std::to_string(page.lines.back().id);
    }
    return page;
}

std::vector<CaseHead> case_heads(ReadTx& tx, base::UtcMillis at, std::int64_t after, std::size_t limit) {
    auto& query = tx.session().prepared<CaseHeads>();
    query.at = at;
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<CaseHead> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::watch_log
