#pragma once

#include <sys/types.h>

#include <string>

namespace qingqian::test {

/// The real virus scanner clamd as a child process in a folder of its own, listening on a socket there. It
/// knows one signature: that of the EICAR test file, anywhere in a file. Ends with the object.
class ClamAv {
  public:
    /// Waits until it answers. Throws std::runtime_error with a sentence when it does not. Files over
    /// `max_bytes` it does not take.
    explicit ClamAv(std::size_t max_bytes = 1024 * 1024);
    ~ClamAv();
    ClamAv(const ClamAv&) = delete;
    ClamAv& operator=(const ClamAv&) = delete;

    const std::string& socket() const { return socket_; }  ///< its path
    /// Ends the daemon; its socket is gone.
    void stop();

    /// The name that clamd gives to the signature.
    static constexpr const char* signature = "Eicar-Signature.UNOFFICIAL";

  private:
    std::string folder_;
    std::string socket_;
    pid_t process_ = 0;
};

/// The EICAR test file: 68 harmless letters that every virus scanner takes for a virus. Put together here,
/// lest a scanner takes this source for one.
std::string eicar();

/// A socket at `path` that takes connections and never says a word; the caller closes it.
int listen_mute(const std::string& path);

}  // namespace qingqian::test
