#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integration/support/http_client.hpp"

namespace qingqian::test {

/// A reader of /api/v1/live over a real socket, with ten seconds of patience for whatever it waits for.
class Listener {
  public:
    struct Event {
        std::string id;
        std::string name;
        std::string data;
    };

    Listener(std::uint16_t port, const Headers& headers, std::string_view query = {});
    ~Listener();
    Listener(Listener&& other) noexcept;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// The status line's number.
    int status();
    /// Reads until an event of this name comes; all events read so far stay in `events`. Empty name where the
    /// stream ended or patience ran out.
    Event wait_for(std::string_view name);
    /// Whether the server ends the stream, waiting for it.
    bool ended();
    /// The newest id seen.
    std::string last_id;
    std::vector<Event> events;

  private:
    bool receive();
    bool take_event(Event& event);
    int fd_;
    std::string buffer_;
    bool header_read_ = false;
    int status_ = 0;
};

}  // namespace qingqian::test
