#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "integration/support/sandbox.hpp"
#include "notifier/dispatch.hpp"
#include "notifier/receipts.hpp"
#include "records/message.hpp"
#include "store/store.hpp"

namespace qingqian::test {

/// A database with one case, a sandbox, and dispatchers between them.
class OutboxFixture {
  public:
    OutboxFixture();
    ~OutboxFixture();

    /// Puts an SMS into the outbox; returns its id.
    std::int64_t sms(const std::string& number, const std::string& text = "【江苏中小企业服务】您好");
    std::int64_t mail(const std::string& address, const std::string& subject, const std::string& text,
                      const std::string& html);

    /// Any message; what it leaves empty is filled in as for the others.
    std::int64_t put(records::Message message);

    /// A provider that speaks Twilio's API at `url`, with the sandbox's account.
    static notifier::channels::SmsProvider provider(const std::string& name, const std::string& url);
    /// Short waits throughout, so that a test takes a second and not minutes.
    notifier::DispatchOptions options() const;
    void start(const notifier::DispatchOptions& options);
    void stop();

    records::Message message(std::int64_t id);
    /// How many of these stand in the state, all looked at in the same moment.
    std::ptrdiff_t count(const std::vector<std::int64_t>& ids, const std::string& state);
    std::vector<records::Attempt> attempts(std::int64_t id);
    void change(std::int64_t id, const std::function<void(records::Message&)>& change);
    notifier::ReceiptOutcome report(std::int64_t id, const std::string& sid, const std::string& status,
                                    const std::string& code = "");
    /// Waits (at most 15 s) until the message stands in one of the states.
    bool reaches(std::int64_t id, const std::vector<std::string>& states);

    Sandbox sandbox;
    store::Store& store() { return *store_; }
    notifier::Dispatcher& dispatcher() { return *dispatcher_; }

  private:
    std::int64_t insert(records::Message message);

    std::string directory_;
    base::SystemClock clock_;
    base::SystemRandom random_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<notifier::Dispatcher> dispatcher_;
    std::int64_t complaint_ = 0;
    std::int64_t events_ = 0;
};

}  // namespace qingqian::test
