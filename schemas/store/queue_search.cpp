#include "store/queue_search.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "store/queue_filter.hpp"
#include "store/queue_row.hpp"
#include "store/scope.hpp"
#include "store/search.hpp"
#include "store/session.hpp"

namespace qingqian::store::complaints {
namespace {

// A search row carries one token per body that may see the case, so that words and scope are one intersection
// in the index. States and assignee are looked up in the scope row of each hit: they change too often to be
// indexed as words.

/// The parameters that page and count share.
struct Filter {
    std::string words;
    ScopeFilter scope;

    void bind(soci::statement& binding, bool held) const {
        in(words)(binding);
        scope.bind(binding, held);
    }
};

std::string conditions(Session& session, bool held) {
    const auto engine = session.engine();
    // The words come first: SQLite takes CROSS JOIN at its word, and without it asks the word index once per
    // case.
    return " FROM search CROSS JOIN case_scope s WHERE " + std::string(dialect::search_matches(engine)) +
           " AND s.complaint = search." + std::string(dialect::search_key(engine)) + " AND " +
           ScopeFilter::conditions(engine, held);
}

struct SearchPage {
    Filter filter;
    std::int64_t below = 0;
    std::int64_t limit = 0;
    Row row;
    Statement statement;
    SearchPage(Session& session, bool held)
        : statement(session, text(session, held), [&](soci::statement& binding) {
              out(row_members(row))(binding);
              filter.bind(binding, held);
              in(below, limit)(binding);
          }) {}

    static std::string text(Session& session, bool held) {
        const std::string key = "search." + std::string(dialect::search_key(session.engine()));
        return "SELECT " + std::string(row_columns) + " FROM (SELECT " + key + " AS complaint" +
               conditions(session, held) + " AND " + key + " < :below ORDER BY " + key +
               " DESC LIMIT :most) p" + std::string(row_joins);
    }
};

// Without a filter the scope word alone decides.
struct SearchCountAll {
    std::string words;
    std::int64_t cases = 0;
    Statement statement;
    explicit SearchCountAll(Session& session)
        : statement(
              session,
              "SELECT count(*) FROM search WHERE " + std::string(dialect::search_matches(session.engine())),
              in(words), out(cases)) {}
};

struct SearchCount {
    Filter filter;
    std::int64_t cases = 0;
    Statement statement;
    SearchCount(Session& session, bool held)
        : statement(session, "SELECT count(*)" + conditions(session, held), [&](soci::statement& binding) {
              out(cases)(binding);
              filter.bind(binding, held);
          }) {}
};

// "jsts20261123000123" typed in any width and case; such a text means that one case and nothing else.
std::string exact_number(std::string_view text) {
    const auto tokens = search_tokens(text);
    if (tokens.size() != 1 || tokens.front().size() != 18 || tokens.front().substr(2, 2) != "ts") return "";
    std::string number = tokens.front();
    for (char& letter : number) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return number;
}

bool passes(ReadTx& tx, const Query& query, const records::Complaint& complaint) {
    if (!query.late_on.empty() && (complaint.due.empty() || complaint.due >= query.late_on)) return false;
    if (held(query)) {
        const auto has = [&](const Holder& holder) {
            return complaint.assignee == holder.officer &&
                   sees(tx, {.everything = false, .body = holder.body, .officer = holder.officer},
                        complaint.id);
        };
        if (std::ranges::none_of(holders_of(query), has)) return false;
    } else if (!sees(tx, query.scope, complaint.id)) {
        return false;
    }
    return query.states.empty() || std::ranges::find(query.states, complaint.state) != query.states.end();
}

struct RowOf {
    std::int64_t id = 0;
    Row row;
    Statement statement;
    explicit RowOf(Session& session)
        : statement(session,
                    "SELECT " + std::string(row_columns) +
                        " FROM (SELECT id AS complaint FROM complaints WHERE id = :id) p" +
                        std::string(row_joins),
                    in(id), out(row_members(row))) {}
};

std::optional<Row> by_number(ReadTx& tx, const Query& query, const std::string& number) {
    const auto complaint = find(tx, number);
    if (!complaint || !passes(tx, query, *complaint)) return std::nullopt;
    auto& found = tx.session().prepared<RowOf>();
    found.id = complaint->id;
    found.statement.one();
    return std::move(found.row);
}

// The word that stands in the row of every case that may be found.
std::string scope_word(const Query& query) {
    const auto holders = holders_of(query);
    if (!held(query)) return scope::token(body_of(query.scope));
    if (holders.empty()) return scope::token(-1);
    const auto body = holders.front().body;
    const bool one = std::ranges::all_of(holders, [&](const Holder& each) { return each.body == body; });
    return scope::token(one ? body : scope::everything);
}

// Nothing when no word of the text can be searched: such a search finds nothing.
std::optional<Filter> filter_of(Session& session, const Query& query) {
    auto words = search_words(query.text);
    if (words.empty()) return std::nullopt;
    words.push_back({scope_word(query), false});
    return Filter{dialect::search_words(session.engine(), words), ScopeFilter::of(query)};
}

}  // namespace

base::Result<Page> search_page(ReadTx& tx, const Query& query) {
    std::int64_t below = std::numeric_limits<std::int64_t>::max();
    if (!query.after.empty()) {
        const std::string_view digits = std::string_view(query.after).substr(1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), below);
        if (query.after.front() != 't' || error != std::errc() || end != digits.data() + digits.size()) {
            return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
        }
    }
    Page page;
    if (const auto number = exact_number(query.text); !number.empty()) {
        auto row = by_number(tx, query, number);
        if (row && row->complaint.id < below) page.rows.push_back(std::move(*row));
        return page;
    }
    const auto filter = filter_of(tx.session(), query);
    if (!filter) return page;
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
    auto& search = tx.session().prepared_as<SearchPage>(held(query) ? "search held" : "search", held(query));
    search.filter = *filter;
    search.below = below;
    search.limit = static_cast<std::int64_t>(limit) + 1;
    search.statement.each([&] { page.rows.push_back(std::move(search.row)); });
    std::ranges::sort(page.rows, [](const Row& l, const Row& r) { return l.complaint.id > r.complaint.id; });
    if (page.rows.size() > limit) {
        page.rows.resize(limit);
        page.next = "t" + std::to_string(page.rows.back().complaint.id);
    }
    return page;
}

std::int64_t search_count(ReadTx& tx, const Query& query) {
    if (const auto number = exact_number(query.text); !number.empty())
        return by_number(tx, query, number) ? 1 : 0;
    const auto filter = filter_of(tx.session(), query);
    if (!filter) return 0;
    if (query.states.empty() && query.late_on.empty() && !held(query)) {
        auto& all = tx.session().prepared<SearchCountAll>();
        all.words = filter->words;
        all.statement.one();
        return all.cases;
    }
    auto& search = tx.session().prepared_as<SearchCount>(held(query) ? "search count held" : "search count",
                                                         held(query));
    search.filter = *filter;
    search.statement.one();
    return search.cases;
}

}  // namespace qingqian::store::complaints
