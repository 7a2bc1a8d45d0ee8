#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qingqian::notifier::channels {

/// A mailbox that is looked into.
struct ImapConfig {
    std::string url;  ///< imaps://host:port, imap://host:port (STARTTLS; without it only on loopback)
    std::string user;
    std::string password;
    std::string folder = "INBOX";  ///< as IMAP spells it (RFC 3501, 5.1.3)
    std::string authorities;       ///< PEM file of certificate authorities beside the system's
};

/// A session with an IMAP server (RFC 3501). libcurl connects, speaks TLS and signs in; the few commands are
/// ours, since a mail must be fetched without being marked as read (BODY.PEEK) and libcurl knows no such
/// word. Every method blocks, at most as long as `timeout` without a byte; the error is a sentence for the
/// log without anything of the mail. Used by one thread.
class Imap {
  public:
    template <class T>
    using Reply = std::expected<T, std::string>;

    explicit Imap(ImapConfig config, std::chrono::milliseconds timeout);
    ~Imap();  ///< hangs up
    Imap(const Imap&) = delete;
    Imap& operator=(const Imap&) = delete;

    /// Connects, signs in, opens the folder; yields its UIDVALIDITY.
    Reply<std::uint64_t> open();
    /// UIDs of what is not marked as read, ascending, at most `most`.
    Reply<std::vector<std::uint64_t>> unread(std::size_t most);
    /// Size of a mail in bytes; nothing when it is gone.
    Reply<std::optional<std::uint64_t>> size(std::uint64_t uid);
    /// The mail, or the first 64 KiB of its header alone; nothing when it is gone. Does not mark it as read.
    Reply<std::optional<std::string>> fetch(std::uint64_t uid, bool header_alone, std::uint64_t most);
    Reply<void> mark_read(std::uint64_t uid);
    void log_out();

  private:
    /// An untagged answer: its line with each literal as "{}", and the literals.
    struct Line {
        std::string text;
        std::vector<std::string> literals;
    };
    Reply<std::vector<Line>> command(std::string_view text, std::uint64_t most_literal = 0);
    Reply<Line> read_line(std::uint64_t most_literal);
    Reply<std::string> read_until_crlf();
    Reply<std::string> read_bytes(std::uint64_t count);
    Reply<void> receive();
    Reply<void> send(std::string_view text);
    bool wait(bool to_write) const;

    ImapConfig config_;
    std::chrono::milliseconds timeout_;
    CURL* handle_ = nullptr;
    curl_socket_t socket_ = CURL_SOCKET_BAD;
    std::string buffer_;
    std::size_t taken_ = 0;  ///< of the buffer
    std::uint64_t tag_ = 0;
};

}  // namespace qingqian::notifier::channels
