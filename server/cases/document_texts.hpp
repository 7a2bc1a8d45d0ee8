#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "notifier/pattern.hpp"
#include "workflow/definition.hpp"
#include "workflow/validity.hpp"

namespace qingqian::cases {

/// A part of a document: a paragraph or a table of facts, with a heading or without.
struct DocumentBlock {
    std::string heading;
    notifier::Pattern text;
    std::vector<std::pair<std::string, notifier::Pattern>> rows;  ///< label and value
};

/// The text of one kind of document (文书), as a row of schemas/documents.
struct DocumentText {
    workflow::Validity validity;
    std::string type;                  ///< of the definition's documents, "supervision_letter"
    std::vector<std::string> actions;  ///< only where one of these issues it; empty: any
    /// 主送: complainant, respondent, accepting_body, handling_body, or other, which `addressee` names.
    std::string to;
    notifier::Pattern addressee;      ///< empty: the name of `to`
    std::vector<std::string> copies;  ///< 抄送: of the same
    std::string title;
    bool head_signs = false;  ///< signed by the head of the department who issued it
    std::vector<DocumentBlock> blocks;

    /// Whether it is meant for this audience, as addressee or as a copy.
    bool is_for(std::string_view audience) const;
};

/// What stands in the documents of each kind of case. Immutable.
class DocumentTexts {
  public:
    using Faults = std::vector<std::string>;

    /// Reads the files of schemas/documents inside the program, or says everything that is wrong with them.
    static std::expected<DocumentTexts, Faults> load();
    /// Adds one file's rows.
    std::expected<void, Faults> add(const boost::json::value& file);

    /// The text in force on the day the document was issued. Null when there is none.
    const DocumentText* find(std::string_view workflow, std::string_view type, std::string_view action,
                             std::string_view province, base::Day issued) const;

    /// Documents that an action issues without a text, texts of documents that are not, and places nobody
    /// fills. Nothing is wrong with a workflow that has no documents.
    Faults check(const workflow::Definition& definition) const;

  private:
    std::map<std::string, std::vector<DocumentText>, std::less<>> texts_;  // by workflow
};

/// The texts inside the program, read once. Throws std::runtime_error that names every fault: the program
/// cannot work without them.
const DocumentTexts& shipped_documents();

/// Places that a text may name besides the fields of the step, of earlier steps, and of terms:
/// `number` and `document` of case and document, `day` of issue, `received`, the parties and departments of
/// that day, `debts`, `arrears`, `materials`, sums of the account, `sum_…`, and for the index of a file
/// `course` (what was done when), `terms` and `papers`.
const std::vector<std::string_view>& document_places();

}  // namespace qingqian::cases
