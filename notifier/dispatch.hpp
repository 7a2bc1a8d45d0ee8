#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "notifier/catalogue.hpp"
#include "notifier/channels/mail.hpp"
#include "notifier/channels/sms_provider.hpp"
#include "notifier/hold.hpp"
#include "store/store.hpp"

namespace qingqian::notifier {

/// How long to wait before the next try: first · 2^(tries−1), at most `longest`, of which a random part of up
/// to half is taken off so that many do not come back at once.
struct BackOff {
    std::chrono::milliseconds first{2'000};
    std::chrono::milliseconds longest{15 * 60'000};
    std::int64_t max_tries = 12;  ///< then `failed` with reason `gave_up`

    std::chrono::milliseconds after(std::int64_t tries, base::Random& random) const;
};

struct DispatchOptions {
    /// In order of priority: a message goes to the first that works, and on to the next where one would
    /// surely not take it. Once nobody knows what a provider did with it, it stays with that one.
    std::vector<channels::SmsProvider> sms;
    std::optional<channels::MailConfig> mail;
    /// The carrier's approved template for a provider, event and language, as it is now; empty for none.
    /// Asked on the dispatcher's thread when an SMS leaves.
    std::function<std::string(std::string_view, std::string_view, std::string_view)> template_of;
    /// The tables as they are now, for the words of a digest; empty: as they are shipped. Asked on the
    /// dispatcher's thread.
    std::function<std::shared_ptr<const Catalogue>()> catalogue{};
    SendRules rules;
    /// Messages on their way to a provider at once; after a crash no more than these are `unknown`. The
    /// carrier of SMS can be asked about them, a relay of mails cannot.
    std::size_t sms_at_once = 64;
    std::size_t mail_at_once = 1;
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds total_timeout{15'000};
    std::string authorities{};  ///< PEM file of certificate authorities beside the system's; empty for none
    BackOff back_off;
    std::chrono::milliseconds poll{5'000};       ///< looks at the outbox at least this often
    std::chrono::milliseconds ask_after{5'000};  ///< first question about an `unknown` message
    /// A complete listing that lacks the message counts as proof only this long after the try.
    std::chrono::milliseconds grace{120'000};
    /// A row `claimed` longer than this belongs to a process that died. Above total_timeout.
    std::chrono::milliseconds stranded_after{60'000};
    /// What is `unknown` longer than this is taken not to arrive: its recipient may have to be called.
    std::chrono::milliseconds unknown_given_up{24LL * 3'600'000};
    bool sole = true;  ///< no other process serves this outbox: what is claimed at the start is stranded
    std::size_t breaker_failures = 10;               ///< failures in a row that open a provider's breaker
    std::chrono::milliseconds breaker_rest{10'000};  ///< doubled each time up to 5 minutes

    /// The SMS provider of this name; null when none is configured (any more).
    const channels::SmsProvider* provider(std::string_view name) const;
};

/// Counters for /metrics and tests.
struct DispatchFigures {
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
    std::uint64_t retried = 0;
    std::uint64_t unknown = 0;
    std::uint64_t reconciled = 0;
    std::size_t in_flight = 0;
};

/// Takes messages out of the outbox and hands them to the carriers: one thread with
/// many transfers, and one for each mail on its way.
///
/// All its state is in the database: a message is `claimed` in a commit before it is sent, and what the
/// carrier said is recorded in the commit that claims the next. So at any moment no more are claimed than are
/// on their way, and those found `claimed` by nobody become `unknown`; all others never left. An `unknown`
/// SMS is settled by its status callback or by the carrier's list of that number and day, and is queued again
/// only when a complete list, asked for after the grace time, does not hold it. An `unknown` mail cannot be
/// asked about (SMTP has no such question): it stays so with reason `mail_maybe_sent` until a person decides.
class Dispatcher {
  public:
    /// `store`, `clock` and `random` must outlive the dispatcher.
    Dispatcher(store::Store& store, const base::Clock& clock, base::Random& random, DispatchOptions options);
    ~Dispatcher();  ///< stops
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    void start();
    /// Something was put into the outbox. Cheap; from any thread, before `start` and after `stop` too.
    void wake();
    /// Claims nothing more, waits for the transfers in flight (bounded by their timeout), records them,
    /// joins. Call it before the store is closed.
    void stop();
    DispatchFigures figures() const;

  private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace qingqian::notifier
