#pragma once

#include <cstddef>
#include <string_view>

#include "cases/environment.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// Writes down, in the step's own transaction, what webhooks are told of it: `WebhookEvent` of the contract,
/// which holds ids, states and times and nothing personal. Restricted steps are not to be handed in.
void tell_webhooks(store::WriteTx& tx, const Environment& env, const records::Complaint& complaint,
                   std::string_view state_before, const records::Event& event);

/// Tells administrators in the platform of webhooks that were paused because they failed. How many were told
/// of.
std::size_t tell_of_paused_webhooks(store::WriteTx& tx, const Environment& env);

}  // namespace qingqian::cases
