#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "notifier/channels/sms_provider.hpp"
#include "notifier/dispatch.hpp"
#include "store/store.hpp"

namespace qingqian::commands {

/// What the configuration says about sending. `public_url`: ours, where carriers report; sub-addresses and
/// receipts are signed with the secret of the instance, which is read from the store.
/// Throws std::runtime_error when quiet_hours cannot be read.
notifier::DispatchOptions dispatch_options(const base::Config& config, const std::string& public_url,
                                           store::Store& store);

/// Name of the provider that is asked first, as compose writes it into a message; empty when there is none.
std::string first_sms_provider(const base::Config& config);

}  // namespace qingqian::commands
