#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::calls {

/// /api/v1/calls: the register of calls, visits and letters.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::calls
