#include "dispatch.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>

#include "base/log.hpp"
#include "notifier/dispatch_loop.hpp"
#include "records/reasons.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;
using Kind = channels::Outcome::Kind;

constexpr base::UtcMillis store_rest = 200;  // before a refused write is submitted again
constexpr std::size_t skipped_at_once = 64;  // messages without a provider, recorded in one turn

/// The words of a digest as they are shipped, where nobody gives those in force.
DispatchOptions with_words(DispatchOptions options) {
    if (options.catalogue) return options;
    auto catalogue = Catalogue::load();
    if (!catalogue) throw std::runtime_error("messages are broken: " + catalogue.error().front());
    options.catalogue = [words = std::make_shared<const Catalogue>(std::move(*catalogue))] { return words; };
    return options;
}

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

const channels::SmsProvider* DispatchOptions::provider(std::string_view name) const {
    const auto found = std::ranges::find(sms, name, &channels::SmsProvider::name);
    return found == sms.end() ? nullptr : &*found;
}

Dispatcher::Loop::Lane::Lane(std::string_view name, const std::vector<Pacing>& providers, std::size_t most,
                             const DispatchOptions& options)
    : channel(name), at_once(providers.empty() ? skipped_at_once : most) {
    for (const auto& [provider, per_second] : providers)
        carriers.push_back(
            {provider, Breaker(options.breaker_failures, options.breaker_rest), Pace(per_second)});
}

Carrier& Dispatcher::Loop::Lane::carrier(std::string_view name) {
    const auto found = std::ranges::find(carriers, name, &Carrier::name);
    return found == carriers.end() ? carriers.front() : *found;
}

std::vector<Dispatcher::Loop::Pacing> Dispatcher::Loop::sms_providers(const DispatchOptions& options) {
    std::vector<Pacing> providers;
    for (const auto& provider : options.sms) providers.emplace_back(provider.name, provider.per_second);
    return providers;
}

std::vector<Dispatcher::Loop::Pacing> Dispatcher::Loop::mail_providers(const DispatchOptions& options) {
    if (!options.mail) return {};
    return {{std::string(channels::mail_name), options.mail->per_second}};
}

Dispatcher::Loop::Loop(store::Store& store, const base::Clock& clock, base::Random& random,
                       DispatchOptions options)
    : store_(store),
      clock_(clock),
      random_(random),
      options_(with_words(std::move(options))),
      line_{options_.connect_timeout, options_.total_timeout, options_.authorities},
      sms_("sms", sms_providers(options_), options_.sms_at_once, options_),
      mail_("mail", mail_providers(options_), options_.mail_at_once, options_) {
    start_curl();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot start");
    if (!options_.mail) return;
    mailer_ = std::make_unique<Mailer>(mail_.at_once, [this](auto transfer, CURLcode result) {
        post([this, transfer = std::shared_ptr<Transfer>(std::move(transfer)), result] {
            --mailing_;
            tried(mail_, *transfer, result);
        });
    });
}

Dispatcher::Loop::~Loop() {
    stop();
    mailer_.reset();  // its threads report to us
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
        look_after(now);
        if (stopping_.load() && running_.empty() && mailing_ == 0 && writes_ == 0 && later_.empty()) break;
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
    const bool woken = woken_.exchange(false);
    for (Lane* lane : {&sms_, &mail_}) {
        // A wake-up that comes while a turn is under way is kept: that claim may not have seen the new
        // message.
        lane->woken |= woken;
        if (lane->turning) continue;
        const bool claims = (lane->woken || now >= lane->next_claim) && room(*lane, now) > 0;
        if (claims || !lane->tried.empty()) turn(*lane, now);
    }
    if (stopping_.load()) return;
    if (now >= next_adopt_) adopt(now, false);
    if (now >= next_look_) look_for_unknown(now);
}

