#pragma once

#include <string>
#include <string_view>

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

/// Logs a status callback (verified by the caller) and moves the message it names. Idempotent.
ReceiptOutcome record_status(store::WriteTx& tx, std::string_view message_uid, const StatusReport& report,
                             base::UtcMillis at);

}  // namespace qingqian::notifier
