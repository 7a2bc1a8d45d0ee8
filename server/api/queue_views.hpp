#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

/// Saved views of the queue and the columns that an officer chose.
namespace qingqian::api::queue_views {

void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::queue_views
