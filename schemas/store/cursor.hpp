#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/problem.hpp"

namespace qingqian::store {

/// The place of a row in a list that is ordered by a number and then by its id.
using NumberedPlace = std::pair<std::int64_t, std::int64_t>;

/// A place as it stands in the `after` of a list: the list's letter, the number, a dot and the id,
/// "c1795417200000.12". Nothing for what is no place of this list.
std::optional<NumberedPlace> read_cursor(char list, std::string_view cursor);
std::string write_cursor(char list, NumberedPlace place);

/// The refusal of a cursor that `read_cursor` does not know.
std::unexpected<base::Problem> bad_cursor();

}  // namespace qingqian::store
