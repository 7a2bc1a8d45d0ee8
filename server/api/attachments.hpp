#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::attachments {

/// /api/v1/complaints/{id}/attachments: evidence in and out.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::attachments
