#include "integration/notifier/scripted_gateway.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace qingqian::test {

ScriptedGateway::ScriptedGateway(Script script) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || bind(listener_, plain, size) != 0 || listen(listener_, 128) != 0 ||
        getsockname(listener_, plain, &size) != 0) {
        throw std::runtime_error("the gateway cannot listen");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedGateway::~ScriptedGateway() {
    stopping_.store(true);
    acceptor_.join();
    for (auto& connection : connections_) connection.join();
    close(listener_);
}

std::string ScriptedGateway::url(const char* scheme) const {
    return std::string(scheme) + "://127.0.0.1:" + std::to_string(port_);
}

std::vector<std::string> ScriptedGateway::bodies() const {
    const std::lock_guard lock(mutex_);
    return bodies_;
}

std::string ScriptedGateway::answer(int status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

void ScriptedGateway::accept_all() {
    while (!stopping_.load()) {
        pollfd waiting{listener_, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0) continue;
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) connections_.emplace_back([this, socket] { serve(socket); });
    }
}

void ScriptedGateway::serve(int socket) {
    std::string request;
    std::size_t whole = std::string::npos;
    char buffer[4096];
    while (!stopping_.load() && (whole == std::string::npos || request.size() < whole)) {
        pollfd waiting{socket, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0) continue;
        const auto count = read(socket, buffer, sizeof buffer);
        if (count <= 0) break;
        request.append(buffer, static_cast<std::size_t>(count));
        const auto head = request.find("\r\n\r\n");
        const auto length = request.find("Content-Length: ");
        if (head == std::string::npos) continue;
        whole = head + 4;
        if (length < head) whole += static_cast<std::size_t>(std::atol(request.c_str() + length + 16));
    }
    if (whole != std::string::npos && request.size() >= whole) {
        const auto body = request.substr(request.find("\r\n\r\n") + 4);
        std::string answer;
        {
            const std::lock_guard lock(mutex_);
            bodies_.push_back(body);
            answer = script_(body);
        }
        if (answer == "hang") {
            while (!stopping_.load()) {
                pollfd waiting{socket, POLLIN, 0};
                if (poll(&waiting, 1, 20) > 0 && read(socket, buffer, sizeof buffer) <= 0) break;
            }
        } else {
            for (std::size_t at = 0; at < answer.size();) {
                const auto count = send(socket, answer.data() + at, answer.size() - at, MSG_NOSIGNAL);
                if (count <= 0) break;
                at += static_cast<std::size_t>(count);
            }
        }
    }
    close(socket);
}

}  // namespace qingqian::test
