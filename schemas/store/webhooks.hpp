#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

/// Programs that are told of events by HTTP, and what is on its way to them.
namespace qingqian::store::webhooks {

/// A subscription.
struct Webhook {
    std::int64_t id = 0;
    std::string uid;
    std::string name;
    std::string url;
    std::string secret;
    std::string events;            ///< types of events, with a blank between two; "*" for all
    std::int64_t body = 0;         ///< only cases that this body sees; 0: every case
    std::string state = "active";  ///< active, paused
    std::string reason;            ///< of a pause: by_hand, failing
    std::int64_t failures = 0;     ///< tries in a row that failed
    base::UtcMillis told_at = 0;   ///< when administrators were told of the pause
    std::int64_t created_by = 0;
    base::UtcMillis created_at = 0;
    base::UtcMillis updated_at = 0;
    base::UtcMillis removed_at = 0;
};

/// Sets `id`.
void insert(WriteTx& tx, Webhook& webhook);
void update(WriteTx& tx, const Webhook& webhook);
/// One that has not been removed.
std::optional<Webhook> find(ReadTx& tx, std::string_view uid, bool for_update = false);
std::optional<Webhook> find_by_id(ReadTx& tx, std::int64_t id, bool for_update = false);
/// All that have not been removed, oldest first.
std::vector<Webhook> all(ReadTx& tx);
/// Those that are told of this event of this case now, by type and by what their body sees.
std::vector<Webhook> told_of(ReadTx& tx, std::string_view type, std::int64_t complaint);

/// An event on its way to a subscription. `state`: queued → claimed → delivered or failed.
struct Delivery {
    std::int64_t id = 0;
    std::string uid;
    std::int64_t webhook = 0;
    std::int64_t complaint = 0;
    std::int64_t event = 0;
    std::string type;
    std::string payload;  ///< JSON, sent as it is at every try
    std::string state = "queued";
    std::int64_t tries = 0;
    base::UtcMillis next_try_at = 0;
    base::UtcMillis claimed_at = 0;
    base::UtcMillis created_at = 0;
    base::UtcMillis updated_at = 0;
};

/// False when the subscription has been told of this event already.
bool insert(WriteTx& tx, Delivery& delivery);
void update(WriteTx& tx, const Delivery& delivery);
std::optional<Delivery> find_delivery(ReadTx& tx, std::string_view uid);
std::optional<Delivery> find_delivery_by_id(ReadTx& tx, std::int64_t id);
/// Claims up to `limit` that may go now and whose subscription is active, oldest first. On PostgreSQL with
/// FOR UPDATE SKIP LOCKED.
std::vector<Delivery> claim(WriteTx& tx, base::UtcMillis now, std::size_t limit);
/// When the next one may go; nothing when none waits.
std::optional<base::UtcMillis> next_due(ReadTx& tx);
/// Puts those `claimed` before `before` back into the queue: whoever claimed them has died. A receiver may be
/// told twice, which the event's id shows him. Returns how many.
std::int64_t release(WriteTx& tx, base::UtcMillis before);
/// The log of a subscription, newest first, those below the id `before` alone (0: from the newest on).
std::vector<Delivery> log(ReadTx& tx, std::int64_t webhook, std::int64_t before, std::size_t limit);

/// One try, and what was answered.
struct Attempt {
    std::int64_t id = 0;
    std::int64_t delivery = 0;
    base::UtcMillis at = 0;
    std::int64_t ms = 0;
    std::int64_t status = 0;  ///< 0 where no answer came
    std::string fault;        ///< empty when it was taken
    std::string request;      ///< headers that were ours
    std::string answer;       ///< its beginning
};
void add_attempt(WriteTx& tx, const Attempt& attempt);
std::vector<Attempt> attempts(ReadTx& tx, std::int64_t delivery);

}  // namespace qingqian::store::webhooks
