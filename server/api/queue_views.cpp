#include "queue_views.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <sstream>

#include "api/access.hpp"
#include "api/query.hpp"
#include "api/route.hpp"
#include "base/random.hpp"
#include "store/queue_views.hpp"

namespace qingqian::api::queue_views {
namespace {

namespace rows = store::queue_views;
namespace json = boost::json;
using Shown = base::Result<http::Response>;
using Faults = std::vector<base::FieldFault>;

constexpr std::int64_t most_views = 50;
constexpr std::array<std::string_view, 10> known_columns{
    "due", "number", "parties", "arrears", "remaining", "state", "received", "updated", "assignee", "body"};

/// `QueueFilter` of the contract: the parameters of a list, but for its page.
struct QueueFilter {
    std::optional<std::string> workflow;
    std::optional<std::string> tab;
    std::optional<std::string> state;
    std::optional<std::string> q;
    std::optional<std::string> track;
    std::optional<std::string> track_state;
    std::optional<bool> telephone;
    std::optional<bool> mine;
    std::optional<bool> substitute;
    std::optional<bool> late;
    std::optional<bool> soon;
    std::optional<std::string> body;
    std::optional<std::int64_t> assignee;
    std::optional<bool> unassigned;
    std::optional<std::string> channel;
    std::optional<std::string> division;
    std::optional<std::string> received_from;
    std::optional<std::string> received_until;
    std::optional<std::int64_t> arrears_from;
    std::optional<std::int64_t> arrears_to;
    std::optional<std::string> sort;
};
BOOST_DESCRIBE_STRUCT(QueueFilter, (),
                      (workflow, tab, state, q, track, track_state, telephone, mine, substitute, late, soon,
                       body, assignee, unassigned, channel, division, received_from, received_until,
                       arrears_from, arrears_to, sort))

constexpr auto bounds_of(const QueueFilter*) {
    return std::array{base::Bound{"workflow", 1, 40},
                      base::Bound{"tab", 1, 40},
                      base::Bound{"state", 1, 40},
                      base::Bound{"q", 1, 100},
                      base::Bound{"track", 1, 40},
                      base::Bound{"track_state", 1, 20},
                      base::Bound{"body", 1, 40},
                      base::Bound{"channel", 1, 20},
                      base::Bound{"division", 6, 6},
                      base::Bound{"received_from", 10, 10},
                      base::Bound{"received_until", 10, 10},
                      base::Bound{"sort", 1, 20}};
}

/// `NewQueueView` of the contract.
struct NewQueueView {
    std::string name;
    bool shared = false;
    QueueFilter query;
    std::optional<std::vector<std::string>> columns;
};
BOOST_DESCRIBE_STRUCT(NewQueueView, (), (name, shared, query, columns))

constexpr auto bounds_of(const NewQueueView*) {
    return std::array{base::Bound{"name", 1, 40}, base::Bound{"columns", 1, known_columns.size()}};
}

/// `QueueColumns` of the contract.
struct QueueColumns {
    std::vector<std::string> columns;
};
BOOST_DESCRIBE_STRUCT(QueueColumns, (), (columns))

constexpr auto bounds_of(const QueueColumns*) {
    return std::array{base::Bound{"columns", 1, known_columns.size()}};
}

json::object query_json(const QueueFilter& filter) {
    json::object out;
    boost::mp11::mp_for_each<boost::describe::describe_members<QueueFilter, boost::describe::mod_public>>(
        [&](auto member) {
            if (const auto& value = filter.*member.pointer) out[member.name] = *value;
        });
    return out;
}

/// The same as parameters of a list, so that a view holds what a list takes and nothing else.
Parameters parameters_of(const QueueFilter& filter) {
    Parameters asked;
    for (const auto& [name, value] : query_json(filter))
        asked.emplace_back(name,
                           value.is_string() ? std::string(value.get_string()) : json::serialize(value));
    return asked;
}

std::string joined(const std::vector<std::string>& columns, Faults& faults) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto pointer = "/columns/" + std::to_string(i);
        if (std::ranges::find(known_columns, columns[i]) == known_columns.end())
            faults.push_back(base::fault(pointer, "not_a_choice"));
        if (std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i), columns[i]) !=
            columns.begin() + static_cast<std::ptrdiff_t>(i))
            faults.push_back(base::fault(pointer, "repeated"));
        text += (text.empty() ? "" : " ") + columns[i];
    }
    return text;
}

