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

// A row of words carries one token per body that may see the case, so that words and scope are one
// intersection in the index. States and assignee are looked up in the scope row of each hit: they change too
// often to be indexed as words.

/// The parameters that page and count share.
struct Filter {
    std::string words;
    ScopeFilter scope;

    void bind(soci::statement& binding, Shape shape) const {
        in(words)(binding);
        scope.bind(binding, shape);
    }
};

std::string conditions(Session& session, Shape shape) {
    const auto engine = session.engine();
    // The words come first: SQLite takes CROSS JOIN at its word, and without it asks the word index once per
    // case.
    return " FROM case_words CROSS JOIN case_scope s WHERE " + std::string(dialect::search_matches(engine)) +
           " AND s.complaint = case_words." + std::string(dialect::search_key(engine)) + " AND " +
           ScopeFilter::conditions(engine, shape);
}

struct SearchPage {
    Filter filter;
    std::int64_t below = 0;
    std::int64_t limit = 0;
    Row row;
    Statement statement;
    SearchPage(Session& session, Shape shape)
        : statement(session, text(session, shape), [&](soci::statement& binding) {
              out(row_members(row))(binding);
              filter.bind(binding, shape);
              in(below, limit)(binding);
          }) {}

    static std::string text(Session& session, Shape shape) {
        const std::string key = "case_words." + std::string(dialect::search_key(session.engine()));
        return "SELECT " + std::string(row_columns) + " FROM (SELECT " + key + " AS complaint" +
               conditions(session, shape) + " AND " + key + " < :below ORDER BY " + key +
               " DESC LIMIT :most) p" + std::string(row_joins);
    }
};

// Without a filter the scope word alone decides.
struct SearchCountAll {
    std::string words;
    std::int64_t cases = 0;
    Statement statement;
    explicit SearchCountAll(Session& session)
        : statement(session,
                    "SELECT count(*) FROM case_words WHERE " +
                        std::string(dialect::search_matches(session.engine())),
                    in(words), out(cases)) {}
};

