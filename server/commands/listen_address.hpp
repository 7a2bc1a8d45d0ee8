#pragma once

#include <string>

namespace qingqian::commands {

/// Takes a free port where the address asks for port 0, before anything else starts: carriers are told our
/// public address, which must be known when the first message is composed. Keeps the port for the server,
/// which binds it again (SO_REUSEPORT), until this goes out of scope.
class ReservedAddress {
  public:
    /// `listen` is "127.0.0.1:0", "[::1]:8080" … Throws std::runtime_error when the port cannot be had.
    explicit ReservedAddress(const std::string& listen);
    ~ReservedAddress();
    ReservedAddress(const ReservedAddress&) = delete;
    ReservedAddress& operator=(const ReservedAddress&) = delete;

    /// The address with its actual port.
    const std::string& listen() const { return listen_; }
    /// Whether only this machine reaches it.
    bool loopback() const;

  private:
    std::string listen_;
    int socket_ = -1;
};

}  // namespace qingqian::commands
