#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::bulk {

/// /api/v1/bulk: one action on many cases, each with its own result.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::bulk
