#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace qingqian::test {

/// A server on a socket of its own that answers each HTTP request as it is told, or not at all.
class ScriptedGateway {
  public:
    /// Given the body of a request: the bytes to answer with. Empty: the connection is cut without a word.
    /// "hang": nothing more is said until the client goes.
    using Script = std::function<std::string(const std::string& body)>;

    explicit ScriptedGateway(Script script);
    ~ScriptedGateway();
    ScriptedGateway(const ScriptedGateway&) = delete;
    ScriptedGateway& operator=(const ScriptedGateway&) = delete;

    std::string url(const char* scheme = "http") const;
    /// The bodies of all requests, in the order in which they came.
    std::vector<std::string> bodies() const;

    /// An answer with this status and JSON body; `headers` each end with CR LF.
    static std::string answer(int status, const std::string& body, const std::string& headers = "");

  private:
    void accept_all();
    void serve(int socket);

    Script script_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<std::string> bodies_;
    std::vector<std::thread> connections_;
    std::thread acceptor_;
};

}  // namespace qingqian::test
