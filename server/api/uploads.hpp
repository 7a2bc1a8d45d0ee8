#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::uploads {

/// /api/v1/complaints/{id}/uploads: evidence that arrives in several requests, by tus 1.0.0. Who may send it,
/// and what is taken, is as for evidence in one piece (attachments.hpp); an upload is its beginner's alone.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::uploads
