#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::wordings {

/// /api/v1/wordings, message-routes and carrier-templates: who is told of what, in which words, for
/// administrators.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::wordings
