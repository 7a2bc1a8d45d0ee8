#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

/// Supervision (督办) and statistics (统计): cases counted by department, officer, month and age.
namespace qingqian::api::figures {

void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::figures
