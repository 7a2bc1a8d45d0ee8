#pragma once

#include <string_view>
#include <tuple>

#include "records/message.hpp"

namespace qingqian::store {

/// The columns of `messages` but `id`, and the members they are bound to, in one order.
constexpr std::string_view message_columns =
    "uid, complaint, event, event_name, recipient, channel, language, address, subject, text, html, state, "
    "reason, "
    "provider, provider_id, tries, created_at, next_try_at, claimed_at, updated_at, urgency, replaced_by";

inline auto message_members(records::Message& m) {
    return std::tie(m.uid, m.complaint, m.event, m.event_name, m.recipient, m.channel, m.language, m.address,
                    m.subject, m.text, m.html, m.state, m.reason, m.provider, m.provider_id, m.tries,
                    m.created_at, m.next_try_at, m.claimed_at, m.updated_at, m.urgency, m.replaced_by);
}

}  // namespace qingqian::store
