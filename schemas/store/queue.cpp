#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "store/complaints.hpp"
#include "store/queue_filter.hpp"
#include "store/queue_row.hpp"
#include "store/queue_search.hpp"
#include "store/scope.hpp"
#include "store/session.hpp"

namespace qingqian::store::complaints {
namespace {

// The queue reads `case_scope` by one index per order, (body, state, key, complaint). Several states are
// several ranges of that index, merged: UNION ALL of ordered branches under a LIMIT costs as many steps as
// rows are asked for, however many cases there are.

struct Order {
    Sort sort;
    std::string_view column;
    char letter;  // in cursors
    bool text;
};
constexpr std::array orders{
    Order{Sort::due, "due", 'd', true}, Order{Sort::received, "received_at", 'r', false},
    Order{Sort::updated, "updated_at", 'u', false}, Order{Sort::arrears, "arrears_fen", 'a', false}};

const Order& order_of(Sort sort) {
    return *std::ranges::find(orders, sort, &Order::sort);
}

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// A place between two rows: those before it have a lower (key, complaint).
template <class Key>
struct Place {
    Key key{};
    std::int64_t complaint = 0;
};

template <class Key>
Place<Key> first_place() {
    if constexpr (std::is_same_v<Key, std::string>) return {"", 0};
    return {Key{}, 0};
}
template <>
Place<std::int64_t> first_place() {
    return {std::numeric_limits<std::int64_t>::min(), 0};
}
template <class Key>
Place<Key> last_place();
template <>
Place<std::string> last_place() {
    return {"~", highest};
}
template <>
Place<std::int64_t> last_place() {
    return {highest, highest};
}

/// Which rows, independent of their number of ranges.
template <class Key>
struct Ranges {
    std::vector<Branch> branches;
    Place<Key> above;  // exclusive
    Place<Key> below;  // exclusive
    std::int64_t limit = 0;
};

/// A page over so many ranges, in the shape that was asked for.
template <class Key>
struct PageQuery {
    Ranges<Key> ranges;
    Narrow narrow;
    Row row;
    Statement statement;

    PageQuery(Session& session, const Order& order, bool descending, Shape shape, std::size_t branches)
        : ranges(sized(branches)),
          statement(session, text(order, descending, shape, branches),
                    [&](soci::statement& binding) { bind(binding, shape); }) {}

    static Ranges<Key> sized(std::size_t branches) {
        Ranges<Key> ranges;
        ranges.branches.resize(branches);
        return ranges;
    }

    void bind(soci::statement& binding, Shape shape) {
        out(row_members(row))(binding);
        for (const auto& branch : ranges.branches) {
            in(branch.body, branch.state)(binding);
            if (shape.held) in(branch.assignee)(binding);
            in(ranges.above.key, ranges.above.complaint, ranges.below.key, ranges.below.complaint)(binding);
            if (shape.narrowed) narrow.bind(binding);
        }
        in(ranges.limit)(binding);
    }

