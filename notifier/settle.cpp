#include "settle.hpp"

#include <algorithm>
#include <limits>

#include "notifier/receipts.hpp"
#include "store/outbox.hpp"

namespace qingqian::notifier {
namespace {

using Kind = channels::Outcome::Kind;
namespace outbox = store::outbox;

constexpr base::UtcMillis never = std::numeric_limits<base::UtcMillis>::max();
constexpr std::size_t ask_batch = 500;

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::accepted:
            return "accepted";
        case Kind::rejected:
            return "rejected";
        case Kind::retry:
            return "retry";
        case Kind::unknown:
            break;
    }
    return "unknown";
}

void add_attempt(store::WriteTx& tx, std::int64_t message, std::string_view outcome, const std::string& code,
                 const std::string& detail) {
    records::Attempt attempt;
    attempt.message = message;
    attempt.at = tx.now();
    attempt.outcome = outcome;
    attempt.code = code;
    attempt.detail = detail;
    outbox::add_attempt(tx, attempt);
}

void fail(records::Message& message, std::string reason) {
    message.state = "failed";
    message.reason = std::move(reason);
}

void queue_again(store::WriteTx& tx, records::Message& message,
                 std::optional<std::chrono::milliseconds> asked_for, const DispatchOptions& options) {
    if (message.tries >= options.back_off.max_tries) return fail(message, "gave_up");
    const auto wait = options.back_off.after(message.tries, tx.random());
    message.state = "queued";
    message.next_try_at = tx.now() + std::max(wait, asked_for.value_or(wait)).count();
}

void become_unknown(records::Message& message, std::string reason, base::UtcMillis now,
                    const DispatchOptions& options) {
    message.state = "unknown";
    // SMTP has no question "did you get it?", so a mail waits for a person.
    const bool can_ask = message.channel == "sms";
    message.reason = can_ask ? std::move(reason) : "mail_maybe_sent";
    message.next_try_at = can_ask ? now + options.ask_after.count() : never;
}

void accept(records::Message& message, const channels::Outcome& outcome, base::UtcMillis now) {
    if (message.channel == "sms") {
        apply_report(message, {outcome.provider_id, outcome.status, {}}, now);
        return;
    }
    message.state = "sent";
    message.reason.clear();
    message.provider_id = outcome.provider_id;
}

void skip(store::WriteTx& tx, records::Message message) {
    message.state = "skipped";
    message.reason = "no_provider";
    message.updated_at = tx.now();
    outbox::update(tx, message);
}

}  // namespace

void take_turn(store::WriteTx& tx, Turn& turn, const DispatchOptions& options) {
    for (const auto& tried : turn.tried) record_outcome(tx, tried.message, tried.outcome, options);
    turn.claimed.clear();
    if (turn.room == 0) return;
    turn.claimed = outbox::claim(tx, turn.channel, tx.now(), turn.room);
    turn.next_due = outbox::next_due(tx, turn.channel);
    if (turn.provided) return;
    for (const auto& message : turn.claimed) skip(tx, message);
    turn.claimed.clear();
}

void record_outcome(store::WriteTx& tx, std::int64_t id, const channels::Outcome& outcome,
                    const DispatchOptions& options) {
    auto message = outbox::find_by_id(tx, id);
    if (!message) return;
    add_attempt(tx, id, name_of(outcome.kind), outcome.code, outcome.detail);
    message->tries += 1;
    message->updated_at = tx.now();
    if (outcome.kind == Kind::accepted) {
        accept(*message, outcome, tx.now());
    } else if (message->state == "claimed") {
        // In any other state somebody who knows better has spoken: the carrier, by callback.
        if (outcome.kind == Kind::rejected) fail(*message, outcome.reason);
        if (outcome.kind == Kind::retry) {
            message->reason = outcome.reason;
            queue_again(tx, *message, outcome.retry_after, options);
        }
        if (outcome.kind == Kind::unknown) become_unknown(*message, outcome.code, tx.now(), options);
    }
    outbox::update(tx, *message);
}

void postpone(store::WriteTx& tx, std::int64_t id, base::UtcMillis until) {
    auto message = outbox::find_by_id(tx, id);
    if (!message || message->state != "claimed") return;
    message->state = "queued";
    message->next_try_at = until;
    message->updated_at = tx.now();
    outbox::update(tx, *message);
}

std::size_t adopt_stranded(store::WriteTx& tx, base::UtcMillis before, const std::vector<std::int64_t>& own,
                           const DispatchOptions& options) {
    std::size_t adopted = 0;
    for (auto& message : outbox::stranded(tx, before, ask_batch)) {
        if (std::ranges::find(own, message.id) != own.end()) continue;
        add_attempt(tx, message.id, "unknown", "interrupted",
                    "the program ended between sending and recording");
        message.tries += 1;
        message.updated_at = tx.now();
        become_unknown(message, "interrupted", tx.now(), options);
        outbox::update(tx, message);
        ++adopted;
    }
    return adopted;
}

std::vector<records::Message> to_ask(store::ReadTx& tx, base::UtcMillis now) {
    auto messages = outbox::unknown(tx, ask_batch);
    std::erase_if(messages, [now](const records::Message& message) {
        return message.channel != "sms" || message.next_try_at > now;
    });
    return messages;
}

Settled settle(store::WriteTx& tx, std::int64_t id, const Asked& asked, const DispatchOptions& options) {
    auto message = outbox::find_by_id(tx, id);
    if (!message || message->state != "unknown") return Settled::resolved;
    const auto now = tx.now();
    message->updated_at = now;
    bool twin_in_flight = false;
    std::vector<std::string> known;
    for (const auto& other : outbox::of_case(tx, message->complaint)) {
        if (other.id == id) continue;
        if (!other.provider_id.empty()) known.push_back(other.provider_id);
        // Its id may stand in the list before it stands here; one must not take the other's.
        twin_in_flight |=
            other.state == "claimed" && other.address == message->address && other.text == message->text;
    }
    for (const auto& listed : asked.listed) {
        const bool ours = listed.to == message->address && listed.body == message->text &&
                          std::ranges::find(known, listed.report.provider_id) == known.end();
        if (!ours || twin_in_flight || !apply_report(*message, listed.report, now)) continue;
        add_attempt(tx, id, "accepted", "listed", "found in the carrier's list");
        outbox::update(tx, *message);
        return Settled::resolved;
    }
    const bool proof = asked.complete && asked.at - message->claimed_at >= options.grace.count();
    if (proof && !twin_in_flight) {
        add_attempt(tx, id, "retry", "not_listed", "the carrier's list does not hold it");
        message->reason.clear();
        queue_again(tx, *message, std::chrono::milliseconds(0), options);
        outbox::update(tx, *message);
        return Settled::queued_again;
    }
    // Ever more slowly, so that a carrier that is down for hours is not asked all the time.
    const auto age = std::max<base::UtcMillis>(now - message->claimed_at, 0) / 2;
    const auto longest = std::max<base::UtcMillis>(options.ask_after.count(), 10 * 60'000);
    message->next_try_at = now + std::clamp<base::UtcMillis>(age, options.ask_after.count(), longest);
    outbox::update(tx, *message);
    return Settled::waiting;
}

}  // namespace qingqian::notifier
