#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::contacts {

/// /api/v1/complaints/{id}/contacts: how the complainant is reached, codes, language and consent.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::contacts
