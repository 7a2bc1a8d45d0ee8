#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "workflow/validity.hpp"

namespace qingqian::workflow {

/// What the rules look at: the respondent (被投诉人) as the form describes it. Codes are those of
/// schemas/forms/complaint.json; what is not known is empty.
struct RoutingFacts {
    std::string type;      ///< organ, institution, group, soe_central, soe_local, private_large …
    std::string level;     ///< central, province, city, county, township
    std::string division;  ///< of the domicile (住所地), six digits
    std::string name;
    std::string superior;  ///< superior organ, regulator or investor
};

/// Where a case belongs.
enum class Destination {
    body,               ///< a handling body of this province
    desk,               ///< the province's own desk decides by hand
    national_platform,  ///< 国家统一的投诉平台: central organs and state enterprises
    other_province,     ///< the accepting body of the respondent's province
};
/// "body", "desk", "national_platform", "other_province".
std::string_view to_string(Destination destination);

/// One row of schemas/rules/routing.json: it applies to respondents of one of the types, levels and sectors
/// (none named: any) whose domicile lies in the division.
struct RoutingRule {
    Validity validity;  ///< its id is kept with the case's transfer
    std::vector<std::string> types;
    std::vector<std::string> levels;  ///< "unknown" stands for a respondent without a level
    std::vector<std::string> sectors;
    std::string division;    ///< first two, four or six digits; empty for everywhere
    bool elsewhere = false;  ///< only domiciles outside the installation's own province
    Destination to = Destination::desk;
    std::string body;  ///< code, for Destination::body
    base::Sentence why;
};

/// A sector (行业主管) known by words in names, and its regulator in a province.
struct RoutingSector {
    std::string code;
    std::vector<std::string> words;
    std::map<std::string, std::string, std::less<>> regulators;  ///< province → code of the body
};

/// What the rules say of a case.
struct Routed {
    std::string rule;  ///< id; "default" when no rule applies
    Destination to = Destination::desk;
    std::string body;  ///< code, for Destination::body
    base::Sentence why;
    /// Bodies that should get a copy: the regulator of a private or foreign enterprise's sector (条例第五条).
    std::vector<std::string> copies;
};

/// The routing rules (属地管理、分级负责，谁主管谁负责、谁监管谁负责; 条例第二十五条第一款, law-and-practice
/// c.3).
class Routing {
  public:
    Routing() = default;
    Routing(std::vector<RoutingRule> rules, std::vector<RoutingSector> sectors,
            std::map<std::string, std::string, std::less<>> provinces)
        : rules_(std::move(rules)), sectors_(std::move(sectors)), provinces_(std::move(provinces)) {}

    /// Where a case against this respondent goes on `day` in the installation of `province` (two letters): of
    /// the rules that apply, the one with the longest division; of equally long ones the first. A rule that
    /// names a body which `has_body` does not know applies nowhere. Without a rule the province's own desk
    /// decides.
    Routed route(const RoutingFacts& facts, std::string_view province, base::Day day,
                 const std::function<bool(std::string_view)>& has_body) const;

    /// The level a respondent stands on: as given, or for a local state enterprise as its investor's name
    /// tells
    /// ("江苏省国资委": province). Empty when neither says.
    static std::string level_of(const RoutingFacts& facts);
    /// The sector that the superior's name tells, or else the respondent's own; null when neither does.
    const RoutingSector* sector_of(const RoutingFacts& facts) const;

    const std::vector<RoutingRule>& rules() const { return rules_; }

  private:
    bool applies(const RoutingRule& rule, const RoutingFacts& facts, std::string_view level,
                 std::string_view sector, std::string_view province) const;

    std::vector<RoutingRule> rules_;
    std::vector<RoutingSector> sectors_;
    std::map<std::string, std::string, std::less<>> provinces_;  ///< "JS" → "32"
};

/// Reads schemas/rules/routing.json, or says everything that is wrong with it at once: ids that stand twice,
/// divisions that are none, bodies missing or out of place, sectors that do not exist.
std::expected<Routing, std::vector<std::string>> read_routing(const boost::json::value& document);

/// The shipped rules. Throws std::runtime_error naming every fault.
Routing load_routing();

}  // namespace qingqian::workflow
