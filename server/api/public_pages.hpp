#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::public_pages {

/// What anybody may read without a case: the accepting bodies' telephones, and aggregates of all cases.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::public_pages
