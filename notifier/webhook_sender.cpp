#include "webhook_sender.hpp"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "notifier/outside_address.hpp"

namespace qingqian::notifier {
namespace {

namespace webhooks = store::webhooks;

constexpr std::size_t answer_kept = 1'000;
constexpr std::size_t answer_read = 64 * 1024;

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

/// A delivery with what is needed to send it.
struct Parcel {
    webhooks::Delivery delivery;
    std::string url;
    std::string secret;
};

/// One POST on its way.
class Post {
  public:
    Post(Parcel parcel, base::UtcMillis now, const WebhookOptions& options)
        : parcel_(std::move(parcel)), handle_(curl_easy_init()), options_(options) {
        if (handle_ == nullptr) throw std::bad_alloc();
        done_.delivery = parcel_.delivery.id;
        done_.at = now;
        const auto& body = parcel_.delivery.payload;
        add("Content-Type: application/json");
        add("User-Agent: Qingqian-Webhook/1");
        add("Qingqian-Delivery: " + parcel_.delivery.uid);
        add("Qingqian-Event: " + parcel_.delivery.type);
        add("Qingqian-Signature: " + webhook_signature(parcel_.secret, now / 1000, body));
        headers_ = curl_slist_append(headers_, "Expect:");
        set(CURLOPT_URL, parcel_.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, options.private_allowed ? "http,https" : "https");
        set(CURLOPT_HTTPHEADER, headers_);
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        set(CURLOPT_POSTFIELDS, body.c_str());
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
        // A proxy of the environment would resolve the name itself, past our check.
        set(CURLOPT_PROXY, "");
        set(CURLOPT_OPENSOCKETFUNCTION, &Post::open);
        set(CURLOPT_OPENSOCKETDATA, this);
        set(CURLOPT_WRITEFUNCTION, &Post::take);
        set(CURLOPT_WRITEDATA, this);
        // Each on a connection of its own: libcurl repeats a request by itself when a kept one breaks.
        set(CURLOPT_FRESH_CONNECT, 1L);
        set(CURLOPT_FORBID_REUSE, 1L);
    }
    ~Post() {
        curl_easy_cleanup(handle_);
        curl_slist_free_all(headers_);
    }
    Post(const Post&) = delete;
    Post& operator=(const Post&) = delete;

    CURL* handle() const { return handle_; }

    WebhookTry end(CURLcode result) {
        curl_off_t took = 0;
        long status = 0;
        curl_easy_getinfo(handle_, CURLINFO_TOTAL_TIME_T, &took);
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        done_.ms = took / 1000;
        done_.status = status;
        // What was read beyond the bound is of no interest; the status had come before.
        const bool answered = result == CURLE_OK || (result == CURLE_WRITE_ERROR && status != 0);
        if (refused_) {
            done_.fault = "address_refused";
        } else if (!answered) {
            done_.fault = result == CURLE_OPERATION_TIMEDOUT ? "timeout" : "connection";
            done_.answer = curl_easy_strerror(result);
        } else if (status < 200 || status > 299) {
            done_.fault = "status";
        }
        return std::move(done_);
    }

  private:
    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(handle_, option, value);
    }
    void add(const std::string& line) {
        headers_ = curl_slist_append(headers_, line.c_str());
        done_.request += line + "\n";
    }

    static curl_socket_t open(void* self, curlsocktype, curl_sockaddr* address) {
        auto& post = *static_cast<Post*>(self);
        if (!post.options_.private_allowed && !is_outside(address->addr)) {
            post.refused_ = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    static std::size_t take(char* data, std::size_t size, std::size_t count, void* self) {
        auto& post = *static_cast<Post*>(self);
        const auto bytes = size * count;
        post.read_ += bytes;
        const auto room = answer_kept - std::min(answer_kept, post.done_.answer.size());
        post.done_.answer.append(data, std::min(room, bytes));
        return post.read_ > answer_read ? 0 : bytes;
    }

    Parcel parcel_;
    CURL* handle_;
    const WebhookOptions& options_;
    curl_slist* headers_ = nullptr;
    WebhookTry done_;
    std::size_t read_ = 0;
    bool refused_ = false;
};

/// PostgreSQL takes no text that is not UTF-8, and no zero byte.
std::string printable(std::string text) {
    for (auto& letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte >= 0x7F || (byte < 0x20 && letter != '\n' && letter != '\t')) letter = '?';
    }
    return text;
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::int64_t seconds, std::string_view body) {
    const auto time = std::to_string(seconds);
    std::string text = time + ".";
    text += body;
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "t=" + time + ",v1=";
    for (unsigned int i = 0; i < size; ++i) {
        out += digits[mac.at(i) >> 4];
        out += digits[mac.at(i) & 15];
    }
    return out;
}

std::string webhook_url_fault(const std::string& url, bool private_allowed) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
    const auto part = [&](CURLUPart name) {
        char* text = nullptr;
        if (curl_url_get(parsed.get(), name, &text, 0) != CURLUE_OK) return std::string();
        std::string copy(text);
        curl_free(text);
        return copy;
    };
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return "url_bad";
    const auto scheme = part(CURLUPART_SCHEME);
    if (scheme != "https" && scheme != "http") return "url_bad";
    if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty()) return "url_bad";
    if (private_allowed) return {};
    if (scheme != "https") return "https_required";
    auto host = part(CURLUPART_HOST);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    const bool number =
        host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
    return (number && !is_outside(host)) || host == "localhost" ? "address_refused" : "";
}

