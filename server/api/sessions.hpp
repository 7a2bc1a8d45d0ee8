#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::sessions {

/// /api/v1/sessions and /api/v1/me.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::sessions
