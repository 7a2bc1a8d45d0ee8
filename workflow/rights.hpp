#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"

namespace qingqian::workflow {

/// How far a right reaches: cases of one's own, of one's body, of the division's bodies, of all.
enum class Scope { none, own, body, division, all };

/// Who may what, and how far (schemas/rules/rights.json).
class Rights {
  public:
    struct Role {
        std::string code;  ///< "intake"
        base::Sentence label;
    };
    Rights(std::vector<Role> roles, std::map<std::string, base::Sentence, std::less<>> rights,
           std::map<std::pair<std::string, std::string>, Scope> grants);

    const std::vector<Role>& roles() const { return roles_; }
    bool has_role(std::string_view code) const;
    /// Every right with its label.
    const std::map<std::string, base::Sentence, std::less<>>& rights() const { return rights_; }
    /// The widest scope in which any of `roles` holds `right`; `none` when none does.
    Scope scope(const std::vector<std::string>& roles, std::string_view right) const;

  private:
    std::vector<Role> roles_;
    std::map<std::string, base::Sentence, std::less<>> rights_;
    std::map<std::pair<std::string, std::string>, Scope> grants_;
};

/// Reads the rows, or says everything that is wrong with them at once.
std::expected<Rights, std::vector<std::string>> read_rights(const boost::json::value& document);

}  // namespace qingqian::workflow
