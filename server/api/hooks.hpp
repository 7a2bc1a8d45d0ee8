#pragma once

#include <string>
#include <string_view>

#include "api/services.hpp"
#include "http/request_head.hpp"
#include "http/router.hpp"
#include "notifier/channels/signature.hpp"

namespace qingqian::api::hooks {

/// /hooks: what carriers call.
void add_routes(http::Router& router, const Services& services);

/// Whether one of our carriers signed this very request: its address as it knows it, and every field. A
/// carrier names its account in each; the token is that account's.
bool is_signed(const Settings& settings, const http::RequestHead& head,
               const notifier::channels::FormFields& fields);
/// The value of a form's field; empty when it is not there.
std::string value_of(const notifier::channels::FormFields& fields, std::string_view name);

}  // namespace qingqian::api::hooks
