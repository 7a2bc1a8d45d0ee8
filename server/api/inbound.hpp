#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::inbound {

/// /hooks/twilio/incoming: what people answer by SMS; /api/v1/inbound: what came in, and the tray.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::inbound
