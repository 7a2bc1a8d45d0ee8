#include "turn.hpp"

#include <algorithm>
#include <span>

#include "notifier/exhausted.hpp"
#include "notifier/hold.hpp"
#include "records/reasons.hpp"
#include "store/address_marks.hpp"
#include "store/outbox.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;
namespace outbox = store::outbox;

constexpr base::UtcMillis number_rest = 100;  // before a number that is being served is looked at again
constexpr std::size_t merged_at_most = 50;

void give_back(store::WriteTx& tx, records::Message& message, base::UtcMillis until, std::string reason) {
    message.state = "queued";
    message.reason = std::move(reason);
    message.next_try_at = until;
    message.updated_at = tx.now();
    outbox::update(tx, message);
}

void skip(store::WriteTx& tx, records::Message& message, std::string_view reason) {
    message.state = "skipped";
    message.reason = reason;
    message.updated_at = tx.now();
    outbox::update(tx, message);
    look_for_exhausted(tx, message);
}

/// Those claimed in one turn, sorted into what leaves and what does not.
class Sorting {
  public:
    Sorting(store::WriteTx& tx, Turn& turn, const DispatchOptions& options, const Catalogue& catalogue)
        : tx_(tx), turn_(turn), options_(options), catalogue_(catalogue) {}

    void take_all(std::vector<records::Message> claimed) {
        for (std::size_t i = 0; i < claimed.size(); ++i) {
            if (merged(claimed[i])) continue;
            rest_ = std::span(claimed).subspan(i + 1);
            take(std::move(claimed[i]));
        }
    }

  private:
    void take(records::Message message) {
        if (!turn_.provided) return skip(tx_, message, reasons::no_provider);
        if (const auto marked = store::address_marks::find(tx_, message.channel, message.address))
            return skip(tx_, message, marked->mark);
        if (must_queue_up(message)) return give_back(tx_, message, tx_.now() + number_rest, message.reason);
        if (const auto why = hold(tx_, message, options_.rules, tx_.now())) {
            if (why->until == 0) return skip(tx_, message, why->reason);
            return give_back(tx_, message, why->until, why->reason);
        }
        if (options_.rules.merge_from > 0 && may_be_merged(message)) return merge(std::move(message));
        leave(std::move(message));
    }

    // Two texts to one number arrive in the order in which they were written. A code waits for nobody.
    bool must_queue_up(const records::Message& message) {
        if (message.channel != "sms" || message.urgency == records::urgency::code) return false;
        return std::ranges::find(turn_.busy, message.address) != turn_.busy.end() ||
               outbox::older_waits(tx_, message, tx_.now() + number_rest);
    }

    // A digest takes the place of the one that was claimed, so that no more is on its way than before.
    void merge(records::Message message) {
        const auto ready_at = message.created_at + options_.rules.merge_after.count();
        if (ready_at > tx_.now()) return give_back(tx_, message, ready_at, message.reason);
        auto notices = with_others(message);
        if (notices.size() < options_.rules.merge_from) return leave(std::move(message));
        auto whole = digest_of(catalogue_, notices, tx_.random(), tx_.now());
        whole.state = "claimed";
        whole.claimed_at = tx_.now();
        if (!outbox::insert(tx_, whole)) return leave(std::move(message));
        for (auto& notice : notices) {
            notice.replaced_by = whole.id;
            skip(tx_, notice, reasons::merged);
            merged_.push_back(notice.id);
        }
        leave(std::move(whole));
    }

    // The notice and those that may leave with it: what waits, and after a pause what was claimed along with
    // it.
    std::vector<records::Message> with_others(const records::Message& message) {
        auto others = outbox::waiting_for(tx_, message.recipient, message.channel, merged_at_most - 1);
        for (const auto& other : rest_) {
            if (other.recipient == message.recipient && !merged(other)) others.push_back(other);
        }
        std::ranges::sort(others, {}, &records::Message::id);
        std::vector<records::Message> notices{message};
        for (auto& other : others) {
            const bool alike = other.address == message.address && other.language == message.language;
            if (alike && may_be_merged(other) && notices.size() < merged_at_most)
                notices.push_back(std::move(other));
        }
        return notices;
    }

    bool merged(const records::Message& message) const {
        return std::ranges::find(merged_, message.id) != merged_.end();
    }

    void leave(records::Message message) {
        Share* share = place_for(turn_.shares, message.provider);
        if (share == nullptr) {
            const auto until = tx_.now() + options_.back_off.first.count();
            return give_back(tx_, message, until, message.reason);
        }
        --share->room;
        if (message.provider != share->provider) {
            // Recorded before it leaves: after a crash this is who must be asked.
            message.provider = share->provider;
            outbox::update(tx_, message);
        }
        if (message.channel == "sms") turn_.busy.push_back(message.address);
        turn_.claimed.push_back(std::move(message));
    }

    store::WriteTx& tx_;
    Turn& turn_;
    const DispatchOptions& options_;
    const Catalogue& catalogue_;
    std::span<const records::Message> rest_;  ///< claimed in this turn and not yet sorted
    std::vector<std::int64_t> merged_;
};

}  // namespace

void take_turn(store::WriteTx& tx, Turn& turn, const DispatchOptions& options, const Catalogue& catalogue) {
    for (const auto& tried : turn.tried) record_outcome(tx, tried.message, tried.outcome, options);
    turn.claimed.clear();
    if (turn.room == 0) return;
    // The unit may run twice: what it uses up is its own.
    Turn own = turn;
    Sorting sorting(tx, own, options, catalogue);
    sorting.take_all(outbox::claim(tx, turn.channel, tx.now(), turn.room));
    turn.claimed = std::move(own.claimed);
    turn.next_due = outbox::next_due(tx, turn.channel);
}

void postpone(store::WriteTx& tx, std::int64_t id, base::UtcMillis until) {
    auto message = outbox::find_by_id(tx, id);
    if (!message || message->state != "claimed") return;
    give_back(tx, *message, until, message->reason);
}

}  // namespace qingqian::notifier