int Dispatcher::Loop::wait_time(base::UtcMillis now) const {
    base::UtcMillis until = now + options_.poll.count();
    for (const Lane* lane : {&sms_, &mail_}) {
        if (lane->turning) continue;
        if (!lane->tried.empty()) until = now;
        until = std::min(until, room(*lane, now) > 0 ? lane->next_claim : room_at(lane->carriers, now));
    }
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

/// What may be claimed for this lane and for whom, given that those that have ended are recorded with it.
std::vector<Share> Dispatcher::Loop::shares(const Lane& lane, base::UtcMillis now) const {
    const auto on_their_way = lane.out - lane.tried.size();
    const auto most = lane.at_once > on_their_way ? lane.at_once - on_their_way : 0;
    return share_out(lane.carriers, now, most);
}

std::size_t Dispatcher::Loop::room(const Lane& lane, base::UtcMillis now) const {
    if (stopping_.load()) return 0;
    return lane.provided() ? open_room(shares(lane, now)) : lane.at_once;
}

void Dispatcher::Loop::turn(Lane& lane, base::UtcMillis now) {
    auto work = std::make_shared<Turn>();
    work->channel = lane.channel;
    work->room = room(lane, now);
    work->provided = lane.provided();
    work->shares = shares(lane, now);
    work->tried = std::exchange(lane.tried, {});
    for (const auto& [message, address] : own_) {
        const bool ended = std::ranges::find(work->tried, message, &Tried::message) != work->tried.end();
        if (!ended) work->busy.push_back(address);
    }
    lane.turning = true;
    if (work->room > 0) lane.woken = false;
    write([work, this,
           words = options_.catalogue()](store::WriteTx& tx) { take_turn(tx, *work, options_, *words); },
          [work, this, &lane] { turned(lane, *work); });
}

void Dispatcher::Loop::turned(Lane& lane, const Turn& turn) {
    lane.turning = false;
    const auto now = clock_.now();
    for (const auto& tried : turn.tried) {
        let_go(lane, tried.message);
        count(tried.outcome.kind);
        if (tried.outcome.kind == Kind::unknown) {
            next_look_ = std::min(next_look_, now + options_.ask_after.count());
        }
    }
    // Where there was no room nobody looked: the next room looks at once.
    lane.next_claim = turn.room == 0 ? now : now + options_.poll.count();
    if (turn.next_due) lane.next_claim = std::min(lane.next_claim, std::max(*turn.next_due, now));
    for (const auto& message : turn.claimed) dispatch(lane, message);
}

void Dispatcher::Loop::let_go(Lane& lane, std::int64_t message) {
    own_.erase(message);
    --lane.out;
    in_flight_.store(sms_.out + mail_.out);
}

void Dispatcher::Loop::dispatch(Lane& lane, records::Message message) {
    const auto id = message.id;
    own_.emplace(id, message.address);
    ++lane.out;
    in_flight_.store(sms_.out + mail_.out);
    const auto now = clock_.now();
    Carrier& carrier = lane.carrier(message.provider);
    if (&lane == &mail_ && channels::parse_mailbox(message.address).address.empty()) {
        channels::Outcome outcome;
        outcome.kind = Kind::rejected;
        outcome.code = "address";
        outcome.reason = reasons::invalid_mail;
        lane.tried.push_back({id, std::move(outcome)});
        return;
    }
    // The provider may have failed, or we may have been stopped, while the claim was at the store.
    if (stopping_.load() || !carrier.breaker.allow(now)) {
        const auto until = stopping_.load()
                               ? now
                               : carrier.breaker.again_at(now) + options_.back_off.after(1, random_).count();
        return write([id, until](store::WriteTx& tx) { postpone(tx, id, until); },
                     [this, &lane, id] { let_go(lane, id); });
    }
    carrier.pace.spend(now, 1);
    hand_over(lane, std::move(message), now);
}

void Dispatcher::Loop::hand_over(Lane& lane, records::Message message, base::UtcMillis now) {
    if (&lane == &sms_) {
        const auto* provider = options_.provider(message.provider);
        const auto& chosen = provider == nullptr ? options_.sms.front() : *provider;
        const auto carrier_template =
            options_.template_of ? options_.template_of(chosen.name, message.event_name, message.language)
                                 : std::string();
        return launch(Transfer::sms(chosen, carrier_template, std::move(message), now, line_), nullptr);
    }
    ++mailing_;
    mailer_->send(Transfer::mail(*options_.mail, std::move(message), now, line_));
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
        const auto found = running_.extract(handle);
        if (found.empty()) continue;
        const auto& [transfer, question] = found.mapped();
        if (question) {
            answered(question, transfer->answer(result));
        } else {
            tried(sms_, *transfer, result);
        }
    }
}

void Dispatcher::Loop::tried(Lane& lane, const Transfer& transfer, CURLcode result) {
    auto outcome = transfer.outcome(result);
    judge(lane.carrier(transfer.message().provider).breaker, outcome);
    base::log(outcome.kind == Kind::accepted ? base::LogLevel::debug : base::LogLevel::warning,
              "message_tried",
              {{"message", transfer.message().uid.c_str()},
               {"channel", transfer.message().channel.c_str()},
               {"code", outcome.code.c_str()},
               {"reason", outcome.reason.c_str()}});
    lane.tried.push_back({transfer.message().id, std::move(outcome)});
}

void Dispatcher::Loop::judge(Breaker& breaker, const channels::Outcome& outcome) {
    if (outcome.provider_fault) {
        breaker.failure(clock_.now(), outcome.retry_after.value_or(std::chrono::milliseconds(0)));
    } else {
        breaker.success();
    }
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
