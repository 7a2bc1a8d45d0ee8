#include "commands/listen_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace qingqian::commands {
namespace {

int bound_port(int socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
    if (bound.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port);
    return ntohs(reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

int bind_any_port(const std::string& host) {
    const bool six = host.starts_with('[');
    const int socket = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    int failed = 0;
    if (six) {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address.sin6_addr);
        failed = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    } else {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
        failed = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    if (failed != 0) {
        const std::string why = std::strerror(errno);
        ::close(socket);
        throw std::runtime_error("no free port on " + host + ": " + why);
    }
    return socket;
}

}  // namespace

ReservedAddress::ReservedAddress(const std::string& listen) : listen_(listen) {
    if (!listen.ends_with(":0")) return;
    const auto host = listen.substr(0, listen.size() - 2);
    socket_ = bind_any_port(host);
    listen_ = host + ":" + std::to_string(bound_port(socket_));
}

ReservedAddress::~ReservedAddress() {
    if (socket_ >= 0) ::close(socket_);
}

bool ReservedAddress::loopback() const {
    return listen_.starts_with("127.") || listen_.starts_with("[::1]") || listen_.starts_with("localhost:");
}

}  // namespace qingqian::commands
