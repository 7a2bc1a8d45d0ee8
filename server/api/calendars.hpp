#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::calendars {

/// /api/v1/calendars, notices and local days; /api/v1/calendar/due, a term counted day by day.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::calendars
