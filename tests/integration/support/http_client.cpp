#include "http_client.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cctype>
#include <stdexcept>

namespace qingqian::test {
namespace {

bool same(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
}

class Connection {
  public:
    explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            ::close(fd_);
            throw std::runtime_error("no connection to the server under test");
        }
    }
    ~Connection() { ::close(fd_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// A server that refuses early may stop reading: what could not be sent any more is no fault.
    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    void end() const { ::shutdown(fd_, SHUT_WR); }

    std::string read_all() const {
        std::string text;
        char buffer[65536];
        for (;;) {
            const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
            if (count <= 0) return text;
            text.append(buffer, static_cast<std::size_t>(count));
        }
    }

  private:
    int fd_;
};

Reply parse(std::string_view text) {
    while (text.starts_with("HTTP/1.1 1")) text.remove_prefix(text.find("\r\n\r\n") + 4);
    const auto end = text.find("\r\n\r\n");
    if (!text.starts_with("HTTP/1.1 ") || end == std::string_view::npos) {
        throw std::runtime_error("no answer within ten seconds: " + std::string(text.substr(0, 200)));
    }
    Reply reply;
    reply.status = std::stoi(std::string(text.substr(9, 3)));
    auto lines = text.substr(0, end);
    for (auto at = lines.find("\r\n"); at != std::string_view::npos; at = lines.find("\r\n")) {
        lines.remove_prefix(at + 2);
        const auto line = lines.substr(0, lines.find("\r\n"));
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos) continue;
        reply.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    reply.body = text.substr(end + 4);
    return reply;
}

}  // namespace

std::string Reply::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same(key, name)) return value;
    }
    return {};
}

boost::json::value Reply::json() const {
    boost::json::error_code error;
    auto value = boost::json::parse(body, error);
    INFO(body.substr(0, 500));
    REQUIRE_FALSE(error);
    return value;
}

std::string Reply::code() const {
    if (!header("Content-Type").starts_with("application/problem+json")) return {};
    return std::string(json().at("code").as_string());
}

std::string Reply::cookie() const {
    const auto line = header("Set-Cookie");
    return line.substr(0, line.find(';'));
}

Reply send(std::uint16_t port, std::string_view method, std::string_view target, const Headers& headers,
           std::string_view body) {
    std::string head = std::string(method) + " " + std::string(target) +
                       " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nConnection: close\r\n";
    for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
    if (!body.empty() || method == "POST" || method == "PATCH" || method == "PUT") {
        head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    head += "\r\n";
    return send_raw(port, head.append(body));
}

Reply send_raw(std::uint16_t port, std::string_view bytes) {
    const Connection connection(port);
    connection.write(bytes);
    return parse(connection.read_all());
}

Reply send_cut(std::uint16_t port, std::string_view bytes) {
    const Connection connection(port);
    connection.write(bytes);
    connection.end();
    return parse(connection.read_all());
}

}  // namespace qingqian::test
