#include "dispatch.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>

#include "base/log.hpp"
#include "notifier/dispatch_loop.hpp"

namespace qingqian::notifier {
namespace {

using Kind = channels::Outcome::Kind;

constexpr base::UtcMillis store_rest = 200;  // before a refused write is submitted again

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

std::chrono::milliseconds BackOff::after(std::int64_t tries, base::Random& random) const {
    auto wait = first;
    for (std::int64_t done = 1; done < tries && wait < longest; ++done) wait *= 2;
    wait = std::min(wait, longest);
    std::uint32_t dice = 0;
    random.fill(&dice, sizeof dice);
    const auto half = wait.count() / 2;
    return wait - std::chrono::milliseconds(half > 0 ? dice % (half + 1) : 0);
}

Dispatcher::Loop::Loop(store::Store& store, const base::Clock& clock, base::Random& random,
                       DispatchOptions options)
    : store_(store),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      timeouts_{options_.connect_timeout, options_.total_timeout},
      sms_breaker_(options_.breaker_failures, options_.breaker_rest),
      mail_breaker_(options_.breaker_failures, options_.breaker_rest) {
    start_curl();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot start");
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options_.max_in_flight));
}

Dispatcher::Loop::~Loop() {
    stop();
    curl_multi_cleanup(multi_);
}

