#pragma once

#include <vector>

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::complaints {

/// /api/v1/complaints and what lies below a case, evidence apart.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::complaints
