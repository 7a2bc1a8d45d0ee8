#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"

/// The rules in force as the contract's JSON, for whoever keeps them.
namespace qingqian::cases {

/// `RoutingTrial` of the contract: a respondent as a form would describe it.
struct RoutingTrial {
    std::string type;                               ///< kind of respondent, of the form
    std::optional<std::string> level{};             ///< central, province, city, county, township
    std::optional<std::string> division{};          ///< of its domicile, six digits
    std::optional<std::string> name{};              ///< sectors are known by words in it
    std::optional<std::string> superior{};          ///< superior organ, regulator or investor
    std::optional<std::string> project_division{};  ///< where the project lies, six digits
    std::optional<bool> central_soe{};              ///< belongs to a central enterprise
};

/// `RoutingRules`: the rows of schemas/rules/routing.json, which of them govern on `today`, and what stands
/// behind each.
boost::json::object routing_json(const Environment& env, base::Day today);

/// `Route`: where such a respondent's case would go on `today`. `invalid_input` for a kind or level that the
/// form does not know and a division that is none.
base::Result<boost::json::object> try_route(const Environment& env, const RoutingTrial& trial,
                                            base::Day today);

/// `TermList`: the rows of schemas/rules/terms.json, and which govern here on `today`.
boost::json::object terms_json(const Environment& env, base::Day today);

/// `CalendarDays`: every day of a year.
boost::json::object year_json(const Environment& env, int year);

// clang-format off
BOOST_DESCRIBE_STRUCT(RoutingTrial, (), (type, level, division, name, superior, project_division, central_soe))
// clang-format on

constexpr auto bounds_of(const RoutingTrial*) {
    return std::array{base::Bound{"type", 1, 40},      base::Bound{"level", 0, 40},
                      base::Bound{"division", 0, 6},   base::Bound{"name", 0, 200},
                      base::Bound{"superior", 0, 200}, base::Bound{"project_division", 0, 6}};
}

}  // namespace qingqian::cases