json::array words(const std::string& text) {
    std::istringstream stream(text);
    json::array found;
    for (std::string word; stream >> word;) found.emplace_back(word);
    return found;
}

json::object view_json(const Call& call, const rows::View& view, std::string_view officer_name) {
    return {{"uid", view.uid},
            {"name", view.name},
            {"shared", view.shared == 1},
            {"mine", view.officer == call.actor().officer},
            {"owner", {{"id", view.officer}, {"name", officer_name}}},
            {"query", json::parse(view.query)},
            {"columns", view.shown.empty() ? json::value(nullptr) : json::value(words(view.shown))},
            {"updated_at", view.updated_at}};
}

/// Fills `view` from what was sent. All faults at once, those of the filters below `/query`.
base::Result<bool> take(const Call& call, const NewQueueView& input, rows::View& view) {
    Faults faults;
    const auto query = queue_query(call, parameters_of(input.query), true);
    if (!query) {
        for (auto fault : query.error().fields) {
            fault.pointer = "/query" + fault.pointer;
            faults.push_back(std::move(fault));
        }
    }
    if (input.name.find_first_not_of(" \t\r\n") == std::string::npos)
        faults.push_back(base::fault("/name", "required"));
    view.shown = input.columns ? joined(*input.columns, faults) : "";
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    view.name = input.name;
    view.shared = input.shared ? 1 : 0;
    view.query = json::serialize(query_json(input.query));
    return true;
}

/// One's own view. One that others share is theirs to change.
base::Result<rows::View> find(store::ReadTx& tx, const Call& call) {
    auto view = rows::find(tx, call.place("view"));
    if (!view || view->officer != call.actor().officer) return base::refuse("queue_view_not_found");
    return std::move(*view);
}

Shown list(store::ReadTx& tx, const Call& call) {
    json::array items;
    for (const auto& line : rows::of_officer(tx, call.actor().officer, call.actor().body))
        items.push_back(view_json(call, line.view, line.officer_name));
    return answer(200,
                  {{"columns", words(rows::columns(tx, call.actor().officer))}, {"items", std::move(items)}});
}

base::Result<json::value> add(store::WriteTx& tx, const Call& call, const NewQueueView& input) {
    return cases::idempotent_json(tx, call.key(), [&]() -> base::Result<json::value> {
        rows::View view;
        if (const auto taken = take(call, input, view); !taken) return std::unexpected(taken.error());
        if (rows::count(tx, call.actor().officer) >= most_views) return base::refuse("too_many_queue_views");
        view.uid = base::uuid_v7(tx.random(), tx.now());
        view.officer = call.actor().officer;
        view.body = call.actor().body;
        view.created_at = view.updated_at = tx.now();
        rows::insert(tx, view);
        return json::value(view_json(call, view, call.actor().name));
    });
}

http::Response show_added(const Call&, const json::value& view) {
    return answer(201, view);
}

base::Result<rows::View> change(store::WriteTx& tx, const Call& call, const NewQueueView& input) {
    auto view = find(tx, call);
    if (!view) return view;
    if (const auto taken = take(call, input, *view); !taken) return std::unexpected(taken.error());
    view->updated_at = tx.now();
    rows::update(tx, *view);
    return view;
}

http::Response show_changed(const Call& call, const rows::View& view) {
    return answer(200, view_json(call, view, call.actor().name));
}

base::Result<bool> take_away(store::WriteTx& tx, const Call& call) {
    const auto view = find(tx, call);
    if (!view) return std::unexpected(view.error());
    rows::remove(tx, view->id);
    return true;
}

base::Result<std::string> choose(store::WriteTx& tx, const Call& call, const QueueColumns& input) {
    Faults faults;
    auto shown = joined(input.columns, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    rows::put_columns(tx, call.actor().officer, shown);
    return shown;
}

http::Response show_chosen(const Call&, const std::string& shown) {
    return answer(200, {{"columns", words(shown)}});
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    const std::string one = "/api/v1/queue-views/{view}";
    auto adding = write("POST", "/api/v1/queue-views", queue_readers, add, show_added);
    adding.creates = true;
    router.add(make(services, read("/api/v1/queue-views", queue_readers, list)));
    router.add(make(services, std::move(adding)));
    router.add(make(services, write("PUT", one, queue_readers, change, show_changed)));
    router.add(make(services, remove(one, queue_readers, take_away)));
    router.add(make(services, write("PUT", "/api/v1/queue-columns", queue_readers, choose, show_chosen)));
}

}  // namespace qingqian::api::queue_views
