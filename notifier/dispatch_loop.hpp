#pragma once

#include <curl/curl.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "notifier/carrier.hpp"
#include "notifier/dispatch.hpp"
#include "notifier/mailer.hpp"
#include "notifier/settle.hpp"
#include "notifier/transfer.hpp"
#include "notifier/turn.hpp"

namespace qingqian::notifier {

/// The dispatcher's thread and what it holds while transfers run. Everything but the inbox and the flags
/// belongs to the thread alone; completions of the store come in through the inbox.
class Dispatcher::Loop {
  public:
    Loop(store::Store& store, const base::Clock& clock, base::Random& random, DispatchOptions options);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start();
    void wake();
    void stop();
    DispatchFigures figures() const;

  private:
    /// A provider's name and what it takes a second.
    using Pacing = std::pair<std::string, std::int64_t>;

    /// A question to the carrier, over as many pages as it takes.
    struct Question {
        records::Message message;
        Asked asked;
        bool by_day = true;
        std::size_t pages = 0;
    };
    struct Running {
        std::unique_ptr<Transfer> transfer;
        std::shared_ptr<Question> question;
    };
    /// What is on its way on one channel, and what waits to be recorded.
    struct Lane {
        Lane(std::string_view name, const std::vector<Pacing>& providers, std::size_t most,
             const DispatchOptions& options);
        bool provided() const { return !carriers.empty(); }
        Carrier& carrier(std::string_view name);

        std::string_view channel;
        std::size_t at_once;
        std::vector<Carrier> carriers;  // in order of priority
        std::vector<Tried> tried;       // ended, recorded in the next turn
        std::size_t out = 0;            // claimed by us and not yet recorded
        bool turning = false;           // a turn is at the store
        bool woken = true;
        base::UtcMillis next_claim = 0;
    };
    using Unit = std::function<void(store::WriteTx&)>;

    void run();
    void take_inbox();
    void look_after(base::UtcMillis now);
    int wait_time(base::UtcMillis now) const;
    void post(std::function<void()> event);
    void write(Unit unit, std::function<void()> done);
    std::vector<Share> shares(const Lane& lane, base::UtcMillis now) const;
    std::size_t room(const Lane& lane, base::UtcMillis now) const;
    static std::vector<Pacing> sms_providers(const DispatchOptions& options);
    static std::vector<Pacing> mail_providers(const DispatchOptions& options);
    void turn(Lane& lane, base::UtcMillis now);
    void turned(Lane& lane, const Turn& turn);
    void dispatch(Lane& lane, records::Message message);
    void hand_over(Lane& lane, records::Message message, base::UtcMillis now);
    void let_go(Lane& lane, std::int64_t message);
    void launch(std::unique_ptr<Transfer> transfer, std::shared_ptr<Question> question);
    void read_finished();
    void tried(Lane& lane, const Transfer& transfer, CURLcode result);
    void count(channels::Outcome::Kind kind);
    void judge(Breaker& breaker, const channels::Outcome& outcome);
    void adopt(base::UtcMillis now, bool at_start);
    void look_for_unknown(base::UtcMillis now);
    void ask(std::shared_ptr<Question> question, const std::string& url);
    void answered(const std::shared_ptr<Question>& question, const std::string& answer);
    void settle_question(const std::shared_ptr<Question>& question);

    store::Store& store_;
    const base::Clock& clock_;
    base::Random& random_;
    const DispatchOptions options_;
    const LineOptions line_;
    CURLM* multi_ = nullptr;
    std::thread thread_;
    std::atomic<bool> woken_{true};
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::deque<std::function<void()>> inbox_;

    std::map<CURL*, Running> running_;
    std::map<std::int64_t, std::string> own_;  // claimed by us and not yet recorded, with their addresses
    std::vector<std::int64_t> asking_;         // unknown messages about which a question is under way
    std::vector<std::pair<base::UtcMillis, std::function<void()>>> later_;
    std::size_t writes_ = 0;   // submitted to the store, not yet answered
    std::size_t mailing_ = 0;  // mails that the mailer has
    bool looking_ = false;
    base::UtcMillis next_look_ = 0;
    base::UtcMillis next_adopt_ = 0;
    Lane sms_;
    Lane mail_;
    std::atomic<std::uint64_t> accepted_{0}, rejected_{0}, retried_{0}, unknown_{0}, reconciled_{0};
    std::atomic<std::size_t> in_flight_{0};
    std::unique_ptr<Mailer> mailer_;
};

}  // namespace qingqian::notifier
