#pragma once

#include "api/services.hpp"

/// Programs that are told of events: subscriptions, the log of what was sent, and sending again.
namespace qingqian::api::webhooks {

void add_routes(http::Router& router, const Services& services);

}  // namespace qingqian::api::webhooks
