#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "form.hpp"

namespace qingqian::cases {

/// What the check of one field may look at and add to.
struct FieldContext {
    const FormDefinition& definition;
    const FormField& field;
    std::string pointer;
    FormCheck check;
    base::Day today;
    std::vector<base::FieldFault>& faults;

    bool submitting() const { return check == FormCheck::submit; }
    void fault(std::string_view code, base::Places places = {}) const;
};

/// How a field of some type is checked; `check` writes the canonical value back.
struct FieldType {
    boost::json::kind kind;
    std::string_view expected;  ///< name of the kind, for the sentence
    void (*check)(const FieldContext&, boost::json::value&);
};

/// What older drafts hold of `dated_entries` as one text, a line each: `[{on, how}]`, where `on` is the date
/// that the line begins with (2026-01-02, 2026/1/2, 2026年1月2日) and is left out when there is none.
boost::json::array entries_of(std::string_view text);

/// The type of a field, "credit_code", "money" …
const FieldType& type_of(const FormField& field);

/// A fault whose sentence names the field's label, in both languages.
base::FieldFault labelled(std::string_view pointer, std::string_view code, const base::Sentence& label,
                          base::Places places = {});

}  // namespace qingqian::cases
