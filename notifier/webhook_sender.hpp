#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "notifier/dispatch.hpp"
#include "store/store.hpp"
#include "store/webhooks.hpp"

namespace qingqian::notifier {

struct WebhookOptions {
    std::size_t at_once = 16;  ///< on their way at once
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds total_timeout{10'000};
    /// Some nineteen hours in all; then a delivery has `failed`.
    BackOff back_off{.first = std::chrono::milliseconds(5'000),
                     .longest = std::chrono::milliseconds(4 * 3'600'000),
                     .max_tries = 15};
    std::int64_t pause_after =
        20;  ///< failed tries in a row, of all its deliveries, that pause a subscription
    std::chrono::milliseconds poll{5'000};             ///< looks for work at least this often
    std::chrono::milliseconds stranded_after{60'000};  ///< a claim this old belongs to a process that died
    bool private_allowed = false;  ///< calls addresses of this network, and plain http, too
};

/// "t=1795399200,v1=5257a8…": HMAC-SHA256 of "<seconds>.<body>" by the secret, in hex.
std::string webhook_signature(std::string_view secret, std::int64_t seconds, std::string_view body);

/// Why an address cannot be subscribed, as a code of a field's fault: url_bad (not http or https, or with a
/// user in it), https_required, address_refused (one of this network, by number); empty when it can. A name's
/// address is looked at whenever it is called.
std::string webhook_url_fault(const std::string& url, bool private_allowed);

/// What became of a try.
struct WebhookTry {
    std::int64_t delivery = 0;
    base::UtcMillis at = 0;
    std::int64_t ms = 0;
    std::int64_t status = 0;
    std::string fault;    ///< address_refused, timeout, connection, status; empty when it was taken
    std::string request;  ///< headers that were ours
    std::string answer;   ///< the first 1,000 bytes
};

/// Records a try: delivered, queued again, or failed for good; counts failures of the subscription and pauses
/// it. Part of the sender, apart so that it is tested without a socket.
void record_webhook_try(store::WriteTx& tx, const WebhookTry& done, const WebhookOptions& options);

/// Takes deliveries out of their table and posts them: one thread with many transfers. All its state is in
/// the database; a delivery may come twice after a crash, never not at all.
class WebhookSender {
  public:
    /// Both must outlive the sender.
    WebhookSender(store::Store& store, const base::Clock& clock, WebhookOptions options);
    ~WebhookSender();  ///< stops
    WebhookSender(const WebhookSender&) = delete;
    WebhookSender& operator=(const WebhookSender&) = delete;

    void start();
    /// There is something to be told. Cheap; from any thread, before `start` and after `stop` too.
    void wake();
    /// Claims nothing more, waits for what is on its way, records it, joins. Before the store is closed.
    void stop();

  private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace qingqian::notifier
