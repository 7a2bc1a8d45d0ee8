#include <algorithm>
#include <charconv>
#include <string>

#include "store/queue_filter.hpp"
#include "store/queue_row.hpp"

namespace qingqian::store::complaints {
namespace {

// The tracks of a kind that are under way are few beside the cases; they are walked in the order of the cases
// and each is looked up in the scope. CROSS JOIN keeps SQLite to that order. A case with two of a kind comes
// once: they stand side by side in the index.

struct Asked {
    std::string kind;
    std::int64_t either = 1;
    std::string state;
    std::int64_t above = 0;
    ScopeFilter filter;

    void take(const Query& query) {
        kind = query.track;
        either = query.track_state.empty() ? 1 : 0;
        state = query.track_state;
        filter = ScopeFilter::of(query);
    }
    void bind(soci::statement& binding, bool held) const {
        in(kind, above, either, state)(binding);
        filter.bind(binding, held);
    }
    static std::string cases(Engine engine, bool held) {
        return "SELECT DISTINCT t.complaint AS complaint FROM tracks t CROSS JOIN case_scope s WHERE "
               "t.kind = :kind AND t.ended_at = 0 AND t.complaint > :above AND (:either = 1 OR t.state = "
               ":track_state) AND s.complaint = t.complaint AND " +
               ScopeFilter::conditions(engine, held);
    }
};

struct TrackPage {
    Asked asked;
    std::int64_t limit = 0;
    Row row;
    Statement statement;
    TrackPage(Session& session, bool held)
        : statement(session,
                    "SELECT " + std::string(row_columns) + " FROM (" + Asked::cases(session.engine(), held) +
                        " ORDER BY t.complaint LIMIT :most) p" + std::string(row_joins),
                    [&](soci::statement& binding) {
                        out(row_members(row))(binding);
                        asked.bind(binding, held);
                        in(limit)(binding);
                    }) {}
};

struct TrackCount {
    Asked asked;
    std::int64_t cases = 0;
    Statement statement;
    TrackCount(Session& session, bool held)
        : statement(session, "SELECT count(*) FROM (" + Asked::cases(session.engine(), held) + ") p",
                    [&](soci::statement& binding) {
                        out(cases)(binding);
                        asked.bind(binding, held);
                    }) {}
};

std::string shape(std::string_view what, const Query& query) {
    return std::string(what) + (held(query) ? " held" : " of a body");
}

}  // namespace

base::Result<Page> track_page(ReadTx& tx, const Query& query) {
    std::int64_t above = 0;
    if (!query.after.empty()) {
        const std::string_view digits = std::string_view(query.after).substr(1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), above);
        if (query.after.front() != 'k' || error != std::errc() || end != digits.data() + digits.size())
            return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
    }
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
    auto& find = tx.session().prepared_as<TrackPage>(shape("track page", query), held(query));
    find.asked.take(query);
    find.asked.above = above;
    find.limit = static_cast<std::int64_t>(limit) + 1;
    Page page;
    find.statement.each([&] { page.rows.push_back(std::move(find.row)); });
    std::ranges::sort(page.rows, [](const Row& l, const Row& r) { return l.complaint.id < r.complaint.id; });
    if (page.rows.size() > limit) {
        page.rows.resize(limit);
        page.next = "k" + std::to_string(page.rows.back().complaint.id);
    }
    return page;
}

std::int64_t track_count(ReadTx& tx, const Query& query) {
    auto& count = tx.session().prepared_as<TrackCount>(shape("track count", query), held(query));
    count.asked.take(query);
    count.statement.one();
    return count.cases;
}

}  // namespace qingqian::store::complaints