    static std::string text(const Order& order, bool descending, Shape shape, std::size_t count) {
        const std::string key(order.column);
        std::string branches;
        for (std::size_t i = 0; i < count; ++i) {
            const auto n = std::to_string(i);
            if (i > 0) branches += " UNION ALL ";
            branches += "SELECT " + key + " AS key, complaint FROM case_scope s WHERE body = :body" + n +
                        " AND state = :state" + n;
            if (shape.held) branches += " AND assignee = :assignee" + n + " AND assignee <> 0";
            branches += " AND (" + key + ", complaint) > (:above" + n + ", :above_id" + n + ") AND (" + key +
                        ", complaint) < (:below" + n + ", :below_id" + n + ")";
            if (shape.narrowed) branches += Narrow::conditions(n);
        }
        const std::string_view direction = descending ? " DESC" : "";
        // Ordering by the result's columns lets both engines merge the branches. PostgreSQL promises nothing
        // about the order behind a join, so `read_rows` puts the page's few rows in order.
        return "SELECT " + std::string(row_columns) + " FROM (" + branches + " ORDER BY 1" +
               std::string(direction) + ", 2" + std::string(direction) + " LIMIT :most) p" +
               std::string(row_joins);
    }
};

/// The key a case stands under in an order, as in its scope rows.
template <class Key>
Key key_of(const Order& order, const records::Complaint& complaint) {
    if constexpr (std::is_same_v<Key, std::string>) {
        return complaint.due.empty() ? std::string(scope::no_due) : complaint.due;
    } else {
        if (order.sort == Sort::received) return complaint.received_at;
        return order.sort == Sort::updated ? complaint.updated_at : complaint.arrears_fen;
    }
}

template <class Key>
void read_rows(Session& session, const Order& order, const Query& query, const Ranges<Key>& ranges,
               std::vector<Row>& found) {
    if (ranges.branches.empty()) return;
    std::string shape(order.column);
    shape += query.descending ? "<" : ">";
    shape += Shape::of(query).name();
    shape += std::to_string(ranges.branches.size());
    auto& page = session.prepared_as<PageQuery<Key>>(shape, order, query.descending, Shape::of(query),
                                                     ranges.branches.size());
    // Members one by one: the statement is bound to the addresses of the strings inside.
    std::ranges::copy(ranges.branches, page.ranges.branches.begin());
    page.ranges.above = ranges.above;
    page.ranges.below = ranges.below;
    page.ranges.limit = ranges.limit;
    page.narrow = Narrow::of(query);
    const auto begin = static_cast<std::ptrdiff_t>(found.size());
    // Moved, not copied: the next line fills the strings again.
    page.statement.each([&] { found.push_back(std::move(page.row)); });
    const auto before = [&](const Row& l, const Row& r) {
        const std::pair left{key_of<Key>(order, l.complaint), l.complaint.id};
        const std::pair right{key_of<Key>(order, r.complaint), r.complaint.id};
        return query.descending ? right < left : left < right;
    };
    if (!std::is_sorted(found.begin() + begin, found.end(), before))
        std::sort(found.begin() + begin, found.end(), before);
}

std::unexpected<base::Problem> bad_cursor() {
    return std::unexpected(base::invalid_input({base::fault("/after", "bad_cursor")}));
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

// A cursor is the order's letter, the key and the id of the last row: "d2026-12-07.123".
template <class Key>
std::optional<Place<Key>> read_cursor(const Order& order, std::string_view cursor) {
    const auto dot = cursor.rfind('.');
    if (cursor.empty() || cursor.front() != order.letter || dot == std::string_view::npos)
        return std::nullopt;
    const auto id = number(cursor.substr(dot + 1));
    const auto key = cursor.substr(1, dot - 1);
    if (!id) return std::nullopt;
    if constexpr (std::is_same_v<Key, std::string>) {
        if (key != scope::no_due && !base::parse_day(key)) return std::nullopt;
        return Place<Key>{std::string(key), *id};
    } else {
        const auto value = number(key);
        if (!value) return std::nullopt;
        return Place<Key>{*value, *id};
    }
}

template <class Key>
std::string write_cursor(const Order& order, const records::Complaint& last) {
    std::string cursor(1, order.letter);
    if constexpr (std::is_same_v<Key, std::string>) {
        cursor += key_of<Key>(order, last);
    } else {
        cursor += std::to_string(key_of<Key>(order, last));
    }
    return cursor + "." + std::to_string(last.id);
}

// Cases without a deadline come last in both directions; going down, their part of the index stands at the
// beginning and has to be read second.
void read_due_descending(Session& session, const Order& order, const Query& query, Ranges<std::string> ranges,
                         std::vector<Row>& found) {
    const Place<std::string> border{scope::no_due, 0};
    if (!query.due_before.empty()) return read_rows(session, order, query, ranges, found);
    const auto wanted = ranges.limit;
    if (ranges.below.key != scope::no_due) {
        auto dated = ranges;
        if (dated.below.key > border.key) dated.below = border;
        read_rows(session, order, query, dated, found);
        ranges.below = last_place<std::string>();
    }
    ranges.above = border;
    ranges.limit = wanted - static_cast<std::int64_t>(found.size());
    if (ranges.limit > 0) read_rows(session, order, query, ranges, found);
}

// A span of what the page is ordered by bounds the walk itself. No case has the number 0.
void take_span(const Order& order, const Narrowing& narrowing, Ranges<std::int64_t>& ranges) {
    if (order.sort == Sort::received) {
        if (narrowing.received_from != 0) ranges.above = {narrowing.received_from, 0};
        if (narrowing.received_before != 0) ranges.below = {narrowing.received_before, 0};
    } else if (order.sort == Sort::arrears) {
        if (narrowing.arrears_from != 0) ranges.above = {narrowing.arrears_from, 0};
        if (narrowing.arrears_to != 0) ranges.below = {narrowing.arrears_to, highest};
    }
}

template <class Key>
base::Result<Page> list_by(ReadTx& tx, const Order& order, const Query& query) {
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
    Ranges<Key> ranges;
    ranges.branches = branches_of(tx.session(), query);
    ranges.above = first_place<Key>();
    ranges.below = last_place<Key>();
    if constexpr (std::is_same_v<Key, std::string>) {
        if (!query.due_before.empty()) ranges.below = {query.due_before, 0};
        if (!query.due_from.empty()) ranges.above = {query.due_from, 0};
    } else {
        take_span(order, query.narrowing, ranges);
    }
    // One row more than the page tells whether there is a next one.
    ranges.limit = static_cast<std::int64_t>(limit) + 1;
    if (!query.after.empty()) {
        const auto place = read_cursor<Key>(order, query.after);
        if (!place) return bad_cursor();
        (query.descending ? ranges.below : ranges.above) = *place;
    }
    Page page;
    auto& found = page.rows;
    found.reserve(limit + 1);
    if constexpr (std::is_same_v<Key, std::string>) {
        if (query.descending) {
            read_due_descending(tx.session(), order, query, ranges, found);
        } else {
            read_rows(tx.session(), order, query, ranges, found);
        }
    } else {
        read_rows(tx.session(), order, query, ranges, found);
    }
    if (found.size() > limit) {
        found.resize(limit);
        page.next = write_cursor<Key>(order, found.back().complaint);
    }
    return page;
}

}  // namespace

base::Result<Page> list(ReadTx& tx, const Query& query) {
    if (!query.text.empty()) return search_page(tx, query);
    if (under_way(query)) return under_way_page(tx, query);
    const auto& order = order_of(query.due_before.empty() ? query.sort : Sort::due);
    return order.text ? list_by<std::string>(tx, order, query) : list_by<std::int64_t>(tx, order, query);
}

}  // namespace qingqian::store::complaints
