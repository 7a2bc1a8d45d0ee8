#include <algorithm>

#include "base/log.hpp"
#include "notifier/dispatch_loop.hpp"

namespace qingqian::notifier {
namespace {

constexpr std::size_t questions_at_once = 8;
constexpr std::size_t pages_at_most = 20;
constexpr base::UtcMillis listing_skew = 3'600'000;  // the carrier's clock may be off by this at most

}  // namespace

void Dispatcher::Loop::adopt(base::UtcMillis now, bool at_start) {
    next_adopt_ = now + options_.stranded_after.count();
    const bool all = at_start && options_.sole;
    const auto before = all ? now + 1 : now - options_.stranded_after.count();
    auto adopted = std::make_shared<std::size_t>(0);
    std::vector<std::int64_t> own;
    for (const auto& entry : own_) own.push_back(entry.first);
    const auto given_up = now - options_.unknown_given_up.count();
    write(
        [this, before, own, given_up, adopted](store::WriteTx& tx) {
            *adopted = adopt_stranded(tx, before, own, options_);
            give_up_unknown(tx, given_up);
        },
        [this, adopted] {
            if (*adopted == 0) return;
            base::log(base::LogLevel::warning, "messages_stranded", {{"count", *adopted}});
            unknown_ += *adopted;
            next_look_ = std::min(next_look_, clock_.now() + options_.ask_after.count());
        });
}

void Dispatcher::Loop::look_for_unknown(base::UtcMillis now) {
    next_look_ = now + options_.poll.count();
    if (options_.sms.empty() || looking_ || asking_.size() >= questions_at_once) return;
    looking_ = true;
    auto found = std::make_shared<std::vector<records::Message>>();
    ++writes_;
    store_.submit_read(
        [this, found](store::ReadTx& tx) { *found = to_ask(tx, tx.now(), options_); },
        [this, found](store::Store::Failure) {
            post([this, found] {
                --writes_;
                looking_ = false;
                if (stopping_.load()) return;
                for (auto& message : *found) {
                    const auto* provider = options_.provider(message.provider);
                    const bool under_way = std::ranges::find(asking_, message.id) != asking_.end();
                    if (under_way || asking_.size() >= questions_at_once || provider == nullptr) continue;
                    // What is down is not asked either.
                    if (sms_.carrier(provider->name).breaker.open(clock_.now())) continue;
                    asking_.push_back(message.id);
                    auto question = std::make_shared<Question>();
                    question->message = message;
                    question->asked.at = clock_.now();
                    const auto age = question->asked.at - message.claimed_at;
                    question->by_day = age < options_.grace.count();
                    ask(question, channels::listing_url(provider->twilio, message, question->by_day));
                }
            });
        });
}

void Dispatcher::Loop::ask(std::shared_ptr<Question> question, const std::string& url) {
    const auto& account = options_.provider(question->message.provider)->twilio;
    auto transfer = Transfer::question(account, question->message, url, line_);
    launch(std::move(transfer), std::move(question));
}

void Dispatcher::Loop::answered(const std::shared_ptr<Question>& question, const std::string& answer) {
    const auto listing = channels::read_listing(answer);
    if (!listing) return settle_question(question);
    auto& asked = question->asked;
    asked.listed.insert(asked.listed.end(), listing->messages.begin(), listing->messages.end());
    const auto begin = question->message.claimed_at - listing_skew;
    const bool older = !listing->messages.empty() && listing->messages.back().created_at != 0 &&
                       listing->messages.back().created_at < begin;
    if (listing->next_page.empty() || older) {
        asked.complete = !question->by_day;
        return settle_question(question);
    }
    if (++question->pages >= pages_at_most || !listing->next_page.starts_with("/"))
        return settle_question(question);
    const auto& base = options_.provider(question->message.provider)->twilio.base_url;
    const auto path = base.find('/', base.find("//") + 2);
    ask(question, base.substr(0, path) + listing->next_page);
}

void Dispatcher::Loop::settle_question(const std::shared_ptr<Question>& question) {
    auto settled = std::make_shared<Settled>(Settled::waiting);
    const auto id = question->message.id;
    write([this, id, question,
           settled](store::WriteTx& tx) { *settled = settle(tx, id, question->asked, options_); },
          [this, id, settled] {
              std::erase(asking_, id);
              const auto now = clock_.now();
              if (*settled == Settled::resolved) ++reconciled_;
              if (*settled == Settled::queued_again) sms_.next_claim = std::min(sms_.next_claim, now);
              next_look_ = std::min(next_look_, now + options_.ask_after.count());
          });
}

}  // namespace qingqian::notifier