void record_webhook_try(store::WriteTx& tx, const WebhookTry& done, const WebhookOptions& options) {
    auto delivery = webhooks::find_delivery_by_id(tx, done.delivery);
    if (!delivery) return;
    webhooks::add_attempt(tx, {.delivery = done.delivery,
                               .at = done.at,
                               .ms = done.ms,
                               .status = done.status,
                               .fault = done.fault,
                               .request = done.request,
                               .answer = printable(done.answer)});
    delivery->tries += 1;
    delivery->updated_at = tx.now();
    if (done.fault.empty()) {
        delivery->state = "delivered";
    } else if (delivery->tries >= options.back_off.max_tries) {
        delivery->state = "failed";
    } else {
        delivery->state = "queued";
        delivery->next_try_at = tx.now() + options.back_off.after(delivery->tries, tx.random()).count();
    }
    webhooks::update(tx, *delivery);
    auto webhook = webhooks::find_by_id(tx, delivery->webhook, true);
    if (!webhook) return;
    if (done.fault.empty() && webhook->failures == 0) return;
    webhook->failures = done.fault.empty() ? 0 : webhook->failures + 1;
    if (webhook->failures >= options.pause_after && webhook->state == "active") {
        webhook->state = "paused";
        webhook->reason = "failing";
        webhook->told_at = 0;
        webhook->updated_at = tx.now();
        base::log(base::LogLevel::warning, "webhook_paused", {{"webhook", webhook->uid.c_str()}});
    }
    webhooks::update(tx, *webhook);
}

class WebhookSender::Loop {
  public:
    Loop(store::Store& store, const base::Clock& clock, WebhookOptions options)
        : store_(store), clock_(clock), options_(options) {
        start_curl();
        multi_ = curl_multi_init();
        if (multi_ == nullptr) throw std::bad_alloc();
    }
    ~Loop() {
        stop();
        curl_multi_cleanup(multi_);
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start() {
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
    void wake() {
        if (!woken_.exchange(true)) curl_multi_wakeup(multi_);
    }
    void stop() {
        stopping_.store(true);
        curl_multi_wakeup(multi_);
        if (thread_.joinable()) thread_.join();
    }

  private:
    /// One round with the store: what has ended is recorded, and what may go is claimed with it.
    struct Round {
        std::vector<WebhookTry> ended;
        std::vector<Parcel> claimed;
        std::optional<base::UtcMillis> next_due;
    };

    void run() {
        while (true) {
            const auto now = clock_.now();
            const bool stopping = stopping_.load();
            const bool due = woken_.exchange(false) || now >= next_look_;
            if (!ended_.empty() || (due && !stopping && posts_.size() < options_.at_once)) take_round(now);
            if (stopping && posts_.empty() && ended_.empty()) return;
            int running = 0;
            curl_multi_perform(multi_, &running);
            collect();
            if (!ended_.empty()) continue;
            const auto rest =
                std::clamp<base::UtcMillis>(next_look_ - clock_.now(), 0, options_.poll.count());
            curl_multi_poll(multi_, nullptr, 0, static_cast<int>(rest), nullptr);
        }
    }

    void take_round(base::UtcMillis now) {
        const auto room = stopping_.load() ? 0 : options_.at_once - std::min(options_.at_once, posts_.size());
        const auto& ended = ended_;
        const auto stranded = now - options_.stranded_after.count();
        const auto done = store_.write_now<Round>([&, room](store::WriteTx& tx) -> base::Result<Round> {
            for (const auto& each : ended) record_webhook_try(tx, each, options_);
            Round round;
            if (room == 0) return round;
            webhooks::release(tx, stranded);
            for (auto& delivery : webhooks::claim(tx, tx.now(), room)) {
                const auto webhook = webhooks::find_by_id(tx, delivery.webhook);
                if (webhook) round.claimed.push_back({std::move(delivery), webhook->url, webhook->secret});
            }
            round.next_due = webhooks::next_due(tx);
            return round;
        });
        next_look_ = clock_.now() + options_.poll.count();
        if (!done) {
            base::log(base::LogLevel::error, "webhooks_not_recorded", {{"code", done.error().code}});
            // What cannot be recorded at the end stays claimed and is sent again by whoever comes next.
            if (stopping_.load()) ended_.clear();
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            return;
        }
        ended_.clear();
        if (done->next_due) next_look_ = std::clamp(*done->next_due, clock_.now(), next_look_);
        for (const auto& parcel : done->claimed) {
            auto post = std::make_unique<Post>(parcel, clock_.now(), options_);
            CURL* handle = post->handle();
            posts_.emplace(handle, std::move(post));
            curl_multi_add_handle(multi_, handle);
        }
    }

    void collect() {
        int left = 0;
        while (const CURLMsg* info = curl_multi_info_read(multi_, &left)) {
            if (info->msg != CURLMSG_DONE) continue;
            CURL* handle = info->easy_handle;
            const CURLcode result = info->data.result;
            curl_multi_remove_handle(multi_, handle);
            const auto found = posts_.extract(handle);
            if (!found.empty()) ended_.push_back(found.mapped()->end(result));
        }
    }

    store::Store& store_;
    const base::Clock& clock_;
    const WebhookOptions options_;
    CURLM* multi_ = nullptr;
    std::thread thread_;
    std::atomic<bool> woken_{true};
    std::atomic<bool> stopping_{false};
    std::map<CURL*, std::unique_ptr<Post>> posts_;
    std::vector<WebhookTry> ended_;
    base::UtcMillis next_look_ = 0;
};

WebhookSender::WebhookSender(store::Store& store, const base::Clock& clock, WebhookOptions options)
    : loop_(std::make_unique<Loop>(store, clock, options)) {}

WebhookSender::~WebhookSender() = default;

void WebhookSender::start() {
    loop_->start();
}

void WebhookSender::wake() {
    loop_->wake();
}

void WebhookSender::stop() {
    loop_->stop();
}

}  // namespace qingqian::notifier
