#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace qingqian::api::calculators {

/// POST /api/v1/calculators/{credit-code,size,overdue,interest}, for anybody: a question and its answer with
/// the reasons, no session and no database. Throws std::runtime_error when the shipped rules are broken.
void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::calculators
