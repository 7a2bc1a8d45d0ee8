#include "settle.hpp"

#include <algorithm>
#include <limits>

#include "notifier/exhausted.hpp"
#include "notifier/receipts.hpp"
#include "records/reasons.hpp"
#include "store/address_marks.hpp"
#include "store/outbox.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;
using Kind = channels::Outcome::Kind;
namespace outbox = store::outbox;

constexpr base::UtcMillis never = std::numeric_limits<base::UtcMillis>::max();
constexpr std::size_t ask_batch = 500;
constexpr std::size_t twins_at_most = 100;

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

void add_attempt(store::WriteTx& tx, const records::Message& message, std::string_view outcome,
                 std::string_view code, std::string_view detail) {
    records::Attempt attempt;
    attempt.message = message.id;
    attempt.at = tx.now();
    attempt.outcome = outcome;
    attempt.code = code;
    attempt.detail = detail;
    attempt.provider = message.provider;
    outbox::add_attempt(tx, attempt);
}

void fail(records::Message& message, std::string_view reason) {
    message.state = "failed";
    message.reason = reason;
}

/// Every provider counts its own tries.
std::int64_t providers_of(const records::Message& message, const DispatchOptions& options) {
    return message.channel == "sms" ? std::max<std::int64_t>(1, std::ssize(options.sms)) : 1;
}

void queue_again(store::WriteTx& tx, records::Message& message,
                 std::optional<std::chrono::milliseconds> asked_for, const DispatchOptions& options) {
    const auto providers = providers_of(message, options);
    if (message.tries >= options.back_off.max_tries * providers) return fail(message, reasons::gave_up);
    const auto rounds = (message.tries + providers - 1) / providers;
    const auto wait = options.back_off.after(rounds, tx.random());
    message.state = "queued";
    message.next_try_at = tx.now() + std::max(wait, asked_for.value_or(wait)).count();
}

/// Hands a message to the provider behind the one that would not take it. False when that was the last.
bool pass_on(store::WriteTx& tx, records::Message& message, const DispatchOptions& options) {
    if (message.channel != "sms") return false;
    auto next = std::ranges::find(options.sms, message.provider, &channels::SmsProvider::name);
    if (next == options.sms.end() || ++next == options.sms.end()) return false;
    message.provider = next->name;
    message.state = "queued";
    message.next_try_at = tx.now();
    return true;
}

/// After a try that surely came to nothing.
void try_again(store::WriteTx& tx, records::Message& message, const channels::Outcome& outcome,
               const DispatchOptions& options) {
    message.reason = outcome.reason;
    if (outcome.provider_fault && pass_on(tx, message, options)) return;
    if (message.channel == "sms" && !options.sms.empty()) message.provider = options.sms.front().name;
    queue_again(tx, message, outcome.retry_after, options);
}

bool can_be_asked(const records::Message& message, const DispatchOptions& options) {
    const auto* provider = options.provider(message.provider);
    return message.channel == "sms" && provider != nullptr && provider->lists();
}

void become_unknown(records::Message& message, std::string_view reason, base::UtcMillis now,
                    const DispatchOptions& options) {
    message.state = "unknown";
    // SMTP has no question "did you get it?", nor have regional gateways: there a person decides.
    const bool can_ask = can_be_asked(message, options);
    message.reason = can_ask                    ? reason
                     : message.channel == "sms" ? reasons::sms_maybe_sent
                                                : reasons::mail_maybe_sent;
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

}  // namespace

void record_outcome(store::WriteTx& tx, std::int64_t id, const channels::Outcome& outcome,
                    const DispatchOptions& options) {
    auto message = outbox::find_by_id(tx, id);
    if (!message) return;
    add_attempt(tx, *message, name_of(outcome.kind), outcome.code, outcome.detail);
    message->tries += 1;
    message->updated_at = tx.now();
    if (outcome.kind == Kind::accepted) {
        accept(*message, outcome, tx.now());
    } else if (message->state == "claimed") {
        // In any other state somebody who knows better has spoken: the carrier, by callback.
        if (outcome.kind == Kind::rejected && !(outcome.other_may && pass_on(tx, *message, options)))
            fail(*message, outcome.reason);
        // The carrier keeps a list of its own and will refuse the next one, too.
        if (outcome.kind == Kind::rejected && outcome.reason == reasons::opted_out) {
            store::address_marks::put(tx, {message->channel, message->address,
                                           std::string(reasons::opted_out), tx.now(), message->id});
        }
        if (outcome.kind == Kind::retry) try_again(tx, *message, outcome, options);
        if (outcome.kind == Kind::unknown) become_unknown(*message, outcome.code, tx.now(), options);
    }
    outbox::update(tx, *message);
    look_for_exhausted(tx, *message);
}

