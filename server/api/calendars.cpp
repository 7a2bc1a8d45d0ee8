#include "calendars.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <optional>

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/calendar_effects.hpp"
#include "cases/due_view.hpp"
#include "cases/notices.hpp"

namespace qingqian::api::calendars {
namespace {

using Faults = std::vector<base::FieldFault>;
using Shown = base::Result<http::Response>;

Shown list(store::ReadTx& tx, const Call& call) {
    return answer(200, cases::calendar_json(tx, call.environment().settings.province));
}

// The server counts by the new calendar from the commit on; the clocks that run follow in the background.
base::Result<cases::CalendarChange> load(store::WriteTx& tx, const Call& call,
                                         const boost::json::value& notice) {
    const auto& settings = call.environment().settings;
    auto change = cases::load_notice(tx, settings.province, boost::json::serialize(notice));
    if (!change) return change;
    tx.after_commit([&source = call.services().environment, next = cases::load_environment(tx, settings)] {
        source.replace(next);
    });
    return change;
}

http::Response loaded(const Call&, const cases::CalendarChange& change) {
    return answer(200, {{"id", change.id},
                        {"replaced", change.replaced},
                        {"version_before", change.version_before},
                        {"version", change.version},
                        {"missing", boost::json::array(change.missing.begin(), change.missing.end())}});
}

base::Result<boost::json::object> preview(store::ReadTx& tx, const Request& request) {
    const auto principal = authorise(tx, request, administrators);
    if (!principal) return std::unexpected(principal.error());
    return cases::preview_calendar(tx, *request.environment, request.exchange->body);
}

void show_preview(const std::shared_ptr<const Request>& request, base::Result<boost::json::object> found) {
    request->exchange->post([request, found = std::move(found)] {
        if (found) {
            request->exchange->respond(answer(200, *found));
        } else {
            request->exchange->respond(found.error());
        }
    });
}

// Has a body and changes nothing: it reads on a reader thread, every open clock in one snapshot.
http::Route preview_route(const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/api/v1/calendars/preview";
    route.body = http::BodyKind::json;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, administrators, false, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        const auto request = request_of(services, std::move(exchange), false);
        services.store.read<boost::json::object>(
            [request](store::ReadTx& tx) { return preview(tx, *request); },
            [request](base::Result<boost::json::object> found) { show_preview(request, std::move(found)); });
    };
    return route;
}

/// Which moves are asked for.
struct MovesQuestion {
    std::string version;
    std::string after;
    std::size_t limit = 50;
};

base::Result<MovesQuestion> moves_question(const Call& call, bool paged) {
    constexpr std::size_t longest_version = 64;
    MovesQuestion question;
    Faults faults;
    for (const auto& [name, value] : call.head().query) {
        if (name == "version" && value.size() <= longest_version) {
            question.version = value;
        } else if (paged && name == "after") {
            question.after = read_after(value, faults).value_or("");
        } else if (paged && name == "limit") {
            question.limit = read_limit(value, faults).value_or(question.limit);
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return question;
}

Shown moves(store::ReadTx& tx, const Call& call) {
    const auto question = moves_question(call, true);
    if (!question) return std::unexpected(question.error());
    auto found = cases::read_calendar_moves(tx, call.environment(), call.actor(), question->version,
                                            question->after, question->limit);
    if (!found) return std::unexpected(std::move(found.error()));
    return answer(200, std::move(*found));
}

Shown count_moves(store::ReadTx& tx, const Call& call) {
    const auto question = moves_question(call, false);
    if (!question) return std::unexpected(question.error());
    return answer(
        200,
        {{"count", cases::count_calendar_moves(tx, call.environment(), call.actor(), question->version)}});
}

/// A term as the query asks for it.
struct Question {
    std::optional<base::Day> from;
    std::optional<std::int64_t> workdays;
    std::optional<std::int64_t> days;
};

std::optional<std::int64_t> read_length(std::string_view name, std::string_view value, Faults& faults) {
    const auto pointer = base::pointer_to("", name);
    std::int64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error != std::errc() || end != value.data() + value.size() || length < 0) {
        faults.push_back(base::fault(pointer, "too_small", {{"min", "0"}}));
    } else if (length > workflow::max_term_length) {
        faults.push_back(
            base::fault(pointer, "too_large", {{"max", std::to_string(workflow::max_term_length)}}));
    } else {
        return length;
    }
    return std::nullopt;
}

Question read_question(const Call& call, Faults& faults) {
    Question question;
    for (const auto& [name, value] : call.head().query) {
        if (name == "from") {
            question.from = base::parse_day(value);
            if (!question.from) faults.push_back(base::fault("/from", "date_bad"));
        } else if (name == "workdays") {
            question.workdays = read_length(name, value, faults);
        } else if (name == "days") {
            question.days = read_length(name, value, faults);
        } else {
            faults.push_back(base::fault(base::pointer_to("", name), "unknown_parameter"));
        }
    }
    if (!call.head().query_value("from")) faults.push_back(base::fault("/from", "required"));
    const bool workdays = call.head().query_value("workdays").has_value();
    const bool days = call.head().query_value("days").has_value();
    if (workdays == days) faults.push_back(base::fault("/workdays", "one_of_two"));
    return question;
}

Shown due(store::ReadTx&, const Call& call) {
    Faults faults;
    const auto question = read_question(call, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    const auto unit = question.workdays ? workflow::Unit::working_days : workflow::Unit::calendar_days;
    const auto length = question.workdays ? *question.workdays : question.days.value_or(0);
    return answer(
        200, cases::due_json(workflow::due_date(call.environment().calendar, *question.from, unit, length)));
}

WriteRow load_row() {
    auto row = write_prepared("POST", "/api/v1/calendars", administrators, load, loaded);
    // A notice is checked whole by the room that knows notices, with every fault at its place.
    row.decode = [](const boost::json::value& body) -> base::Result<Any> {
        return std::make_shared<const boost::json::value>(body);
    };
    return row;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/calendars", any_officer, list)));
    router.add(make(services, act("load_calendar", load_row())));
    router.add(preview_route(services));
    router.add(make(services, read("/api/v1/calendars/moves", calendar_readers, moves)));
    router.add(make(services, read("/api/v1/calendars/moves/count", calendar_readers, count_moves)));
    router.add(make(services, read("/api/v1/calendar/due", anybody, due)));
}

}  // namespace qingqian::api::calendars
