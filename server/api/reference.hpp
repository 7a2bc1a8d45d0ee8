#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::reference {

/// Forms, workflow, bodies, divisions, and the public check of a printed hash.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::reference
