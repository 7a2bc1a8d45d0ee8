#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::platform {

/// Health, readiness, the contract itself, and the catalogue of error codes.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::platform
