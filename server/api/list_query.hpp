#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"

/// Parameters that several lists have in common. What is wrong becomes a fault under the parameter's name.
namespace qingqian::api {

/// A page's size, 1 to 100.
std::optional<std::size_t> read_limit(std::string_view value, std::vector<base::FieldFault>& faults);
/// "true" or "false".
std::optional<bool> read_flag(std::string_view name, std::string_view value,
                              std::vector<base::FieldFault>& faults);
/// An ISO day as the moment it begins.
std::optional<base::UtcMillis> read_day(std::string_view name, std::string_view value,
                                        std::vector<base::FieldFault>& faults);
/// The `next` of the page before, no longer than any that we give out.
std::optional<std::string_view> read_after(std::string_view value, std::vector<base::FieldFault>& faults);
/// Where a page begins, and how long it is.
struct Page {
    std::string after;
    std::size_t limit = 0;
};
/// The page asked for of a list that knows no filters; `limit` where none is given. All faults at once.
base::Result<Page> read_page(const std::vector<std::pair<std::string, std::string>>& query,
                             std::size_t limit);
/// A parameter that the list does not know.
void unknown_filter(std::string_view name, std::vector<base::FieldFault>& faults);

}  // namespace qingqian::api
