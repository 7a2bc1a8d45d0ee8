#include "imap.hpp"

#include <poll.h>

#include <algorithm>
#include <charconv>
#include <new>

namespace qingqian::notifier::channels {
namespace {

constexpr std::size_t longest_line = 256 * 1024;
constexpr std::size_t most_lines = 20'000;
constexpr std::string_view crlf = "\r\n";

std::unexpected<std::string> fault(std::string_view what) {
    return std::unexpected(std::string(what));
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || text.empty() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The number behind `word`, "UIDVALIDITY 17]".
std::optional<std::uint64_t> number_behind(std::string_view line, std::string_view word) {
    const auto at = line.find(word);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = line.substr(at + word.size());
    return number(rest.substr(0, rest.find_first_not_of("0123456789")));
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (static_cast<unsigned char>(c) >= 0x20) out.push_back(c);
    }
    return out + "\"";
}

bool loopback(std::string_view url) {
    return url.find("://127.0.0.1") != std::string_view::npos ||
           url.find("://[::1]") != std::string_view::npos ||
           url.find("://localhost") != std::string_view::npos;
}

/// The length of a literal announced at the end of a line, "{123}".
std::optional<std::uint64_t> announced(std::string_view line) {
    if (!line.ends_with('}')) return std::nullopt;
    const auto open = line.rfind('{');
    if (open == std::string_view::npos) return std::nullopt;
    auto digits = line.substr(open + 1, line.size() - open - 2);
    if (digits.ends_with('+')) digits.remove_suffix(1);
    return number(digits);
}

}  // namespace

Imap::Imap(ImapConfig config, std::chrono::milliseconds timeout)
    : config_(std::move(config)), timeout_(timeout), handle_(curl_easy_init()) {
    if (handle_ == nullptr) throw std::bad_alloc();
    curl_easy_setopt(handle_, CURLOPT_URL, config_.url.c_str());
    curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(handle_, CURLOPT_USERNAME, config_.user.c_str());
    curl_easy_setopt(handle_, CURLOPT_PASSWORD, config_.password.c_str());
    // A password leaves this machine under TLS or not at all.
    curl_easy_setopt(handle_, CURLOPT_USE_SSL,
                     static_cast<long>(loopback(config_.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    if (!config_.authorities.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, config_.authorities.c_str());
    curl_easy_setopt(handle_, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout_.count()));
    curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_.count()));
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
}

Imap::~Imap() {
    curl_easy_cleanup(handle_);
}

bool Imap::wait(bool to_write) const {
    pollfd descriptor{static_cast<int>(socket_), static_cast<short>(to_write ? POLLOUT : POLLIN), 0};
    return poll(&descriptor, 1, static_cast<int>(timeout_.count())) > 0;
}

Imap::Reply<void> Imap::send(std::string_view text) {
    while (!text.empty()) {
        std::size_t sent = 0;
        const auto result = curl_easy_send(handle_, text.data(), text.size(), &sent);
        if (result == CURLE_AGAIN) {
            if (!wait(true)) return fault("the server takes nothing");
            continue;
        }
        if (result != CURLE_OK) return fault(curl_easy_strerror(result));
        text.remove_prefix(sent);
    }
    return {};
}

Imap::Reply<void> Imap::receive() {
    if (taken_ > 0) {
        buffer_.erase(0, taken_);
        taken_ = 0;
    }
    const auto held = buffer_.size();
    buffer_.resize(held + 64 * 1024);
    while (true) {
        std::size_t got = 0;
        const auto result = curl_easy_recv(handle_, buffer_.data() + held, buffer_.size() - held, &got);
        if (result == CURLE_AGAIN) {
            if (wait(false)) continue;
            buffer_.resize(held);
            return fault("the server says nothing");
        }
        buffer_.resize(held + (result == CURLE_OK ? got : 0));
        if (result != CURLE_OK) return fault(curl_easy_strerror(result));
        if (got == 0) return fault("the server hung up");
        return {};
    }
}

Imap::Reply<std::string> Imap::read_until_crlf() {
    std::size_t looked = 0;
    while (true) {
        const auto end = buffer_.find(crlf, taken_ + looked);
        if (end != std::string::npos) {
            auto line = buffer_.substr(taken_, end - taken_);
            taken_ = end + crlf.size();
            return line;
        }
        const auto held = buffer_.size() - taken_;
        if (held > longest_line) return fault("a line without end");
        looked = held > 0 ? held - 1 : 0;
        if (auto more = receive(); !more) return std::unexpected(more.error());
    }
}

Imap::Reply<std::string> Imap::read_bytes(std::uint64_t count) {
    std::string bytes;
    while (bytes.size() < count) {
        const auto take = std::min<std::uint64_t>(count - bytes.size(), buffer_.size() - taken_);
        bytes.append(buffer_, taken_, take);
        taken_ += take;
        if (bytes.size() == count) break;
        if (auto more = receive(); !more) return std::unexpected(more.error());
    }
    return bytes;
}

Imap::Reply<Imap::Line> Imap::read_line(std::uint64_t most_literal) {
    Line line;
    while (true) {
        auto piece = read_until_crlf();
        if (!piece) return std::unexpected(piece.error());
        line.text += *piece;
        const auto length = announced(*piece);
        if (!length) return line;
        if (*length > most_literal) return fault("an answer larger than asked for");
        auto literal = read_bytes(*length);
        if (!literal) return std::unexpected(literal.error());
        line.text.erase(line.text.rfind('{'));
        line.text += "{}";
        line.literals.push_back(std::move(*literal));
    }
}

Imap::Reply<std::vector<Imap::Line>> Imap::command(std::string_view text, std::uint64_t most_literal) {
    const auto tag = "q" + std::to_string(++tag_);
    if (auto sent = send(tag + " " + std::string(text) + "\r\n"); !sent) return std::unexpected(sent.error());
    std::vector<Line> lines;
    while (lines.size() < most_lines) {
        auto line = read_line(most_literal);
        if (!line) return std::unexpected(line.error());
        if (line->text.starts_with(tag + " ")) {
            if (std::string_view(line->text).substr(tag.size() + 1).starts_with("OK")) return lines;
            return fault("the server refused " + std::string(text.substr(0, text.find(' '))));
        }
        if (line->text.starts_with("* BYE") && text != "LOGOUT") return fault("the server ended the session");
        lines.push_back(std::move(*line));
    }
    return fault("an answer without end");
}

Imap::Reply<std::uint64_t> Imap::open() {
    const auto result = curl_easy_perform(handle_);
    if (result != CURLE_OK) return fault(curl_easy_strerror(result));
    curl_easy_getinfo(handle_, CURLINFO_ACTIVESOCKET, &socket_);
    if (socket_ == CURL_SOCKET_BAD) return fault("no connection");
    const auto lines = command("SELECT " + quoted(config_.folder));
    if (!lines) return std::unexpected(lines.error());
    for (const auto& line : *lines) {
        if (const auto validity = number_behind(line.text, "UIDVALIDITY ")) return *validity;
    }
    return fault("the folder has no UIDVALIDITY");
}

Imap::Reply<std::vector<std::uint64_t>> Imap::unread(std::size_t most) {
    const auto lines = command("UID SEARCH UNSEEN");
    if (!lines) return std::unexpected(lines.error());
    std::vector<std::uint64_t> uids;
    for (const auto& line : *lines) {
        std::string_view rest = line.text;
        if (!rest.starts_with("* SEARCH")) continue;
        rest.remove_prefix(std::string_view("* SEARCH").size());
        while (!rest.empty()) {
            const auto end = std::min(rest.find(' '), rest.size());
            if (const auto uid = number(rest.substr(0, end))) uids.push_back(*uid);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    std::ranges::sort(uids);
    if (uids.size() > most) uids.resize(most);
    return uids;
}

Imap::Reply<std::optional<std::uint64_t>> Imap::size(std::uint64_t uid) {
    const auto lines = command("UID FETCH " + std::to_string(uid) + " (RFC822.SIZE)");
    if (!lines) return std::unexpected(lines.error());
    for (const auto& line : *lines) {
        if (number_behind(line.text, "UID ") != uid) continue;
        if (const auto bytes = number_behind(line.text, "RFC822.SIZE ")) return *bytes;
    }
    return std::nullopt;
}

Imap::Reply<std::optional<std::string>> Imap::fetch(std::uint64_t uid, bool header_alone,
                                                    std::uint64_t most) {
    auto lines = command("UID FETCH " + std::to_string(uid) +
                             (header_alone ? " (BODY.PEEK[HEADER]<0.65536>)" : " (BODY.PEEK[])"),
                         most);
    if (!lines) return std::unexpected(lines.error());
    for (auto& line : *lines) {
        if (!line.literals.empty() && number_behind(line.text, "UID ") == uid)
            return std::move(line.literals.front());
    }
    return std::nullopt;
}

Imap::Reply<void> Imap::mark_read(std::uint64_t uid) {
    const auto lines = command("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (\\Seen)");
    if (!lines) return std::unexpected(lines.error());
    return {};
}

void Imap::log_out() {
    const auto ignored = command("LOGOUT");
    static_cast<void>(ignored);
}

}  // namespace qingqian::notifier::channels
