#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingqian::base {

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
using UtcMillis = std::int64_t;

/// A legal day (a calendar day in Asia/Shanghai).
using Day = std::chrono::sys_days;

/// Where time comes from. Rules never ask for it; they are handed `now`.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual UtcMillis now() const = 0;
};

/// The machine's clock.
class SystemClock : public Clock {
  public:
    UtcMillis now() const override;
};

/// A clock that tests set by hand. Safe to use from several threads.
class ManualClock : public Clock {
  public:
    explicit ManualClock(UtcMillis start) : now_(start) {}
    UtcMillis now() const override { return now_.load(); }
    void set(UtcMillis now) { now_.store(now); }
    void advance(UtcMillis by) { now_.fetch_add(by); }

  private:
    std::atomic<UtcMillis> now_;
};

/// The legal day on which `time` falls: Asia/Shanghai is UTC+8 without daylight saving.
Day legal_day(UtcMillis time);

/// Midnight (00:00 Asia/Shanghai) at which `day` begins.
UtcMillis day_begins(Day day);

/// ISO 8601, "2026-11-23".
std::string to_iso(Day day);

/// Reads "2026-11-23"; nothing for anything else, a day that does not exist included.
std::optional<Day> parse_day(std::string_view text);

/// RFC 3339 in UTC with milliseconds, "2026-11-23T02:32:05.120Z".
std::string to_rfc3339(UtcMillis time);

/// "2026年12月7日", the form used in Chinese prose.
std::string to_chinese(Day day);

}  // namespace qingqian::base
