#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/definition.hpp"
#include "workflow/validity.hpp"

namespace qingqian::workflow {

/// One row of schemas/rules/signatures.json: whether the head of the department signs an act (负责人签发),
/// where the law leaves that open. What the law gives to the head alone stands in the definition's roles.
struct SignatureRule {
    Validity validity;
    std::string workflow;  ///< "complaint"
    std::string action;    ///< "reply"
    bool head_signs = false;
};

/// Who signs, by day and province.
class Signatures {
  public:
    Signatures() = default;
    explicit Signatures(std::vector<SignatureRule> rows) : rows_(std::move(rows)) {}

    const std::vector<SignatureRule>& rows() const { return rows_; }
    /// The actions of a workflow that the head signs there on that day; the province's row goes before the
    /// country's.
    std::vector<std::string> of_head(std::string_view workflow, std::string_view province,
                                     base::Day day) const;

  private:
    std::vector<SignatureRule> rows_;
};

/// Reads the rows, or says everything that is wrong with them: ids that stand twice, days that do not exist,
/// two rows of one action and province that are valid at the same time.
std::expected<Signatures, std::vector<std::string>> read_signatures(const boost::json::value& document);

/// Rows of this workflow about actions that it does not have, or that do not ask who signs: such a row would
/// change nothing.
std::vector<std::string> check_signatures(const Signatures& signatures, const Definition& definition);

}  // namespace qingqian::workflow
