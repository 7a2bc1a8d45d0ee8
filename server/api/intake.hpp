#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::intake {

/// /api/v1/intake: what other platforms send in, and the way back to them.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::intake
