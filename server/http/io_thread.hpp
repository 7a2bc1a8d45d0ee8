#pragma once

#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server.hpp"

namespace qingqian::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
/// Bound to the plain executor: the type-erased default costs a virtual call at each operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Time = std::chrono::steady_clock::time_point;
using ErrorCode = boost::system::error_code;

class Connection;

/// Beyond a limit this many more are told so; those after them are closed without a word.
inline constexpr std::size_t told_so = 64;

/// The address as it is meant: a socket that listens on [::] shows 192.0.2.1 as ::ffff:192.0.2.1 (RFC 4291,
/// 2.5.5.2), which no brake and no list of proxies would know again.
asio::ip::address plain_address(const asio::ip::address& address);

/// Open connections by address block: one IPv4 address, or the first 64 bits of IPv6, which is what one
/// customer gets. Shared by all I/O threads.
class BlockShares {
  public:
    /// Counts one more; how many of the block were open before.
    std::size_t take(const std::string& block);
    void give_back(const std::string& block);

    static std::string block_of(const asio::ip::address& address);

  private:
    std::mutex mutex_;
    std::map<std::string, std::size_t, std::less<>> open_;
};

/// What all I/O threads share; constant after the start but for the counters.
struct Shared {
    Shared(const Router& routes, Workers& pool, const base::Clock& time, ServerOptions given);

    const Router& router;
    Workers& workers;
    const base::Clock& clock;
    ServerOptions options;
    std::string public_origin;
    std::vector<asio::ip::network_v4> trusted_v4;
    std::vector<asio::ip::network_v6> trusted_v6;
    std::optional<asio::ssl::context> tls;
    std::atomic<std::size_t> open = 0;
    std::atomic<bool> draining = false;
    BlockShares shares;

    bool trusts(const asio::ip::address& address) const;
    void report(std::string_view request_id, std::string_view detail) const;
};

/// One io_context with its acceptor, run by one thread. Everything but post() happens on that thread.
class IoThread : public std::enable_shared_from_this<IoThread> {
  public:
    explicit IoThread(std::shared_ptr<Shared> shared);

    /// Binds with SO_REUSEPORT. Throws boost::system::system_error.
    void listen(const Tcp::endpoint& endpoint);
    Tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
    void run();
    /// Stops accepting and closes connections that wait for a request.
    void drain();
    /// Closes all connections; the thread ends when their last operations have been called back.
    void stop();
    void join();

    bool is_current() { return context_.get_executor().running_in_this_thread(); }
    template <class Task>
    void post(Task&& task) {
        if (!stopped_.load(std::memory_order_acquire)) asio::post(context_, std::forward<Task>(task));
    }

    /// Runs a task on this thread in a moment.
    template <class Task>
    void retry_soon(Task task) {
        auto timer = std::make_shared<Timer>(context_, std::chrono::milliseconds(20));
        timer->async_wait([timer, task = std::move(task)](ErrorCode error) mutable {
            if (!error) task();
        });
    }

    void add(Connection& connection);
    void remove(Connection& connection);
    std::string_view date() const { return date_; }
    std::string next_request_id();
    Executor executor() { return context_.get_executor(); }
    Shared& shared() { return *shared_; }

    struct Counters {
        std::atomic<std::uint64_t> accepted = 0, requests = 0, client_errors = 0, server_errors = 0;
    };
    Counters counters;

  private:
    void accept();
    void admit(Socket socket);
    void sweep();
    std::chrono::milliseconds sweep_interval() const;

    std::shared_ptr<Shared> shared_;
    asio::io_context context_{1};
    Acceptor acceptor_{context_};
    Timer sweeper_{context_};
    Timer pause_{context_};
    std::vector<Connection*> live_;
    std::string date_;
    std::int64_t date_second_ = -1;
    std::string id_prefix_;
    std::uint64_t id_count_ = 0;
    std::atomic<bool> stopped_ = false;
    std::thread thread_;
};

}  // namespace qingqian::http
