#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "records/complaint.hpp"
#include "workflow/size.hpp"

namespace qingqian::cases {

/// When a field must be filled: the other field of the same group holds one of `in` (of several choices: any
/// of them), holds something outside `not_in`, differs from what the size standard makes of the group's
/// figures (`differs_from_standard`, 中小企业划型标准规定), or (none of these) holds anything at all.
struct FieldCondition {
    std::string field;
    std::vector<std::string> in;
    std::vector<std::string> not_in;
    bool differs_from_standard = false;
};

/// A field of a form definition (schemas/forms).
struct FormField {
    std::string key;
    std::string
        type;  ///< text, long_text, credit_code, division, postcode, choice, choices, dated_entries, …
    base::Sentence label;
    bool required = false;
    std::optional<FieldCondition> required_when;
    std::vector<std::string> required_unless;  ///< keys of fields any of which takes its place
    std::optional<std::int64_t> min;  ///< text: code points; integer and money: the value; entries: how many
    std::optional<std::int64_t> max;
    bool positive = false;  ///< money above 0
    bool past = false;      ///< a date not after today
    std::string
        contact;  ///< member of records::Contact the value is kept in; empty when it stays in the form
    std::vector<std::string> choices;
};

/// A group of fields: an object of the form, or a list of such objects when it repeats.
struct FormSection {
    std::string key;
    base::Sentence label;
    std::vector<FormField> fields;
    bool repeats = false;
    std::int64_t min = 0;  ///< entries of a section that repeats
    std::int64_t max = 0;

    const FormField* field(std::string_view key) const;
};

/// A declaration of its own tick (投诉人承诺), with the version of its text.
struct FormDeclaration {
    std::string code;
    std::int64_t version = 1;
};

/// A kind of evidence the form asks for.
struct FormMaterial {
    std::string kind;
    base::Sentence label;
    bool required = false;
    std::string required_when;  ///< "complainant.agent_name": asked for when that field is filled
    std::int64_t max = 0;       ///< files
};

/// The complaint form as data, from which server and screens both validate (暂行办法 投诉材料;
/// law-and-practice b).
struct FormDefinition {
    std::string name;
    std::int64_t version = 1;
    std::vector<FormSection> sections;
    std::vector<FormDeclaration> declarations;
    std::vector<FormMaterial> materials;
    std::set<std::string, std::less<>> divisions;  ///< codes of GB/T 2260 that `division` fields may hold
    const workflow::SizeClasses* sizes = nullptr;  ///< the size standard; null: no size is weighed
    std::string province;                          ///< whose rows of it govern

    const FormSection* section(std::string_view key) const;
    const FormMaterial* material(std::string_view kind) const;
};

/// Reads a form definition, or says everything that is wrong with it at once.
std::expected<FormDefinition, std::vector<std::string>> read_form(const boost::json::value& document);

/// Adds the codes of schemas/rules/divisions.json, or says what is wrong with that file. Codes that are no
/// longer given out stay known: old contracts and old cases name them.
std::expected<void, std::vector<std::string>> read_divisions(FormDefinition& definition,
                                                             const boost::json::value& document);

/// A draft may have gaps and half-typed numbers, but nothing in it may have the wrong type or break a bound.
enum class FormCheck { draft, submit };

/// A declaration as ticked.
struct Declaration {
    std::string code;
    std::int64_t version = 0;
};

/// Checks a form and writes canonical values back into it: full-width digits and letters made half-width,
/// blanks and hyphens dropped from numbers, credit codes in upper case, texts trimmed, empty members removed.
///
/// All faults at once, each with its pointer below `/form`. With `submit` also what is missing and the rules
/// across fields: arrears = payable − paid, undisputed + disputed = arrears, one of the three dates, no term
/// where none is said to be agreed, complainant ≠ respondent, not before a court (N02). Where `dated_entries`
/// came as one text (older drafts), its lines become the entries.
std::vector<base::FieldFault> check_form(const FormDefinition& definition, boost::json::object& form,
                                         FormCheck check, base::Day today);

/// Every declaration of the form must be ticked in the version it has now. Pointers below `parent`.
std::vector<base::FieldFault> check_declarations(const FormDefinition& definition,
                                                 const std::vector<Declaration>& ticked,
                                                 std::string_view parent = "/declarations");

/// Moves what belongs into contacts (numbers, addresses of persons) out of the form: one contact for the
/// complainant, one for the respondent where the form names any.
std::vector<records::Contact> take_contacts(const FormDefinition& definition, boost::json::object& form);

/// The reverse, for the complainant's own eyes.
void merge_contacts(const FormDefinition& definition, boost::json::object& form,
                    const std::vector<records::Contact>& contacts);

/// A contact as it is shown to who may not see it: 138****8000, l***@example.cn, 320***********1234; names
/// stay.
records::Contact masked(records::Contact contact);

/// What `form` holds masked becomes again what is stored, so that a mask never takes the place of what it
/// hides; with `keep_missing` what is not there stays as it is stored, too.
void restore_contacts(const FormDefinition& definition, boost::json::object& form,
                      const std::vector<records::Contact>& contacts, bool keep_missing);

/// Repeats in columns what is searched, sorted or added up.
void fill_columns(records::Complaint& complaint, const boost::json::object& form);

/// Materials the form asks for that are not among `attachments`; a supplement may be asked for.
std::vector<FormMaterial> missing_materials(const FormDefinition& definition, const boost::json::object& form,
                                            const std::vector<records::Attachment>& attachments);

}  // namespace qingqian::cases
