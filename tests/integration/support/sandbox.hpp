#pragma once

#include <sys/types.h>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace qingqian::test {

/// deploy/sandbox as a child process on ports of its own: a Twilio-compatible gateway and an SMTP sink. Ends
/// with the object, and by itself when the test program dies.
class Sandbox {
  public:
    /// Starts it and waits until it listens. `options`: further arguments, split at blanks, such as
    /// "--callback-delay-ms 10". Throws std::runtime_error with a sentence when it does not come up.
    explicit Sandbox(const std::string& options = "--callback-delay-ms 20 --slow-ms 3000");
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    const std::string& http() const { return http_; }  ///< "http://127.0.0.1:40321"
    const std::string& smtp() const { return smtp_; }  ///< "smtp://127.0.0.1:40322"
    static constexpr const char* account_sid = "AC00000000000000000000000000000001";
    static constexpr const char* auth_token = "sandbox-token";

    /// Messages the gateway took for a number, newest first.
    boost::json::array messages(const std::string& to) const;
    /// Requests the gateway refused, dropped or answered late, newest first.
    boost::json::array attempts(const std::string& to) const;
    /// Mails that arrived for an address, newest first, as /sandbox/mails/{id}.json shows them.
    boost::json::array mails(const std::string& to) const;
    /// Makes a number or mail address behave: `rule` is the JSON of POST /sandbox/rules.
    void rule(const std::string& rule) const;

  private:
    boost::json::value get(const std::string& path) const;
    void stop();

    pid_t process_ = 0;
    int input_ = -1;
    int output_ = -1;
    std::string http_;
    std::string smtp_;
};

}  // namespace qingqian::test
