#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "complaint.hpp"

namespace qingqian::records {

/// Canonical JSON (RFC 8785 for the values we store: strings, integers, booleans, null, arrays and objects;
/// keys sorted by UTF-16 code units, no white space). Floating point never occurs and is refused by
/// assertion.
std::string canonical_json(const boost::json::value& value);

/// The pauses of a clock as the JSON text that is stored, and back.
std::string pauses_to_json(const std::vector<Pause>& pauses);
std::vector<Pause> pauses_from_json(std::string_view text);

}  // namespace qingqian::records
