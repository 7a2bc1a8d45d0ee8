#pragma once

#include "api/call.hpp"
#include "cases/send_log.hpp"

namespace qingqian::api::send_log {

/// What a question may be made of: only lists have pages.
enum class Asked { list, count };

/// The question of the query string within what the reader may see. Without a case or an address it reaches
/// back 30 days unless `from` says otherwise. Refuses with `invalid_input`, every fault under its parameter.
base::Result<cases::LogReader> question(store::ReadTx& tx, const Call& call, Asked asked);

}  // namespace qingqian::api::send_log
