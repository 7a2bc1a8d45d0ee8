#include "exhausted.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "records/reasons.hpp"
#include "store/exhausted.hpp"
#include "store/outbox.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;

bool is_party(std::string_view recipient) {
    return recipient.starts_with("complainant:") || recipient.starts_with("agent:") ||
           recipient.starts_with("respondent:");
}

bool leaves_the_platform(const records::Message& message) {
    return message.channel == "sms" || message.channel == "mail";
}

/// The carrier, or what is known of the address, says that it will not arrive; or nobody ever confirmed it.
bool lost(const records::Message& message) {
    static constexpr std::array known{reasons::no_phone, reasons::no_mail, reasons::opted_out,
                                      reasons::bounced};
    if (message.state == "failed" || message.state == "undelivered") return true;
    if (message.state == "unknown") return message.reason == reasons::never_confirmed;
    return message.state == "skipped" && std::ranges::find(known, message.reason) != known.end();
}

bool may_arrive(const records::Message& message) {
    return message.state != "skipped" && !lost(message);
}

/// What an officer reads to the party: the SMS without its signature, or else the mail.
std::string spoken(const std::vector<records::Message>& messages) {
    std::string text;
    for (const auto& message : messages) {
        if (message.text.empty()) continue;
        if (message.channel != "sms") {
            if (text.empty()) text = message.text;
            continue;
        }
        const auto end = message.text.find("】");
        const bool is_signed = message.text.starts_with("【") && end != std::string::npos;
        return is_signed ? message.text.substr(end + std::string_view("】").size()) : message.text;
    }
    return text;
}

void end_row(store::WriteTx& tx, const records::Message& message) {
    auto row = store::exhausted::of_event(tx, message.event, message.recipient);
    if (!row || row->done_at != 0) return;
    row->done_at = tx.now();
    row->result = "arrived";
    if (row->taken_at == 0) row->taken_at = tx.now();
    store::exhausted::update(tx, *row);
}

}  // namespace

void look_for_exhausted(store::WriteTx& tx, const records::Message& message) {
    // Nobody waits for a code any more when somebody calls.
    if (!is_party(message.recipient) || !leaves_the_platform(message) ||
        message.urgency == records::urgency::code)
        return;
    if (message.state == "delivered" || message.state == "sent") return end_row(tx, message);
    if (may_arrive(message)) return;
    const auto messages = store::outbox::of_event(tx, message.event, message.recipient);
    if (std::ranges::any_of(messages,
                            [](const auto& one) { return leaves_the_platform(one) && may_arrive(one); }))
        return;
    if (std::ranges::none_of(messages, [](const auto& one) { return leaves_the_platform(one) && lost(one); }))
        return;
    records::Exhausted row;
    row.complaint = message.complaint;
    row.event = message.event;
    row.event_name = message.event_name;
    row.recipient = message.recipient;
    row.language = message.language;
    row.text = spoken(messages);
    row.at = tx.now();
    store::exhausted::insert(tx, row);
}

}  // namespace qingqian::notifier
