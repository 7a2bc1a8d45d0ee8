#include <algorithm>
#include <charconv>
#include <string>

#include "store/queue_filter.hpp"
#include "store/queue_row.hpp"

namespace qingqian::store::complaints {
namespace {

// The tracks of a kind that are under way, and the calls to make, are few beside the cases; they are walked
// in the order of the cases and each is looked up in the scope. CROSS JOIN keeps SQLite to that order. A case
// with two of a kind comes once: they stand side by side in the index.

std::string rows_of(Engine engine, bool telephone) {
    if (!telephone)
        return "tracks t CROSS JOIN case_scope s WHERE t.kind = :kind AND t.ended_at = 0 AND "
               "(:either = 1 OR t.state = :track_state)";
    return "delivery_exhausted t CROSS JOIN case_scope s WHERE t.done_at = 0 AND NOT (" +
           ScopeFilter::found_in(engine, ":hidden", "t.event_name") + ")";
}

struct Asked {
    bool telephone = false;
    std::string kind{};
    std::int64_t either = 1;
    std::string state{};
    std::string hidden{};
    std::int64_t above = 0;
    ScopeFilter filter{};

    void take(const Query& query) {
        kind = query.track;
        either = query.track_state.empty() ? 1 : 0;
        state = query.track_state;
        hidden = " ";
        for (const auto& event : query.hidden) hidden.append(event).append(" ");
        filter = ScopeFilter::of(query);
    }
    void bind(soci::statement& binding, Shape shape) const {
        if (telephone) {
            in(hidden)(binding);
        } else {
            in(kind, either, state)(binding);
        }
        in(above)(binding);
        filter.bind(binding, shape);
    }
    std::string cases(Engine engine, Shape shape) const {
        return "SELECT DISTINCT t.complaint AS complaint FROM " + rows_of(engine, telephone) +
               " AND t.complaint > :above AND s.complaint = t.complaint AND " +
               ScopeFilter::conditions(engine, shape);
    }
};

struct UnderWayPage {
    Asked asked;
    std::int64_t limit = 0;
    Row row;
    Statement statement;
    UnderWayPage(Session& session, bool telephone, Shape shape)
        : asked{.telephone = telephone},
          statement(session,
                    "SELECT " + std::string(row_columns) + " FROM (" + asked.cases(session.engine(), shape) +
                        " ORDER BY t.complaint LIMIT :most) p" + std::string(row_joins),
                    [&](soci::statement& binding) {
                        out(row_members(row))(binding);
                        asked.bind(binding, shape);
                        in(limit)(binding);
                    }) {}
};

struct UnderWayCount {
    Asked asked;
    std::int64_t cases = 0;
    Statement statement;
    UnderWayCount(Session& session, bool telephone, Shape shape)
        : asked{.telephone = telephone},
          statement(session, "SELECT count(*) FROM (" + asked.cases(session.engine(), shape) + ") p",
                    [&](soci::statement& binding) {
                        out(cases)(binding);
                        asked.bind(binding, shape);
                    }) {}
};

std::string shape_name(std::string_view what, const Query& query) {
    return std::string(what) + (query.telephone ? " calls " : " tracks ") + Shape::of(query).name();
}

}  // namespace

bool under_way(const Query& query) {
    return query.telephone || !query.track.empty();
}

base::Result<Page> under_way_page(ReadTx& tx, const Query& query) {
    std::int64_t above = 0;
    if (!query.after.empty()) {
        const std::string_view digits = std::string_view(query.after).substr(1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), above);
        if (query.after.front() != 'k' || error != std::errc() || end != digits.data() + digits.size())
            return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
    }
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
    auto& find = tx.session().prepared_as<UnderWayPage>(shape_name("under way, page", query), query.telephone,
                                                        Shape::of(query));
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

std::int64_t under_way_count(ReadTx& tx, const Query& query) {
    auto& count = tx.session().prepared_as<UnderWayCount>(shape_name("under way, count", query),
                                                          query.telephone, Shape::of(query));
    count.asked.take(query);
    count.statement.one();
    return count.cases;
}

}  // namespace qingqian::store::complaints
