#pragma once

#include "api/services.hpp"

/// By which way an officer is told of what.
namespace qingqian::api::notice_choices {

void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::notice_choices
