#include "clamd.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

namespace qingqian::files {
namespace {

using Clock = std::chrono::steady_clock;

std::string words_of(int error) {
    return std::strerror(error);
}

/// A socket with a deadline for everything that is done with it.
class Line {
  public:
    explicit Line(Clock::time_point end) : end_(end) {}
    ~Line() { close(); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    /// Empty when connected, otherwise why not.
    std::string connect(int family, const sockaddr* address, socklen_t size) {
        close();
        socket_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket_ < 0) return words_of(errno);
        if (::connect(socket_, address, size) == 0) return {};
        if (errno != EINPROGRESS) return words_of(errno);
        if (!wait(POLLOUT)) return "no answer";
        int error = 0;
        socklen_t length = sizeof error;
        ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length);
        return error == 0 ? std::string() : words_of(error);
    }

    /// False when the other side is gone or the time is over.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if (errno == EAGAIN ? !wait(POLLOUT) : errno != EINTR) {
                return false;
            }
        }
        return true;
    }

    /// What comes up to a zero byte, at most 4 KiB; nothing when the time is over.
    std::optional<std::string> answer() {
        constexpr std::size_t longest = 4096;
        std::string said;
        while (said.size() < longest) {
            std::array<char, 512> bytes;
            const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
            if (got > 0) {
                said.append(bytes.data(), static_cast<std::size_t>(got));
                if (const auto end = said.find('\0'); end != std::string::npos) return said.substr(0, end);
            } else if (got == 0) {
                return said.empty() ? std::nullopt : std::optional(said);
            } else if (errno == EAGAIN ? !wait(POLLIN) : errno != EINTR) {
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

  private:
    bool wait(short what) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now()).count();
        if (left <= 0) return false;
        pollfd waiting{socket_, what, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(left));
        return ready > 0 || (ready < 0 && errno == EINTR);
    }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    Clock::time_point end_;
    int socket_ = -1;
};

std::string connect_tcp(Line& line, const ClamdAddress& to) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(to.host.c_str(), to.port.c_str(), &hints, &found); error != 0)
        return ::gai_strerror(error);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
    std::string failure = "no address";
    for (const auto* each = found; each != nullptr && !failure.empty(); each = each->ai_next) {
        failure = line.connect(each->ai_family, each->ai_addr, each->ai_addrlen);
    }
    return failure;
}

std::string connect_unix(Line& line, const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return "the path is too long for a socket";
    std::ranges::copy(path, address.sun_path);
    return line.connect(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::string connect(Line& line, const ClamdAddress& to) {
    return to.path.empty() ? connect_tcp(line, to) : connect_unix(line, to.path);
}

std::string size_prefix(std::size_t size) {
    std::string bytes(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(size >> (24 - 8 * i) & 0xFFU);
    return bytes;
}

/// Where clamd has heard enough it answers and hangs up: that sending fails is no failure yet.
void send_file(Line& line, std::ifstream& file) {
    std::string piece(256 * 1024, '\0');
    for (;;) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto got = static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount()));
        if (!line.send(size_prefix(got))) return;
        if (got == 0 || !line.send(std::string_view(piece).substr(0, got))) return;
    }
}

/// "stream: OK", "stream: Eicar-Signature FOUND", "INSTREAM size limit exceeded. ERROR".
Verdict read_answer(std::string_view said) {
    constexpr std::string_view front = "stream: ";
    constexpr std::string_view found = " FOUND";
    if (said.starts_with(front)) said.remove_prefix(front.size());
    if (said == "OK") return {.verdict = "clean"};
    if (said.ends_with(found)) {
        std::string name(said.substr(0, said.size() - found.size()));
        // Blanks part the codes of a verdict.
        std::ranges::replace_if(
            name, [](unsigned char c) { return c <= ' ' || c >= 0x7F; }, '_');
        return {.verdict = "infected", .detail = "virus:" + name.substr(0, 100)};
    }
    return {.verdict = "unscannable",
            .detail = said.contains("size limit exceeded") ? "virus_scan_too_large" : "virus_scan_failed"};
}

}  // namespace

std::expected<ClamdAddress, std::string> read_clamd_address(std::string_view text) {
    if (text.starts_with("unix:")) text.remove_prefix(5);
    if (text.starts_with('/')) return ClamdAddress{.path = std::string(text), .host = {}, .port = {}};
    if (text.starts_with("tcp://")) text.remove_prefix(6);
    const auto colon = text.rfind(':');
    const auto port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    const bool number = !port.empty() && port.size() <= 5 &&
                        std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    auto host = text.substr(0, std::min(colon, text.size()));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (!number || host.empty() || host.contains('/'))
        return std::unexpected("clamd: expected unix:/path or tcp://host:port, not " + std::string(text));
    return ClamdAddress{.path = {}, .host = std::string(host), .port = std::string(port)};
}

std::expected<Verdict, std::string> Clamd::scan(const std::string& path) const {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Verdict{.verdict = "unscannable", .detail = "missing"};
    Line line(Clock::now() + time_);
    if (const auto failure = connect(line, address_); !failure.empty()) return std::unexpected(failure);
    using namespace std::string_view_literals;
    if (!line.send("zINSTREAM\0"sv)) return std::unexpected("the connection broke");
    send_file(line, file);
    const auto said = line.answer();
    return said ? read_answer(*said) : Verdict{.verdict = "unscannable", .detail = "virus_scan_failed"};
}

std::expected<std::string, std::string> Clamd::version() const {
    Line line(Clock::now() + std::chrono::seconds(5));
    if (const auto failure = connect(line, address_); !failure.empty()) return std::unexpected(failure);
    using namespace std::string_view_literals;
    if (!line.send("zVERSION\0"sv)) return std::unexpected("the connection broke");
    const auto said = line.answer();
    if (!said) return std::unexpected("no answer");
    return *said;
}

}  // namespace qingqian::files