void Dispatcher::Loop::start() {
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void Dispatcher::Loop::wake() {
    if (!woken_.exchange(true)) curl_multi_wakeup(multi_);
}

void Dispatcher::Loop::stop() {
    stopping_.store(true);
    curl_multi_wakeup(multi_);
    if (thread_.joinable()) thread_.join();
}

DispatchFigures Dispatcher::Loop::figures() const {
    DispatchFigures figures;
    figures.accepted = accepted_.load();
    figures.rejected = rejected_.load();
    figures.retried = retried_.load();
    figures.unknown = unknown_.load();
    figures.reconciled = reconciled_.load();
    figures.in_flight = in_flight_.load();
    return figures;
}

void Dispatcher::Loop::run() {
    adopt(clock_.now(), true);
    while (true) {
        take_inbox();
        const auto now = clock_.now();
        if (stopping_.load() && running_.empty() && writes_ == 0 && later_.empty()) break;
        look_after(now);
        int still_running = 0;
        curl_multi_perform(multi_, &still_running);
        read_finished();
        curl_multi_poll(multi_, nullptr, 0, wait_time(clock_.now()), nullptr);
    }
}

void Dispatcher::Loop::take_inbox() {
    std::deque<std::function<void()>> events;
    {
        const std::lock_guard lock(mutex_);
        events.swap(inbox_);
    }
    for (auto& event : events) event();
}

void Dispatcher::Loop::look_after(base::UtcMillis now) {
    std::vector<std::function<void()>> due;
    std::erase_if(later_, [&](auto& entry) {
        if (entry.first > now) return false;
        due.push_back(std::move(entry.second));
        return true;
    });
    for (auto& event : due) event();
    if (stopping_.load()) return;
    if (now >= next_adopt_) adopt(now, false);
    // A wake-up that comes while a claim is under way is kept: that claim may not have seen the new message.
    const bool can_claim = !claiming_ && sending_ < options_.max_in_flight;
    if (can_claim && (woken_.exchange(false) || now >= next_claim_)) claim_more(now);
    if (now >= next_look_) look_for_unknown(now);
}

int Dispatcher::Loop::wait_time(base::UtcMillis now) const {
    base::UtcMillis until = now + options_.poll.count();
    if (!stopping_.load() && !claiming_ && sending_ < options_.max_in_flight)
        until = std::min(until, next_claim_);
    if (!stopping_.load() && !looking_) until = std::min(until, next_look_);
    for (const auto& entry : later_) until = std::min(until, entry.first);
    return static_cast<int>(std::clamp<base::UtcMillis>(until - now, 0, options_.poll.count()));
}

void Dispatcher::Loop::post(std::function<void()> event) {
    // The wake-up stays inside the lock: once the event is seen, the loop may end and take `multi_` with it.
    const std::lock_guard lock(mutex_);
    inbox_.push_back(std::move(event));
    curl_multi_wakeup(multi_);
}

/// Submits a unit until the store takes it. What cannot be recorded because the store has closed stays as it
/// is in the database and is found there at the next start.
void Dispatcher::Loop::write(Unit unit, std::function<void()> done) {
    ++writes_;
    store_.submit_write(
        [unit](store::WriteTx& tx) {
            unit(tx);
            return true;
        },
        [this, unit, done](store::Store::Failure failure) {
            post([this, unit, done, failure = std::move(failure)] {
                --writes_;
                if (!failure) return done();
                if (failure->code != "overloaded") {
                    base::log(base::LogLevel::error, "outbox_not_recorded",
                              {{"code", failure->code.c_str()}});
                    if (stopping_.load()) return;
                }
                later_.emplace_back(clock_.now() + store_rest, [this, unit, done] { write(unit, done); });
            });
        });
}

bool Dispatcher::Loop::all_open(base::UtcMillis now) const {
    const bool sms = !options_.sms || sms_breaker_.open(now);
    const bool mail = !options_.mail || mail_breaker_.open(now);
    return (options_.sms || options_.mail) && sms && mail;
}

void Dispatcher::Loop::claim_more(base::UtcMillis now) {
    if (all_open(now)) {
        next_claim_ = now + std::min(options_.poll.count(), options_.breaker_rest.count());
        return;
    }
    claiming_ = true;
    const auto limit = options_.max_in_flight - sending_;
    auto result = std::make_shared<Claimed>();
    write([result, limit](store::WriteTx& tx) { *result = claim(tx, limit); },
          [this, result, limit] { claimed(*result, limit); });
}

void Dispatcher::Loop::claimed(const Claimed& claimed, std::size_t asked_for) {
    claiming_ = false;
    const auto now = clock_.now();
    next_claim_ = now + options_.poll.count();
    if (claimed.next_due) next_claim_ = std::min(next_claim_, std::max(*claimed.next_due, now));
    if (claimed.messages.size() == asked_for) next_claim_ = now;
    for (const auto& message : claimed.messages) dispatch(message);
}

void Dispatcher::Loop::dispatch(records::Message message) {
    const auto id = message.id;
    own_.push_back(id);
    ++sending_;
    in_flight_.store(sending_);
    const auto given_back = [this, id] {
        std::erase(own_, id);
        --sending_;
        in_flight_.store(sending_);
    };
    const bool sms = message.channel == "sms";
    if (sms ? !options_.sms : !options_.mail) {
        return write([id](store::WriteTx& tx) { record_no_provider(tx, id); }, given_back);
    }
    const auto now = clock_.now();
    if (!sms && channels::parse_mailbox(message.address).address.empty()) {
        channels::Outcome outcome;
        outcome.kind = Kind::rejected;
        outcome.code = "address";
        outcome.reason = "invalid_mail";
        return record(id, std::move(outcome));
    }
    auto& breaker = sms ? sms_breaker_ : mail_breaker_;
    if (stopping_.load() || !breaker.allow(now)) {
        const auto until =
            stopping_.load() ? now : breaker.again_at(now) + options_.back_off.after(1, random_).count();
        return write([id, until](store::WriteTx& tx) { postpone(tx, id, until); }, given_back);
    }
    auto transfer = sms ? Transfer::sms(*options_.sms, std::move(message), timeouts_)
                        : Transfer::mail(*options_.mail, std::move(message), now, timeouts_);
    launch(std::move(transfer), nullptr);
}

void Dispatcher::Loop::launch(std::unique_ptr<Transfer> transfer, std::shared_ptr<Question> question) {
    CURL* handle = transfer->handle();
    running_.emplace(handle, Running{std::move(transfer), std::move(question)});
    curl_multi_add_handle(multi_, handle);
}

void Dispatcher::Loop::read_finished() {
    int left = 0;
    while (const CURLMsg* info = curl_multi_info_read(multi_, &left)) {
        if (info->msg != CURLMSG_DONE) continue;
        CURL* handle = info->easy_handle;
        const CURLcode result = info->data.result;
        curl_multi_remove_handle(multi_, handle);
        auto found = running_.extract(handle);
        if (!found.empty()) finished(std::move(found.mapped()), result);
    }
}

void Dispatcher::Loop::finished(Running running, CURLcode result) {
    const Transfer& transfer = *running.transfer;
    if (transfer.kind() == Transfer::Kind::question) {
        return answered(running.question, transfer.answer(result));
    }
    auto outcome = transfer.outcome(result);
    judge(transfer.kind() == Transfer::Kind::sms ? sms_breaker_ : mail_breaker_, outcome);
    base::log(outcome.kind == Kind::accepted ? base::LogLevel::debug : base::LogLevel::warning,
              "message_tried",
              {{"message", transfer.message().uid.c_str()},
               {"channel", transfer.message().channel.c_str()},
               {"code", outcome.code.c_str()},
               {"reason", outcome.reason.c_str()}});
    record(transfer.message().id, std::move(outcome));
}

void Dispatcher::Loop::judge(Breaker& breaker, const channels::Outcome& outcome) {
    if (outcome.provider_fault) {
        breaker.failure(clock_.now(), outcome.retry_after.value_or(std::chrono::milliseconds(0)));
    } else {
        breaker.success();
    }
}

void Dispatcher::Loop::record(std::int64_t id, channels::Outcome outcome) {
    const auto kind = outcome.kind;
    write([this, id,
           outcome = std::move(outcome)](store::WriteTx& tx) { record_outcome(tx, id, outcome, options_); },
          [this, id, kind] {
              std::erase(own_, id);
              --sending_;
              in_flight_.store(sending_);
              count(kind);
              const auto now = clock_.now();
              next_claim_ = std::min(next_claim_,
                                     now + (kind == Kind::retry ? options_.back_off.first.count() / 2 : 0));
              if (kind == Kind::unknown) next_look_ = std::min(next_look_, now + options_.ask_after.count());
          });
}

void Dispatcher::Loop::count(Kind kind) {
    switch (kind) {
        case Kind::accepted:
            ++accepted_;
            break;
        case Kind::rejected:
            ++rejected_;
            break;
        case Kind::retry:
            ++retried_;
            break;
        case Kind::unknown:
            ++unknown_;
            break;
    }
}

Dispatcher::Dispatcher(store::Store& store, const base::Clock& clock, base::Random& random,
                       DispatchOptions options)
    : loop_(std::make_unique<Loop>(store, clock, random, std::move(options))) {}
Dispatcher::~Dispatcher() = default;

void Dispatcher::start() {
    loop_->start();
}
void Dispatcher::wake() {
    loop_->wake();
}
void Dispatcher::stop() {
    loop_->stop();
}
DispatchFigures Dispatcher::figures() const {
    return loop_->figures();
}

}  // namespace qingqian::notifier
