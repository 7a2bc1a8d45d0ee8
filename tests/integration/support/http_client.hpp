#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qingqian::test {

/// An answer as it came over the wire.
struct Reply {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// The first header of that name (any case), or "".
    std::string header(std::string_view name) const;
    /// The body as JSON; fails the test when it is none.
    boost::json::value json() const;
    /// Member `code` of a problem document, or "".
    std::string code() const;
    /// "name=value" of the cookie that the answer sets, or "".
    std::string cookie() const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Sends one request on a connection of its own and reads the whole answer; throws std::runtime_error when
/// nothing readable comes within ten seconds. Adds Host, Content-Length (where there is a body or the method
/// has one) and Connection: close.
Reply send(std::uint16_t port, std::string_view method, std::string_view target, const Headers& headers = {},
           std::string_view body = {});

/// The same, with bytes as they are; for requests that are not well formed or not complete.
Reply send_raw(std::uint16_t port, std::string_view bytes);
/// The same, and says that nothing more will come: what a broken line looks like to the server.
Reply send_cut(std::uint16_t port, std::string_view bytes);

}  // namespace qingqian::test
