#include "listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace qingqian::test {

Listener::Listener(std::uint16_t port, const Headers& headers, std::string_view query)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no connection to the server under test");
    std::string request = "GET /api/v1/live" + std::string(query) + " HTTP/1.1\r\nHost: localhost\r\n" +
                          "Accept: text/event-stream\r\n";
    for (const auto& [name, value] : headers) request.append(name).append(": ").append(value).append("\r\n");
    request += "\r\n";
    if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) < 0)
        throw std::runtime_error("the server under test takes no request");
}

Listener::~Listener() {
    if (fd_ >= 0) ::close(fd_);
}

Listener::Listener(Listener&& other) noexcept
    : last_id(std::move(other.last_id)),
      events(std::move(other.events)),
      fd_(std::exchange(other.fd_, -1)),
      buffer_(std::move(other.buffer_)),
      header_read_(other.header_read_),
      status_(other.status_) {}

bool Listener::receive() {
    char bytes[16384];
    const auto count = ::recv(fd_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
}

int Listener::status() {
    while (!header_read_) {
        const auto end = buffer_.find("\r\n\r\n");
        if (end == std::string::npos) {
            if (!receive()) return 0;
            continue;
        }
        status_ = std::stoi(buffer_.substr(9, 3));
        buffer_.erase(0, end + 4);
        header_read_ = true;
    }
    return status_;
}

bool Listener::take_event(Event& event) {
    const auto end = buffer_.find("\n\n");
    if (end == std::string::npos) return false;
    event = {};
    std::string_view block = std::string_view(buffer_).substr(0, end);
    while (!block.empty()) {
        const auto line = block.substr(0, block.find('\n'));
        block.remove_prefix(std::min(line.size() + 1, block.size()));
        if (line.starts_with("id: ")) event.id = last_id = line.substr(4);
        if (line.starts_with("event: ")) event.name = line.substr(7);
        if (line.starts_with("data: ")) event.data = line.substr(6);
    }
    buffer_.erase(0, end + 2);
    return true;
}

Listener::Event Listener::wait_for(std::string_view name) {
    if (status() != 200) return {};
    while (true) {
        Event event;
        while (take_event(event)) {
            if (event.name.empty()) continue;
            events.push_back(event);
            if (event.name == name) return event;
        }
        if (!receive()) return {};
    }
}

bool Listener::ended() {
    char bytes[16384];
    while (true) {
        const auto count = ::recv(fd_, bytes, sizeof bytes, 0);
        if (count == 0) return true;
        if (count < 0) return errno == ECONNRESET;
        buffer_.append(bytes, static_cast<std::size_t>(count));
    }
}

}  // namespace qingqian::test