struct SearchCount {
    Filter filter;
    std::int64_t cases = 0;
    Statement statement;
    SearchCount(Session& session, Shape shape)
        : statement(session, "SELECT count(*)" + conditions(session, shape), [&](soci::statement& binding) {
              out(cases)(binding);
              filter.bind(binding, shape);
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

bool fits(ReadTx& tx, const Narrowing& asked, const records::Complaint& complaint) {
    if (asked.unassigned && complaint.assignee != 0) return false;
    if (!asked.channel.empty() && complaint.channel != asked.channel) return false;
    if (!complaint.respondent_division.starts_with(asked.division)) return false;
    if (complaint.received_at < asked.received_from || complaint.arrears_fen < asked.arrears_from)
        return false;
    if (asked.received_before != 0 && complaint.received_at >= asked.received_before) return false;
    if (asked.arrears_to != 0 && complaint.arrears_fen > asked.arrears_to) return false;
    return asked.also_seen_by == 0 ||
           sees(tx, {.everything = false, .body = asked.also_seen_by, .officer = 0}, complaint.id);
}

bool passes(ReadTx& tx, const Query& query, const records::Complaint& complaint) {
    if (!query.due_before.empty() &&
        (complaint.due.empty() || complaint.due >= query.due_before || complaint.due < query.due_from))
        return false;
    if (!fits(tx, query.narrowing, complaint)) return false;
    if (held(query)) {
        const auto has = [&](const Holder& holder) {
            return complaint.assignee == holder.officer &&
                   sees(tx,
                        {.everything = holder.body == scope::everything,
                         .body = holder.body,
                         .officer = holder.officer},
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

// The word that stands in the row of every case that may be found; none where that is every row.
std::optional<std::string> scope_word(const Query& query) {
    const auto holders = holders_of(query);
    auto body = body_of(query.scope);
    if (held(query)) {
        if (holders.empty()) return scope::token(-1);
        body = holders.front().body;
        const bool one = std::ranges::all_of(holders, [&](const Holder& each) { return each.body == body; });
        if (!one) body = scope::everything;
    }
    if (body == scope::everything) return std::nullopt;
    return scope::token(body);
}

/// A search in the engine's language: cases of which the text is a whole name or code, and the others.
struct Asked {
    std::string whole;
    std::string rest;
    std::string both;
};

// Nothing when no word of the text can be searched: such a search finds nothing.
std::optional<Asked> asked_of(Session& session, const Query& query) {
    const auto words = search_words(query.text);
    if (words.empty()) return std::nullopt;
    const auto engine = session.engine();
    const auto scope = scope_word(query);
    const auto in_scope = [&](std::string asked) {
        if (!scope) return asked;
        // The words first: those that are rare cut the walk short.
        return dialect::all_of(engine, {{.text = *scope}})
            .insert(0, engine == Engine::sqlite ? "(" + asked + ") AND " : "(" + asked + ") & ");
    };
    const auto all = dialect::all_of(engine, words);
    const auto whole = dialect::all_of(engine, {{.text = whole_token(query.text)}});
    return Asked{in_scope(whole), in_scope(dialect::without(engine, all, whole)),
                 in_scope(dialect::either(engine, "(" + all + ")", whole))};
}

constexpr std::int64_t newest = std::numeric_limits<std::int64_t>::max();

/// Where a page begins: among the whole names (`w`) or behind them (`t`), below an id.
struct From {
    bool whole = true;
    std::int64_t below = newest;
};

std::optional<From> read_from(std::string_view cursor) {
    if (cursor.empty()) return From{};
    From from{cursor.front() == 'w', 0};
    const auto digits = cursor.substr(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), from.below);
    if ((cursor.front() != 'w' && cursor.front() != 't') || error != std::errc() ||
        end != digits.data() + digits.size())
        return std::nullopt;
    return from;
}

// Appends up to `limit` rows in the order of the cases, newest first.
void read_matches(ReadTx& tx, const Query& query, const std::string& words, std::int64_t below,
                  std::size_t limit, std::vector<Row>& rows) {
    const auto shape = Shape::of(query);
    auto& search = tx.session().prepared_as<SearchPage>("search " + shape.name(), shape);
    search.filter = {words, ScopeFilter::of(query)};
    search.below = below;
    search.limit = static_cast<std::int64_t>(limit);
    const auto begin = static_cast<std::ptrdiff_t>(rows.size());
    search.statement.each([&] { rows.push_back(std::move(search.row)); });
    std::sort(rows.begin() + begin, rows.end(),
              [](const Row& l, const Row& r) { return l.complaint.id > r.complaint.id; });
}

}  // namespace

base::Result<Page> search_page(ReadTx& tx, const Query& query) {
    const auto from = read_from(query.after);
    if (!from) return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
    Page page;
    if (const auto number = exact_number(query.text); !number.empty()) {
        auto row = by_number(tx, query, number);
        if (row && row->complaint.id < from->below) page.rows.push_back(std::move(*row));
        return page;
    }
    const auto asked = asked_of(tx.session(), query);
    if (!asked) return page;
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
    if (from->whole) read_matches(tx, query, asked->whole, from->below, limit + 1, page.rows);
    const auto whole = page.rows.size();
    if (whole <= limit) {
        const auto below = from->whole ? newest : from->below;
        read_matches(tx, query, asked->rest, below, limit + 1 - whole, page.rows);
    }
    if (page.rows.size() > limit) {
        page.rows.resize(limit);
        // The next page goes on among the whole names, begins behind them, or goes on there.
        const auto last = std::to_string(page.rows.back().complaint.id);
        page.next = whole > limit ? "w" + last : whole == limit ? "t" + std::to_string(newest) : "t" + last;
    }
    return page;
}

std::int64_t search_count(ReadTx& tx, const Query& query) {
    if (const auto number = exact_number(query.text); !number.empty())
        return by_number(tx, query, number) ? 1 : 0;
    const auto asked = asked_of(tx.session(), query);
    if (!asked) return 0;
    const auto shape = Shape::of(query);
    if (query.states.empty() && query.due_before.empty() && !shape.held && !shape.narrowed) {
        auto& all = tx.session().prepared<SearchCountAll>();
        all.words = asked->both;
        all.statement.one();
        return all.cases;
    }
    auto& search = tx.session().prepared_as<SearchCount>("search count " + shape.name(), shape);
    search.filter = {asked->both, ScopeFilter::of(query)};
    search.statement.one();
    return search.cases;
}

}  // namespace qingqian::store::complaints
