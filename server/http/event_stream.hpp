#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace qingqian::http {

/// A text that many listeners get: serialised once, never copied.
using SharedText = std::shared_ptr<const std::string>;

/// An answer without an end (`text/event-stream`): texts are written to it as they come, until one side
/// closes. Begun by `Exchange::stream`. Every method from any thread.
class EventStream {
  public:
    virtual ~EventStream() = default;
    /// Hands texts to streams in their order: one hop per I/O thread, however many listeners. A stream that
    /// is closed takes nothing; one whose reader is too slow is closed, see `StreamRules`.
    using Sending = std::pair<std::shared_ptr<EventStream>, SharedText>;
    static void send(std::span<const Sending> texts);
    /// Closes when what was sent has been written.
    virtual void finish() = 0;

  protected:
    /// The I/O thread of the stream, for `send` to gather by.
    virtual const void* thread() const = 0;
    virtual void post(std::move_only_function<void()> task) = 0;
    /// On the I/O thread.
    virtual void take(const SharedText& text) = 0;
};

/// How a stream ends.
struct StreamRules {
    /// Bytes that may wait for a slow reader beside what the system buffers; where that many do, the next
    /// text closes the stream.
    std::size_t max_waiting = 256 * 1024;
    /// Told once that it is over, on an I/O thread: do not block.
    std::move_only_function<void()> closed;
};

}  // namespace qingqian::http
