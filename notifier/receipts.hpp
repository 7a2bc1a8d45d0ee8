#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "records/message.hpp"
#include "store/store.hpp"

namespace qingqian::notifier {

/// What a carrier says of a message: in a status callback, in its answer, or in its list.
struct StatusReport {
    std::string provider_id;  ///< MessageSid
    std::string status;       ///< the carrier's word: queued, sent, delivered, undelivered, failed …
    std::string error_code;   ///< "30003"; empty when none
};

/// What became of a report. The carrier is answered the same (204) whichever it is.
enum class ReceiptOutcome {
    moved,     ///< the message's state changed
    noted,     ///< logged; an equal or lower rank, nothing changed
    repeated,  ///< the same (message, sid, status) was logged before
    foreign,   ///< no such message, or the message has another sid: nothing was changed
};

/// Applies a report to a message in memory; true when its state changed.
///
/// Ranks: queued < claimed/unknown < accepted < sent < delivered = undelivered = failed. Only a higher rank
/// moves a message, so the first final word stands and a late lower one changes nothing. A report settles
/// `unknown`, and also a `failed` of our own making (no sid yet): the carrier knows better. Words we do not
/// know rank as accepted.
bool apply_report(records::Message& message, const StatusReport& report, base::UtcMillis at);

/// Outcome of the attempt that notes that a person sent a message again; its detail is the carrier's id of
/// the sending before.
inline constexpr std::string_view resent = "resent";
/// The carrier's ids of earlier sendings of a message; what it says of them changes nothing any more.
std::vector<std::string> earlier_ids(store::ReadTx& tx, std::int64_t message);

/// Logs a status callback (verified by the caller) and moves the message it names. Idempotent.
ReceiptOutcome record_status(store::WriteTx& tx, std::string_view message_uid, StatusReport report,
                             base::UtcMillis at);

/// A bounce (RFC 3464) about a mail that the relay took: `status` is its enhanced code, "5.1.1". Class 5
/// makes the mail `undelivered` with reason `bounced`; class 4 (delayed) and 2 (delivered, relayed) are
/// logged alone. Idempotent by message and code.
ReceiptOutcome record_bounce(store::WriteTx& tx, std::string_view message_uid, std::string_view status,
                             base::UtcMillis at);

}  // namespace qingqian::notifier
