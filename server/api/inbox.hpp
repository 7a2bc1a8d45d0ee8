#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::inbox {

/// /api/v1/inbox: the messages somebody finds in the platform, and what of them is unread.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::inbox
