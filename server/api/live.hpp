#pragma once

#include "api/services.hpp"

/// Live updates as server-sent events, and who has a case open.
namespace qingqian::api::live {

void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::live
