#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::substitutes {

/// /api/v1/substitutions, who acts for whom; /api/v1/hand-over, all open cases of a colleague.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::substitutes
