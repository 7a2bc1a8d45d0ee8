#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "records/message.hpp"
#include "store/store.hpp"

namespace qingqian::notifier {

/// Hours of the day (Asia/Shanghai) in which no telephone is to ring: from `begins` to `ends`, over midnight
/// where it ends earlier than it begins. None where both are equal.
struct QuietHours {
    std::chrono::minutes begins{0};
    std::chrono::minutes ends{0};

    /// Reads "21:00-08:00"; empty is none. Nothing when it is neither.
    static std::optional<QuietHours> read(std::string_view text);
    /// When the quiet in which `now` lies ends; nothing outside of it.
    std::optional<base::UtcMillis> end_of(base::UtcMillis now) const;
};

/// What carriers and people put up with (schemas/messages and the carriers' own rules).
struct SendRules {
    QuietHours quiet;  ///< of SMS to parties, and of the kinds below that have none of their own
    std::optional<QuietHours> officers{};  ///< of SMS to officers
    std::optional<QuietHours> bulk{};      ///< of digests, and of what is sent to many at once
    std::size_t same_text_a_day = 50;      ///< SMS of one event to one number a legal day; 0 = no bound
    std::chrono::milliseconds merge_after{5'000};  ///< a notice to an officer waits so long for others
    std::size_t merge_from = 3;                    ///< so many become a digest; 0 = never
};

/// The hours in which a message must not ring: by its kind.
const QuietHours& quiet_for(const records::Message& message, const SendRules& rules);

/// Why a message does not go now.
struct Hold {
    base::UtcMillis until = 0;  ///< 0: never
    std::string reason;         ///< coded, for the message
};

/// Whether a message has to wait: an SMS for the end of the quiet hours (`quiet_hours_deferred`) or for the
/// next day where its number has had this text often enough (`number_limit`). A one-time code heeds
/// no quiet; it is dropped when nobody waits for it any more (`expired`), and where its number was sent one
/// within the minute, five within the hour or ten within the day (`code_limit`).
std::optional<Hold> hold(store::ReadTx& tx, const records::Message& message, const SendRules& rules,
                         base::UtcMillis now);

/// Whether a one-time code may be sent to this number now, for those who make one: as `hold` will judge it.
bool code_may_be_sent(store::ReadTx& tx, std::string_view number, std::string_view event_name,
                      base::UtcMillis now);

}  // namespace qingqian::notifier
