#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::send_log {

/// /api/v1/send-log: what was sent and what became of it; list, count, figures, one message, and the export.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::send_log
