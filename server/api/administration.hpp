#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

/// The administrator's pages: people, departments, rules and the state of the program. No case is read here.
namespace qingqian::api::administration {

void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::administration
