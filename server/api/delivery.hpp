#pragma once

#include "api/services.hpp"

/// Messages that did not arrive: sent again by hand, or told by telephone.
namespace qingqian::api::delivery {

void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::delivery
