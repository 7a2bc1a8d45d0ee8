#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::hooks {

/// /hooks: what carriers call.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::hooks
