#include "live_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

namespace qingqian::tests {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{5, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect");
    }
}

RawClient::~RawClient() {
    ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::size_t RawClient::send_some(std::string_view bytes) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

void RawClient::shut_down() {
    ::shutdown(socket_, SHUT_WR);
}

bool RawClient::receive() {
    char piece[16384];
    const auto count = ::recv(socket_, piece, sizeof piece, 0);
    if (count <= 0) return false;
    buffer_.append(piece, static_cast<std::size_t>(count));
    return true;
}

std::string RawClient::read_until(std::string_view text) {
    for (;;) {
        const auto found = buffer_.find(text);
        if (found != std::string::npos || !receive()) {
            const auto end = found == std::string::npos ? buffer_.size() : found + text.size();
            auto result = buffer_.substr(0, end);
            buffer_.erase(0, end);
            return result;
        }
    }
}

std::string RawClient::read_answer(bool head_only) {
    auto answer = read_until("\r\n\r\n");
    std::size_t length = 0;
    const auto text = header_of(answer, "Content-Length");
    std::from_chars(text.data(), text.data() + text.size(), length);
    if (head_only) length = 0;
    while (buffer_.size() < length && receive()) {
    }
    answer += buffer_.substr(0, length);
    buffer_.erase(0, length);
    return answer;
}

std::string RawClient::read_all() {
    while (receive()) {
    }
    return std::exchange(buffer_, {});
}

bool RawClient::closed_by_server() {
    char byte = 0;
    return buffer_.empty() && ::recv(socket_, &byte, 1, 0) == 0;
}

int status_of(std::string_view answer) {
    int status = 0;
    if (answer.starts_with("HTTP/1.1 ")) std::from_chars(answer.data() + 9, answer.data() + 12, status);
    return status;
}

std::string_view body_of(std::string_view answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string_view{} : answer.substr(end + 4);
}

std::string header_of(std::string_view answer, std::string_view name) {
    const auto begin = answer.find("\r\n" + std::string(name) + ": ");
    if (begin == std::string_view::npos || begin > answer.find("\r\n\r\n")) return {};
    const auto value = begin + name.size() + 4;
    return std::string(answer.substr(value, answer.find("\r\n", value) - value));
}

LiveServer::LiveServer() {
    options.listen = "127.0.0.1:0";
    options.threads = 2;
}

void LiveServer::route(std::string method, std::string pattern, http::BodyKind body,
                       std::function<void(std::shared_ptr<http::Exchange>)> handle,
                       std::function<void(const http::RequestHead&, http::Admitted)> admit,
                       std::uint64_t max_body) {
    http::Route row;
    row.method = std::move(method);
    row.pattern = std::move(pattern);
    row.body = body;
    row.max_body = max_body;
    row.handle = std::move(handle);
    row.admit = std::move(admit);
    router.add(std::move(row));
}

void LiveServer::start() {
    server = std::make_unique<http::Server>(router, workers, clock, options);
    server->start();
}

std::string LiveServer::ask(std::string_view request) const {
    RawClient client(port());
    client.send(request);
    return client.read_answer(request.starts_with("HEAD"));
}

}  // namespace qingqian::tests
