#pragma once

#include <string>
#include <string_view>

#include "base/config.hpp"

namespace qingqian::base {

/// A setting's value as it may be shown: a secret is masked, and so is the password within an address
/// (`postgresql://user:password@host/name?password=…`, or libpq's `host=… password=…`).
std::string shown_value(const Setting& setting, std::string_view text);

}  // namespace qingqian::base
