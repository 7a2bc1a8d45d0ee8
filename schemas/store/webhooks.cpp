#include "store/webhooks.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/session.hpp"

namespace qingqian::store::webhooks {
namespace {

constexpr std::string_view columns =
    "uid, name, url, secret, events, body, state, reason, failures, told_at, created_by, created_at, "
    "updated_at, removed_at";

auto members(Webhook& w) {
    return std::tie(w.uid, w.name, w.url, w.secret, w.events, w.body, w.state, w.reason, w.failures,
                    w.told_at, w.created_by, w.created_at, w.updated_at, w.removed_at);
}

constexpr std::string_view delivery_columns =
    "uid, webhook, complaint, event, type, payload, state, tries, next_try_at, claimed_at, created_at, "
    "updated_at";

auto members(Delivery& d) {
    return std::tie(d.uid, d.webhook, d.complaint, d.event, d.type, d.payload, d.state, d.tries,
                    d.next_try_at, d.claimed_at, d.created_at, d.updated_at);
}

std::string select(std::string_view condition) {
    return "SELECT id, " + std::string(columns) + " FROM webhooks WHERE " + std::string(condition);
}

std::string select_delivery(std::string_view condition) {
    return "SELECT id, " + std::string(delivery_columns) + " FROM webhook_deliveries WHERE " +
           std::string(condition);
}

struct Insert {
    Webhook row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("webhooks", columns) + " RETURNING id", in(members(row)),
                    out(row.id)) {}
};

struct Update {
    Webhook row;
    Statement statement;
    explicit Update(Session& session)
        : statement(session,
                    "UPDATE webhooks SET " +
                        assignments("name, url, events, state, reason, failures, told_at, updated_at, "
                                    "removed_at") +
                        " WHERE id = :id",
                    in(row.name, row.url, row.events, row.state, row.reason, row.failures, row.told_at,
                       row.updated_at, row.removed_at, row.id)) {}
};

template <bool lock>
struct ByUid {
    std::string uid;
    Webhook row;
    Statement statement;
    explicit ByUid(Session& session)
        : statement(session,
                    select("uid = :uid AND removed_at = 0") +
                        std::string(lock ? dialect::lock_only_row(session.engine()) : ""),
                    in(uid), out(row.id), out(members(row))) {}
};

template <bool lock>
struct ById {
    std::int64_t id = 0;
    Webhook row;
    Statement statement;
    explicit ById(Session& session)
        : statement(session,
                    select("id = :id") + std::string(lock ? dialect::lock_only_row(session.engine()) : ""),
                    in(id), out(row.id), out(members(row))) {}
};

struct All {
    Webhook row;
    Statement statement;
    explicit All(Session& session)
        : statement(session, select("removed_at = 0 ORDER BY id"), out(row.id), out(members(row))) {}
};

struct Listening {
    std::int64_t complaint = 0;
    Webhook row;
    Statement statement;
    explicit Listening(Session& session)
        : statement(session,
                    select("state = 'active' AND removed_at = 0 AND EXISTS (SELECT 1 FROM case_scope s WHERE "
                           "s.complaint = :complaint AND s.body = webhooks.body) ORDER BY id"),
                    in(complaint), out(row.id), out(members(row))) {}
};

struct InsertDelivery {
    Delivery row;
    std::string province;
    Statement statement;
    explicit InsertDelivery(Session& session)
        : statement(session,
                    insert_into("webhook_deliveries", "province, " + std::string(delivery_columns)) +
                        " ON CONFLICT (webhook, event) DO NOTHING RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct UpdateDelivery {
    Delivery row;
    Statement statement;
    explicit UpdateDelivery(Session& session)
        : statement(session,
                    "UPDATE webhook_deliveries SET " +
                        assignments("state, tries, next_try_at, claimed_at, updated_at") + " WHERE id = :id",
                    in(row.state, row.tries, row.next_try_at, row.claimed_at, row.updated_at, row.id)) {}
};

struct DeliveryByUid {
    std::string uid;
    Delivery row;
    Statement statement;
    explicit DeliveryByUid(Session& session)
        : statement(session, select_delivery("uid = :uid"), in(uid), out(row.id), out(members(row))) {}
};

struct DeliveryById {
    std::int64_t id = 0;
    Delivery row;
    Statement statement;
    explicit DeliveryById(Session& session)
        : statement(session, select_delivery("id = :id"), in(id), out(row.id), out(members(row))) {}
};

// A paused subscription keeps its place: what waits for it goes on when it does. The sum keeps SQLite from
// asking subscription by subscription, which would read and sort everything that waits for each claim.
constexpr std::string_view may_go =
    "state = 'queued' AND webhook + 0 IN (SELECT id FROM webhooks WHERE state = 'active' AND removed_at = 0)";

struct Claim {
    std::int64_t at = 0;
    std::int64_t limit = 0;
    Delivery row;
    Statement statement;
    explicit Claim(Session& session)
        : statement(
              session,
              "UPDATE webhook_deliveries SET state = 'claimed', claimed_at = :at, updated_at = :changed "
              "WHERE id IN (SELECT id FROM webhook_deliveries WHERE " +
                  std::string(may_go) + " AND next_try_at <= :now ORDER BY next_try_at, id LIMIT :most" +
                  std::string(dialect::lock_free_rows(session.engine())) + ") RETURNING id, " +
                  std::string(delivery_columns),
              in(at, at, at, limit), out(row.id), out(members(row))) {}
};

struct NextDue {
    std::int64_t next = 0;
    Statement statement;
    explicit NextDue(Session& session)
        : statement(session,
                    "SELECT next_try_at FROM webhook_deliveries WHERE " + std::string(may_go) +
                        " ORDER BY next_try_at, id LIMIT 1",
                    out(next)) {}
};

struct Release {
    std::int64_t before = 0;
    Statement statement;
    explicit Release(Session& session)
        : statement(session,
                    "UPDATE webhook_deliveries SET state = 'queued' WHERE state = 'claimed' AND "
                    "claimed_at < :before",
                    in(before)) {}
};

struct Log {
    std::int64_t webhook = 0;
    std::int64_t before = 0;
    std::int64_t limit = 0;
    Delivery row;
    Statement statement;
    explicit Log(Session& session)
        : statement(session,
                    select_delivery("webhook = :webhook AND id < :before ORDER BY id DESC LIMIT :most"),
                    in(webhook, before, limit), out(row.id), out(members(row))) {}
};

constexpr std::string_view attempt_columns = "delivery, at, ms, status, fault, request, answer";

auto members(Attempt& a) {
    return std::tie(a.delivery, a.at, a.ms, a.status, a.fault, a.request, a.answer);
}

struct AddAttempt {
    Attempt row;
    Statement statement;
    explicit AddAttempt(Session& session)
        : statement(session, insert_into("webhook_attempts", attempt_columns), in(members(row))) {}
};

struct AttemptsOf {
    std::int64_t delivery = 0;
    Attempt row;
    Statement statement;
    explicit AttemptsOf(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(attempt_columns) +
                        " FROM webhook_attempts WHERE delivery = :delivery ORDER BY id",
                    in(delivery), out(row.id), out(members(row))) {}
};

template <class Query>
auto first(Query& query) -> std::optional<decltype(query.row)> {
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

template <class Query>
auto rows(Query& query) {
    std::vector<decltype(query.row)> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

template <class Query>
auto by_uid(ReadTx& tx, std::string_view uid) {
    auto& query = tx.session().prepared<Query>();
    query.uid = uid;
    return first(query);
}

template <class Query>
auto by_id(ReadTx& tx, std::int64_t id) {
    auto& query = tx.session().prepared<Query>();
    query.id = id;
    return first(query);
}

bool names(std::string_view events, std::string_view type) {
    while (!events.empty()) {
        const auto blank = std::min(events.find(' '), events.size());
        const auto one = events.substr(0, blank);
        if (one == "*" || one == type) return true;
        events.remove_prefix(std::min(blank + 1, events.size()));
    }
    return false;
}

}  // namespace

void insert(WriteTx& tx, Webhook& webhook) {
    auto& query = tx.session().prepared<Insert>();
    query.row = webhook;
    query.statement.one();
    webhook.id = query.row.id;
}

void update(WriteTx& tx, const Webhook& webhook) {
    auto& query = tx.session().prepared<Update>();
    query.row = webhook;
    query.statement.run();
}

std::optional<Webhook> find(ReadTx& tx, std::string_view uid, bool for_update) {
    return for_update ? by_uid<ByUid<true>>(tx, uid) : by_uid<ByUid<false>>(tx, uid);
}

std::optional<Webhook> find_by_id(ReadTx& tx, std::int64_t id, bool for_update) {
    return for_update ? by_id<ById<true>>(tx, id) : by_id<ById<false>>(tx, id);
}

std::vector<Webhook> all(ReadTx& tx) {
    return rows(tx.session().prepared<All>());
}

std::vector<Webhook> told_of(ReadTx& tx, std::string_view type, std::int64_t complaint) {
    auto& query = tx.session().prepared<Listening>();
    query.complaint = complaint;
    auto found = rows(query);
    std::erase_if(found, [&](const Webhook& webhook) { return !names(webhook.events, type); });
    return found;
}

bool insert(WriteTx& tx, Delivery& delivery) {
    auto& query = tx.session().prepared<InsertDelivery>();
    query.row = delivery;
    query.province = tx.session().province_of(delivery.complaint);
    if (!query.statement.one()) return false;
    delivery.id = query.row.id;
    return true;
}

void update(WriteTx& tx, const Delivery& delivery) {
    auto& query = tx.session().prepared<UpdateDelivery>();
    query.row = delivery;
    query.statement.run();
}

std::optional<Delivery> find_delivery(ReadTx& tx, std::string_view uid) {
    return by_uid<DeliveryByUid>(tx, uid);
}

std::optional<Delivery> find_delivery_by_id(ReadTx& tx, std::int64_t id) {
    return by_id<DeliveryById>(tx, id);
}

std::vector<Delivery> claim(WriteTx& tx, base::UtcMillis now, std::size_t limit) {
    auto& query = tx.session().prepared<Claim>();
    query.at = now;
    query.limit = static_cast<std::int64_t>(limit);
    auto claimed = rows(query);
    // RETURNING promises no order.
    std::ranges::sort(claimed, {}, [](const Delivery& each) { return std::tie(each.next_try_at, each.id); });
    return claimed;
}

std::optional<base::UtcMillis> next_due(ReadTx& tx) {
    auto& query = tx.session().prepared<NextDue>();
    if (!query.statement.one()) return std::nullopt;
    return query.next;
}

std::int64_t release(WriteTx& tx, base::UtcMillis before) {
    auto& query = tx.session().prepared<Release>();
    query.before = before;
    return query.statement.run();
}

std::vector<Delivery> log(ReadTx& tx, std::int64_t webhook, std::int64_t before, std::size_t limit) {
    auto& query = tx.session().prepared<Log>();
    query.webhook = webhook;
    query.before = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
    query.limit = static_cast<std::int64_t>(limit);
    return rows(query);
}

void add_attempt(WriteTx& tx, const Attempt& attempt) {
    auto& query = tx.session().prepared<AddAttempt>();
    query.row = attempt;
    query.statement.run();
}

std::vector<Attempt> attempts(ReadTx& tx, std::int64_t delivery) {
    auto& query = tx.session().prepared<AttemptsOf>();
    query.delivery = delivery;
    return rows(query);
}

}  // namespace qingqian::store::webhooks