std::size_t adopt_stranded(store::WriteTx& tx, base::UtcMillis before, const std::vector<std::int64_t>& own,
                           const DispatchOptions& options) {
    std::size_t adopted = 0;
    for (auto& message : outbox::stranded(tx, before, ask_batch)) {
        if (std::ranges::find(own, message.id) != own.end()) continue;
        add_attempt(tx, message, "unknown", reasons::interrupted,
                    "the program ended between sending and recording");
        message.tries += 1;
        message.updated_at = tx.now();
        become_unknown(message, reasons::interrupted, tx.now(), options);
        outbox::update(tx, message);
        ++adopted;
    }
    return adopted;
}

std::size_t give_up_unknown(store::WriteTx& tx, base::UtcMillis before) {
    const auto messages = outbox::unconfirmed(tx, before, ask_batch);
    for (auto message : messages) {
        message.reason = reasons::never_confirmed;
        message.updated_at = tx.now();
        outbox::update(tx, message);
        look_for_exhausted(tx, message);
    }
    return messages.size();
}

std::vector<records::Message> to_ask(store::ReadTx& tx, base::UtcMillis now, const DispatchOptions& options) {
    auto messages = outbox::unknown(tx, ask_batch);
    std::erase_if(messages, [&](const records::Message& message) {
        return message.next_try_at > now || !can_be_asked(message, options);
    });
    return messages;
}

Settled settle(store::WriteTx& tx, std::int64_t id, const Asked& asked, const DispatchOptions& options) {
    auto message = outbox::find_by_id(tx, id);
    if (!message || message->state != "unknown") return Settled::resolved;
    const auto now = tx.now();
    message->updated_at = now;
    bool twin_in_flight = false;
    auto known = earlier_ids(tx, id);
    for (const auto& other : outbox::of_text(tx, message->address, message->event_name, twins_at_most)) {
        if (other.id == id) continue;
        if (!other.provider_id.empty()) known.push_back(other.provider_id);
        // Its id may stand in the list before it stands here; one must not take the other's.
        twin_in_flight |= other.state == "claimed" && other.text == message->text;
    }
    for (const auto& listed : asked.listed) {
        const bool ours = listed.to == message->address && listed.body == message->text &&
                          std::ranges::find(known, listed.report.provider_id) == known.end();
        if (!ours || twin_in_flight || !apply_report(*message, listed.report, now)) continue;
        add_attempt(tx, *message, "accepted", reasons::listed, "found in the carrier's list");
        outbox::update(tx, *message);
        look_for_exhausted(tx, *message);
        return Settled::resolved;
    }
    const bool proof = asked.complete && asked.at - message->claimed_at >= options.grace.count();
    if (proof && !twin_in_flight) {
        add_attempt(tx, *message, "retry", reasons::not_listed, "the carrier's list does not hold it");
        message->reason.clear();
        queue_again(tx, *message, std::chrono::milliseconds(0), options);
        outbox::update(tx, *message);
        look_for_exhausted(tx, *message);
        return Settled::queued_again;
    }
    // Ever more slowly, so that a carrier that is down for hours is not asked all the time.
    const auto age = std::max<base::UtcMillis>(now - message->claimed_at, 0) / 2;
    const auto longest = std::max<base::UtcMillis>(options.ask_after.count(), 10 * 60'000);
    message->next_try_at = now + std::clamp<base::UtcMillis>(age, options.ask_after.count(), longest);
    outbox::update(tx, *message);
    return Settled::waiting;
}

base::Result<records::Message> resend(store::WriteTx& tx, records::Message message, std::int64_t officer) {
    const bool dead =
        message.state == "failed" || message.state == "undelivered" || message.state == "unknown";
    if (!dead || message.channel == "site") return base::refuse("not_resendable");
    add_attempt(tx, message, resent, "officer " + std::to_string(officer), message.provider_id);
    message.state = "queued";
    message.reason.clear();
    message.provider_id.clear();
    message.tries = 0;
    message.next_try_at = message.updated_at = tx.now();
    outbox::update(tx, message);
    return message;
}

}  // namespace qingqian::notifier
