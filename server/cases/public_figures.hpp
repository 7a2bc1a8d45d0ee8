#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "store/public_figures.hpp"

namespace qingqian::cases {

/// Fewer cases than these are not told (小于 3 的数不公布): who knows the one would know the other.
inline constexpr std::int64_t least_published = 3;

/// The cells of one table as they may be published, nothing for a hidden one. Cells from 1 to below
/// `least_published` are hidden; where the total stands beside the table and would tell what is hidden, the
/// smallest others are hidden too, until the hidden ones are two at least and make `least_published`
/// together.
std::vector<std::optional<std::int64_t>> published(std::span<const std::int64_t> cells);

/// First case number of the month `back` months before the one of `today`: "JSTS20251201" for 11 months
/// before 2026-11-23. `back` = -1 is the month after.
std::string month_start(std::string_view province, base::Day today, int back);

/// The figures of the contract (PublicFigures) of cases received from the month of `from` to that of `until`.
boost::json::object public_figures_json(const std::vector<store::public_figures::Group>& groups,
                                        base::Day from, base::Day until, base::UtcMillis computed_at);

}  // namespace qingqian::cases
