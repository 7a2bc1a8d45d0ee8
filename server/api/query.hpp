#pragma once

#include "api/call.hpp"
#include "store/complaints.hpp"

namespace qingqian::api {

/// The filters of a queue question, for lists and counts alike. `paged` adds sort, after and limit. All
/// faults at once (`invalid_input`), each under the name of its parameter; a parameter we don't know is a
/// fault
/// (`unknown_filter`), since a filter overlooked would show more than was asked for.
base::Result<store::complaints::Query> queue_query(const Call& call, bool paged);

}  // namespace qingqian::api
