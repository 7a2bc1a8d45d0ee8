#include "hold.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "notifier/channels/twilio.hpp"
#include "records/reasons.hpp"
#include "store/outbox.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;
using std::chrono::minutes;

constexpr base::UtcMillis one_minute = 60'000;

struct Limit {
    std::size_t most;
    base::UtcMillis within;
};
// What the carriers allow for one-time codes, whatever is configured.
constexpr std::array code_limits{Limit{1, one_minute}, Limit{5, 60 * one_minute},
                                 Limit{10, 24 * 60 * one_minute}};

std::optional<minutes> read_time(std::string_view text) {
    int hour = 0;
    int minute = 0;
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto number = [](std::string_view digits, int& out) {
        const auto* end = digits.data() + digits.size();
        return std::from_chars(digits.data(), end, out).ptr == end && digits[0] != '-';
    };
    if (!number(text.substr(0, 2), hour) || !number(text.substr(3), minute)) return std::nullopt;
    if (hour > 23 || minute > 59) return std::nullopt;
    return minutes(hour * 60 + minute);
}

/// `times` are newest first.
bool within(const std::vector<base::UtcMillis>& times, std::size_t most, base::UtcMillis since) {
    return times.size() < most || times[most - 1] < since;
}

bool within_code_limits(store::ReadTx& tx, std::string_view number, std::string_view event_name,
                        std::int64_t before, base::UtcMillis now) {
    const auto sent = store::outbox::sent_to(tx, number, event_name, before, code_limits.back().most);
    return std::ranges::all_of(
        code_limits, [&](const Limit& limit) { return within(sent, limit.most, now - limit.within); });
}

std::optional<Hold> hold_code(store::ReadTx& tx, const records::Message& message, base::UtcMillis now) {
    if (now - message.created_at > channels::code_validity_s * 1000)
        return Hold{0, std::string(reasons::expired)};
    if (within_code_limits(tx, message.address, message.event_name, message.id, now)) return std::nullopt;
    return Hold{0, std::string(reasons::code_limit)};
}

}  // namespace

std::optional<QuietHours> QuietHours::read(std::string_view text) {
    if (text.empty()) return QuietHours{};
    if (text.size() != 11 || text[5] != '-') return std::nullopt;
    const auto begins = read_time(text.substr(0, 5));
    const auto ends = read_time(text.substr(6));
    if (!begins || !ends) return std::nullopt;
    return QuietHours{*begins, *ends};
}

std::optional<base::UtcMillis> QuietHours::end_of(base::UtcMillis now) const {
    if (begins == ends) return std::nullopt;
    const auto today = base::legal_day(now);
    const auto midnight = base::day_begins(today);
    const auto begin = midnight + std::chrono::milliseconds(begins).count();
    const auto end = midnight + std::chrono::milliseconds(ends).count();
    if (begins < ends) return now >= begin && now < end ? std::optional(end) : std::nullopt;
    if (now < end) return end;
    if (now < begin) return std::nullopt;
    return base::day_begins(today + std::chrono::days(1)) + std::chrono::milliseconds(ends).count();
}

const QuietHours& quiet_for(const records::Message& message, const SendRules& rules) {
    if (message.urgency == records::urgency::bulk && rules.bulk) return *rules.bulk;
    if (message.recipient.starts_with("officer:") && rules.officers) return *rules.officers;
    return rules.quiet;
}

std::optional<Hold> hold(store::ReadTx& tx, const records::Message& message, const SendRules& rules,
                         base::UtcMillis now) {
    if (message.channel != "sms") return std::nullopt;
    if (message.urgency == records::urgency::code) return hold_code(tx, message, now);
    const auto& quiet = quiet_for(message, rules);
    if (const auto end = quiet.end_of(now)) return Hold{*end, std::string(reasons::quiet_hours_deferred)};
    if (rules.same_text_a_day == 0) return std::nullopt;
    const auto today = base::legal_day(now);
    const auto sent =
        store::outbox::sent_to(tx, message.address, message.event_name, message.id, rules.same_text_a_day);
    if (within(sent, rules.same_text_a_day, base::day_begins(today))) return std::nullopt;
    const auto tomorrow = base::day_begins(today + std::chrono::days(1));
    return Hold{quiet.end_of(tomorrow).value_or(tomorrow), std::string(reasons::number_limit)};
}

bool code_may_be_sent(store::ReadTx& tx, std::string_view number, std::string_view event_name,
                      base::UtcMillis now) {
    return within_code_limits(tx, number, event_name, 0, now);
}

}  // namespace qingqian::notifier
