#include "webhooks.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <optional>
#include <sstream>

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "base/random.hpp"
#include "cases/view.hpp"
#include "notifier/webhook_sender.hpp"
#include "store/complaints.hpp"
#include "store/cursor.hpp"
#include "store/webhooks.hpp"

namespace qingqian::api::webhooks {
namespace {

namespace rows = store::webhooks;
namespace json = boost::json;
using Shown = base::Result<http::Response>;
using Faults = std::vector<base::FieldFault>;

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t most_webhooks = 100;
constexpr char log_cursor = 'w';

/// `NewWebhook` of the contract.
struct NewWebhook {
    std::string name;
    std::string url;
    std::vector<std::string> events;
    std::optional<std::string> body;
};
BOOST_DESCRIBE_STRUCT(NewWebhook, (), (name, url, events, body))

constexpr auto bounds_of(const NewWebhook*) {
    return std::array{base::Bound{"name", 1, 100}, base::Bound{"url", 1, 1000}, base::Bound{"events", 1, 100},
                      base::Bound{"body", 1, 40}};
}

/// `WebhookChange` of the contract.
struct WebhookChange {
    std::optional<std::string> name;
    std::optional<std::string> url;
    std::optional<std::vector<std::string>> events;
    std::optional<std::string> state;
};
BOOST_DESCRIBE_STRUCT(WebhookChange, (), (name, url, events, state))

constexpr auto bounds_of(const WebhookChange*) {
    return std::array{base::Bound{"name", 1, 100}, base::Bound{"url", 1, 1000}, base::Bound{"events", 1, 100},
                      base::Bound{"state", 1, 20}};
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> found;
    for (std::string word; stream >> word;) found.push_back(word);
    return found;
}

/// Whether some version of a workflow has an action of this event.
bool is_event(const cases::Environment& env, std::string_view type) {
    return type == "*" || std::ranges::any_of(env.definitions, [&](const auto& entry) {
               return std::ranges::any_of(entry.second.actions,
                                          [&](const auto& action) { return action.event == type; });
           });
}

void check_url(const Call& call, const std::string& url, Faults& faults) {
    const auto fault = notifier::webhook_url_fault(url, call.services().settings.private_webhooks);
    if (!fault.empty()) faults.push_back(base::fault("/url", fault));
}

std::string joined_events(const Call& call, const std::vector<std::string>& events, Faults& faults) {
    std::string text;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (!is_event(call.environment(), events[i]))
            faults.push_back(base::fault("/events/" + std::to_string(i), "not_a_choice"));
        text += (text.empty() ? "" : " ") + events[i];
    }
    return text;
}

json::object webhook_json(const cases::Environment& env, const rows::Webhook& webhook, bool with_secret) {
    json::array events;
    for (auto& word : words(webhook.events)) events.emplace_back(std::move(word));
    const auto* body = env.body(webhook.body);
    json::object out{{"uid", webhook.uid},
                     {"name", webhook.name},
                     {"url", webhook.url},
                     {"events", std::move(events)},
                     {"body", body == nullptr ? json::value(nullptr) : json::value(cases::body_json(*body))},
                     {"state", webhook.state},
                     {"reason", webhook.reason},
                     {"failures", webhook.failures},
                     {"created_at", webhook.created_at},
                     {"updated_at", webhook.updated_at}};
    if (with_secret) out["secret"] = webhook.secret;
    return out;
}

json::object delivery_json(store::ReadTx& tx, const rows::Delivery& delivery) {
    json::array attempts;
    for (const auto& attempt : rows::attempts(tx, delivery.id)) {
        attempts.push_back(json::object{{"at", attempt.at},
                                        {"ms", attempt.ms},
                                        {"status", attempt.status},
                                        {"fault", attempt.fault},
                                        {"request", attempt.request},
                                        {"answer", attempt.answer}});
    }
    const auto complaint = store::complaints::find_by_id(tx, delivery.complaint);
    const auto number = !complaint                  ? std::string()
                        : complaint->number.empty() ? complaint->uid
                                                    : complaint->number;
    const bool waits = delivery.state == "queued";
    return {{"uid", delivery.uid},
            {"type", delivery.type},
            {"case", number},
            {"state", delivery.state},
            {"tries", delivery.tries},
            {"next_try_at", waits ? json::value(delivery.next_try_at) : json::value(nullptr)},
            {"created_at", delivery.created_at},
            {"payload", json::parse(delivery.payload)},
            {"attempts", std::move(attempts)}};
}

base::Result<rows::Webhook> find(store::ReadTx& tx, const Call& call, bool for_update = false) {
    auto webhook = rows::find(tx, call.place("webhook"), for_update);
    if (!webhook) return base::refuse("webhook_not_found");
    return std::move(*webhook);
}

Shown list(store::ReadTx& tx, const Call& call) {
    json::array items;
    for (const auto& webhook : rows::all(tx))
        items.push_back(webhook_json(call.environment(), webhook, false));
    return answer(200, json::object{{"items", std::move(items)}});
}

base::Result<rows::Webhook> add(store::WriteTx& tx, const Call& call, const NewWebhook& input) {
    Faults faults;
    check_url(call, input.url, faults);
    rows::Webhook webhook;
    webhook.events = joined_events(call, input.events, faults);
    if (input.body) {
        const auto* body = call.environment().body_by_code(*input.body);
        if (body == nullptr) faults.push_back(base::fault("/body", "not_a_choice"));
        webhook.body = body == nullptr ? 0 : body->id;
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    if (rows::all(tx).size() >= most_webhooks) return base::refuse("too_many_webhooks");
    webhook.uid = base::uuid_v7(tx.random(), tx.now());
    webhook.name = input.name;
    webhook.url = input.url;
    webhook.secret = base::random_hex(tx.random(), secret_bytes);
    webhook.created_by = call.actor().officer;
    webhook.created_at = webhook.updated_at = tx.now();
    rows::insert(tx, webhook);
    return webhook;
}

http::Response show_added(const Call& call, const rows::Webhook& webhook) {
    return answer(201, webhook_json(call.environment(), webhook, true));
}

void wake(store::WriteTx& tx, const Call& call) {
    const auto& wake = call.environment().settings.webhooks;
    if (wake) tx.after_commit([wake] { wake(); });
}

base::Result<rows::Webhook> change(store::WriteTx& tx, const Call& call, const WebhookChange& input) {
    auto webhook = find(tx, call, true);
    if (!webhook) return webhook;
    Faults faults;
    if (input.url) check_url(call, *input.url, faults);
    if (input.state && *input.state != "active" && *input.state != "paused")
        faults.push_back(base::fault("/state", "not_a_choice"));
    if (input.events) webhook->events = joined_events(call, *input.events, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    webhook->name = input.name.value_or(webhook->name);
    webhook->url = input.url.value_or(webhook->url);
    if (input.state && *input.state != webhook->state) {
        webhook->state = *input.state;
        webhook->reason = *input.state == "paused" ? "by_hand" : "";
        webhook->failures = 0;
    }
    webhook->updated_at = tx.now();
    rows::update(tx, *webhook);
    wake(tx, call);
    return webhook;
}

http::Response show_changed(const Call& call, const rows::Webhook& webhook) {
    return answer(200, webhook_json(call.environment(), webhook, false));
}

base::Result<bool> take_away(store::WriteTx& tx, const Call& call) {
    auto webhook = find(tx, call, true);
    if (!webhook) return std::unexpected(webhook.error());
    webhook->removed_at = webhook->updated_at = tx.now();
    rows::update(tx, *webhook);
    return true;
}

Shown deliveries(store::ReadTx& tx, const Call& call) {
    const auto webhook = find(tx, call);
    if (!webhook) return std::unexpected(webhook.error());
    Faults faults;
    std::size_t limit = 50;
    std::int64_t before = 0;
    for (const auto& [name, value] : call.head().query) {
        if (name == "after") {
            const auto place = store::read_cursor(log_cursor, value);
            if (!place) return store::bad_cursor();
            before = place->second;
        } else if (name == "limit") {
            limit = read_limit(value, faults).value_or(limit);
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    auto found = rows::log(tx, webhook->id, before, limit + 1);
    const bool more = found.size() > limit;
    if (more) found.pop_back();
    json::array items;
    for (const auto& delivery : found) items.push_back(delivery_json(tx, delivery));
    const auto next =
        more ? json::value(store::write_cursor(log_cursor, {0, found.back().id})) : json::value(nullptr);
    return answer(200, json::object{{"items", std::move(items)}, {"next", next}});
}

base::Result<std::string> replay(store::WriteTx& tx, const Call& call) {
    const auto webhook = find(tx, call);
    if (!webhook) return std::unexpected(webhook.error());
    auto delivery = rows::find_delivery(tx, call.place("delivery"));
    if (!delivery || delivery->webhook != webhook->id) return base::refuse("webhook_not_found");
    if (webhook->state != "active") return base::refuse("webhook_is_paused");
    if (delivery->state != "claimed") {
        delivery->state = "queued";
        delivery->next_try_at = tx.now();
        // From the beginning: somebody looked, and asks for it.
        delivery->tries = 0;
        delivery->updated_at = tx.now();
        rows::update(tx, *delivery);
        wake(tx, call);
    }
    return delivery->uid;
}

Shown show_replayed(store::ReadTx& tx, const Call&, const std::string& uid) {
    const auto delivery = rows::find_delivery(tx, uid);
    if (!delivery) return base::refuse("webhook_not_found");
    return answer(202, delivery_json(tx, *delivery));
}

WriteRow replay_row() {
    WriteRow row{.method = "POST",
                 .pattern = "/api/v1/webhooks/{webhook}/deliveries/{delivery}/replay",
                 .access = administrators};
    row.work = [](store::WriteTx& tx, const Call& call, const void*) -> base::Result<Any> {
        auto uid = replay(tx, call);
        if (!uid) return std::unexpected(std::move(uid.error()));
        return std::make_shared<const std::string>(std::move(*uid));
    };
    row.read_back = [](store::ReadTx& tx, const Call& call, const void* uid) {
        return show_replayed(tx, call, *static_cast<const std::string*>(uid));
    };
    return row;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    auto adding = write_prepared("POST", "/api/v1/webhooks", administrators, add, show_added);
    adding.decode = decoder<NewWebhook>();
    auto changing =
        write_prepared("PATCH", "/api/v1/webhooks/{webhook}", administrators, change, show_changed);
    changing.decode = decoder<WebhookChange>();
    router.add(make(services, read("/api/v1/webhooks", administrators, list)));
    router.add(make(services, act("add_webhook", std::move(adding))));
    router.add(make(services, act("change_webhook", std::move(changing))));
    router.add(make(services,
                    act("remove_webhook", remove("/api/v1/webhooks/{webhook}", administrators, take_away))));
    router.add(make(services, read("/api/v1/webhooks/{webhook}/deliveries", administrators, deliveries)));
    router.add(make(services, act("replay_webhook", replay_row())));
}

}  // namespace qingqian::api::webhooks
