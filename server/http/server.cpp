#include "server.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <thread>

#include "io_thread.hpp"

namespace qingqian::http {
namespace {

Tcp::endpoint parse_listen(const std::string& listen) {
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos)
        throw std::runtime_error("no port in the address to listen on: " + listen);
    auto host = listen.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    std::uint16_t port = 0;
    const auto* last = listen.data() + listen.size();
    const auto [end, fault] = std::from_chars(listen.data() + colon + 1, last, port);
    ErrorCode error;
    const auto address = asio::ip::make_address(host, error);
    if (error || fault != std::errc{} || end != last) {
        throw std::runtime_error("not an address to listen on (host:port, by number): " + listen);
    }
    return {address, port};
}

asio::ssl::context tls_context(const ServerOptions& options) {
    asio::ssl::context context(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    ErrorCode error;
    context.use_certificate_chain_file(options.tls_certificate, error);
    if (error)
        throw std::runtime_error("cannot use the certificate " + options.tls_certificate + ": " +
                                 error.message());
    context.use_private_key_file(options.tls_key, asio::ssl::context::pem, error);
    if (error) throw std::runtime_error("cannot use the key " + options.tls_key + ": " + error.message());
    if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
        throw std::runtime_error("the key " + options.tls_key + " does not belong to " +
                                 options.tls_certificate);
    }
    return context;
}

// With SO_REUSEPORT a second program of the same user would silently take half of the connections. A socket
// without that option is refused the address while anybody listens on it.
void check_address_free(const Tcp::endpoint& endpoint) {
    if (endpoint.port() == 0) return;
    asio::io_context context;
    Acceptor probe(context);
    probe.open(endpoint.protocol());
    probe.set_option(asio::socket_base::reuse_address(true));
    probe.bind(endpoint);
    probe.listen(1);
}

std::string in_words(const Tcp::endpoint& endpoint) {
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

}  // namespace

struct Server::Impl {
    std::shared_ptr<Shared> shared;
    std::vector<std::shared_ptr<IoThread>> threads;
    Tcp::endpoint bound;
    bool started = false;

    void stop() {
        if (!started) return;
        started = false;
        shared->draining = true;
        for (const auto& thread : threads) thread->post([thread] { thread->stop(); });
        for (const auto& thread : threads) thread->join();
    }
};

Server::Server(const Router& router, Workers& workers, const base::Clock& clock, ServerOptions options)
    : impl_(std::make_unique<Impl>()) {
    impl_->shared = std::make_shared<Shared>(router, workers, clock, std::move(options));
}

Server::~Server() {
    impl_->stop();
}

void Server::start() {
    auto& shared = *impl_->shared;
    const auto& options = shared.options;
    if (options.tls_certificate.empty() != options.tls_key.empty()) {
        throw std::runtime_error("TLS needs both a certificate and a key");
    }
    if (!options.tls_certificate.empty()) shared.tls.emplace(tls_context(options));
    impl_->bound = parse_listen(options.listen);
    const auto count =
        options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    try {
        check_address_free(impl_->bound);
        for (unsigned i = 0; i < count; ++i) {
            auto thread = std::make_shared<IoThread>(impl_->shared);
            thread->listen(impl_->bound);
            impl_->bound = thread->endpoint();
            impl_->threads.push_back(std::move(thread));
        }
    } catch (const boost::system::system_error& error) {
        impl_->threads.clear();
        throw std::runtime_error("cannot listen on " + options.listen + ": " + error.code().message());
    }
    for (const auto& thread : impl_->threads) thread->run();
    impl_->started = true;
}

std::string Server::address() const {
    return in_words(impl_->bound);
}

std::uint16_t Server::port() const {
    return impl_->bound.port();
}

bool Server::drain(std::chrono::milliseconds patience) {
    if (!impl_->started) return true;
    const auto until = std::chrono::steady_clock::now() + patience;
    impl_->shared->draining = true;
    for (const auto& thread : impl_->threads) thread->post([thread] { thread->drain(); });
    const auto& open = impl_->shared->open;
    while (open.load(std::memory_order_acquire) > 0 && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const bool finished = open.load(std::memory_order_acquire) == 0;
    impl_->stop();
    return finished;
}

ServerCounters Server::counters() const {
    ServerCounters sum;
    sum.open = impl_->shared->open.load(std::memory_order_relaxed);
    for (const auto& thread : impl_->threads) {
        sum.connections += thread->counters.accepted.load(std::memory_order_relaxed);
        sum.requests += thread->counters.requests.load(std::memory_order_relaxed);
        sum.client_errors += thread->counters.client_errors.load(std::memory_order_relaxed);
        sum.server_errors += thread->counters.server_errors.load(std::memory_order_relaxed);
    }
    return sum;
}

}  // namespace qingqian::http
