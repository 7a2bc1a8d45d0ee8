#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/call.hpp"
#include "store/complaints.hpp"

namespace qingqian::api {

/// The filters of a queue question, for lists and counts alike. `paged` adds sort, after and limit. All
/// faults at once (`invalid_input`), each under the name of its parameter; a parameter we don't know is a
/// fault
/// (`unknown_filter`), since a filter overlooked would show more than was asked for.
base::Result<store::complaints::Query> queue_query(const Call& call, bool paged);
/// The same for parameters that do not stand in the address.
using Parameters = std::vector<std::pair<std::string, std::string>>;
base::Result<store::complaints::Query> queue_query(const Call& call, const Parameters& asked, bool paged);

}  // namespace qingqian::api
