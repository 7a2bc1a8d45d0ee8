#include "receipts.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "notifier/exhausted.hpp"
#include "records/reasons.hpp"
#include "store/outbox.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;

/// Our word for the carrier's.
std::string_view state_for(std::string_view status) {
    if (status == "sent" || status == "partially_delivered") return "sent";
    if (status == "delivered" || status == "read") return "delivered";
    if (status == "undelivered") return "undelivered";
    if (status == "failed" || status == "canceled") return "failed";
    return "accepted";
}

int rank(std::string_view state) {
    if (state == "accepted") return 1;
    if (state == "sent") return 2;
    if (state == "delivered" || state == "undelivered" || state == "failed") return 3;
    return 0;
}

bool settled_by_carrier(const records::Message& message) {
    return !message.provider_id.empty();
}

}  // namespace

bool apply_report(records::Message& message, const StatusReport& report, base::UtcMillis at) {
    if (report.provider_id.empty() || message.state == "skipped") return false;
    if (settled_by_carrier(message) && message.provider_id != report.provider_id) return false;
    const auto state = state_for(report.status);
    const int standing = settled_by_carrier(message) ? rank(message.state) : 0;
    if (rank(state) <= standing) return false;
    message.provider_id = report.provider_id;
    message.state = state;
    message.updated_at = at;
    const bool lost = state == "undelivered" || state == "failed";
    message.reason.clear();
    if (lost)
        message.reason = std::string(reasons::carrier_prefix) +
                         (report.error_code.empty() ? report.status : report.error_code);
    return true;
}

ReceiptOutcome record_status(store::WriteTx& tx, std::string_view message_uid, StatusReport report,
                             base::UtcMillis at) {
    auto message = store::outbox::find(tx, message_uid);
    if (!message || message->channel != "sms" || report.provider_id.empty()) {
        base::log(base::LogLevel::warning, "receipt_for_no_message");
        return ReceiptOutcome::foreign;
    }
    // A gateway that names no id of its own reports by ours.
    if (report.provider_id == message->uid && settled_by_carrier(*message))
        report.provider_id = message->provider_id;
    records::Receipt receipt;
    receipt.message = message->id;
    receipt.provider_id = report.provider_id;
    receipt.status = report.status;
    receipt.error_code = report.error_code;
    receipt.at = at;
    if (!store::outbox::add_receipt(tx, receipt)) return ReceiptOutcome::repeated;
    if (!message->provider_id.empty() && message->provider_id != report.provider_id) {
        base::log(base::LogLevel::warning, "receipt_with_another_sid", {{"message", message->uid.c_str()}});
        return ReceiptOutcome::foreign;
    }
    if (!settled_by_carrier(*message)) {
        const auto earlier = earlier_ids(tx, message->id);
        if (std::ranges::find(earlier, report.provider_id) != earlier.end()) return ReceiptOutcome::noted;
    }
    if (!apply_report(*message, report, at)) return ReceiptOutcome::noted;
    store::outbox::update(tx, *message);
    look_for_exhausted(tx, *message);
    return ReceiptOutcome::moved;
}

ReceiptOutcome record_bounce(store::WriteTx& tx, std::string_view message_uid, std::string_view status,
                             base::UtcMillis at) {
    auto message = store::outbox::find(tx, message_uid);
    if (!message || message->channel != "mail") return ReceiptOutcome::foreign;
    const bool lost = status.starts_with("5");
    records::Receipt receipt;
    receipt.message = message->id;
    receipt.provider_id = message->provider_id;
    receipt.status = lost ? "bounced" : "delayed";
    receipt.error_code = status;
    receipt.at = at;
    if (!store::outbox::add_receipt(tx, receipt)) return ReceiptOutcome::repeated;
    if (!lost || message->state == "skipped" || rank(message->state) == 3) return ReceiptOutcome::noted;
    message->state = "undelivered";
    message->reason = reasons::bounced;
    message->updated_at = at;
    store::outbox::update(tx, *message);
    look_for_exhausted(tx, *message);
    return ReceiptOutcome::moved;
}

std::vector<std::string> earlier_ids(store::ReadTx& tx, std::int64_t message) {
    std::vector<std::string> ids;
    for (auto& attempt : store::outbox::attempts(tx, message)) {
        if (attempt.outcome == resent && !attempt.detail.empty()) ids.push_back(std::move(attempt.detail));
    }
    return ids;
}

}  // namespace qingqian::notifier
