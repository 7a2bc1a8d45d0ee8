#include "io_thread.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "answer.hpp"
#include "base/random.hpp"
#include "connection.hpp"
#include "rules.hpp"

namespace qingqian::http {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

}  // namespace

asio::ip::address plain_address(const asio::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

std::size_t BlockShares::take(const std::string& block) {
    const std::lock_guard lock(mutex_);
    return open_[block]++;
}

void BlockShares::give_back(const std::string& block) {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(block);
    if (found != open_.end() && --found->second == 0) open_.erase(found);
}

std::string BlockShares::block_of(const asio::ip::address& address) {
    if (address.is_v4()) return address.to_string();
    const auto bytes = address.to_v6().to_bytes();
    return {bytes.begin(), bytes.begin() + 8};
}

Shared::Shared(const Router& routes, Workers& pool, const base::Clock& time, ServerOptions given)
    : router(routes), workers(pool), clock(time), options(std::move(given)) {
    public_origin = origin_of(options.public_url);
    for (const auto& entry : options.trusted_proxies) {
        ErrorCode error;
        const bool network = entry.find('/') != std::string::npos;
        const bool v6 = entry.find(':') != std::string::npos;
        if (v6) {
            trusted_v6.push_back(asio::ip::make_network_v6(network ? entry : entry + "/128", error));
        } else {
            trusted_v4.push_back(asio::ip::make_network_v4(network ? entry : entry + "/32", error));
        }
        if (error) throw std::runtime_error("not an address or network of a trusted proxy: " + entry);
    }
}

bool Shared::trusts(const asio::ip::address& shown) const {
    const auto address = plain_address(shown);
    const auto holds = [](const auto& network, const auto& member) {
        const auto mask = std::remove_cvref_t<decltype(network)>(member, network.prefix_length());
        return mask.canonical() == network.canonical();
    };
    if (address.is_v4()) {
        return std::ranges::any_of(trusted_v4, [&](const auto& net) { return holds(net, address.to_v4()); });
    }
    return std::ranges::any_of(trusted_v6, [&](const auto& net) { return holds(net, address.to_v6()); });
}

void Shared::report(std::string_view request_id, std::string_view detail) const {
    if (options.on_error) options.on_error(request_id, detail);
}

IoThread::IoThread(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {
    base::SystemRandom random;
    id_prefix_ = base::random_hex(random, 8);
}

void IoThread::listen(const Tcp::endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(asio::socket_base::max_listen_connections);
}

void IoThread::run() {
    sweep();
    accept();
    thread_ = std::thread([this] { context_.run(); });
}

void IoThread::accept() {
    acceptor_.async_accept([this](ErrorCode error, Socket socket) {
        if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (!error) {
            admit(std::move(socket));
            return accept();
        }
        // Out of descriptors or memory: trying at once would only burn the processor.
        pause_.expires_after(std::chrono::milliseconds(100));
        pause_.async_wait([this](ErrorCode stopped) {
            if (!stopped && acceptor_.is_open()) accept();
        });
    });
}

void IoThread::admit(Socket socket) {
    counters.accepted.fetch_add(1, std::memory_order_relaxed);
    const auto before = shared_->open.load(std::memory_order_relaxed);
    const auto max = shared_->options.max_connections;
    if (before >= max + told_so) return;
    std::make_shared<Connection>(shared_from_this(), std::move(socket))->start(before >= max);
}

void IoThread::add(Connection& connection) {
    connection.slot = live_.size();
    live_.push_back(&connection);
    shared_->open.fetch_add(1, std::memory_order_relaxed);
}

void IoThread::remove(Connection& connection) {
    live_.back()->slot = connection.slot;
    live_[connection.slot] = live_.back();
    live_.pop_back();
    shared_->open.fetch_sub(1, std::memory_order_release);
}

std::chrono::milliseconds IoThread::sweep_interval() const {
    const auto& deadlines = shared_->options.deadlines;
    const auto shortest =
        std::min({deadlines.header, deadlines.idle, deadlines.stall, deadlines.grace, deadlines.linger});
    return std::clamp(shortest / 4, std::chrono::milliseconds(10), std::chrono::milliseconds(500));
}

// One timer for all connections: setting a deadline costs a store instead of two changes of a timer queue.
void IoThread::sweep() {
    const auto now = std::chrono::steady_clock::now();
    const auto wall = shared_->clock.now();
    if (wall / 1000 != date_second_) {
        date_second_ = wall / 1000;
        date_ = http_date(wall);
    }
    // Backwards, because a connection that closes is replaced in its slot by the last one.
    for (auto i = live_.size(); i-- > 0;) {
        if (i < live_.size()) live_[i]->check_deadline(now);
    }
    sweeper_.expires_after(sweep_interval());
    sweeper_.async_wait([this](ErrorCode error) {
        // A cancelled timer that had already fired comes back without an error.
        if (!error && !stopped_) sweep();
    });
}

std::string IoThread::next_request_id() {
    return fmt::format("{}-{:08x}", id_prefix_, ++id_count_);
}

void IoThread::drain() {
    ErrorCode ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (auto i = live_.size(); i-- > 0;) {
        if (i < live_.size()) live_[i]->drain();
    }
}

void IoThread::stop() {
    drain();
    while (!live_.empty()) live_.back()->close();
    sweeper_.cancel();
    stopped_.store(true, std::memory_order_release);
}

void IoThread::join() {
    if (!thread_.joinable()) return;
    thread_.join();
    // What was posted in the last instant holds connections, which hold this object.
    context_.restart();
    context_.poll();
}

}  // namespace qingqian::http
