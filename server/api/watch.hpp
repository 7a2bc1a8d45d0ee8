#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::watch {

/// The auditor's two logs.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::watch
