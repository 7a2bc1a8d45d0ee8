#include <algorithm>

#include "base/decode.hpp"
#include "form.hpp"
#include "form_field.hpp"
#include "normalise.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using base::FieldFault;
using base::Places;
using base::pointer_to;

bool is_empty(const json::value& value) {
    if (value.is_string()) return trimmed(value.get_string()).empty();
    return value.is_null() || (value.is_array() && value.get_array().empty());
}

bool condition_holds(const FieldCondition& condition, const json::object& group,
                     std::string_view standard_size) {
    const auto* other = group.if_contains(condition.field);
    if (other == nullptr || is_empty(*other)) return false;
    const auto listed = [](const std::vector<std::string>& values, const json::value& value) {
        return value.is_string() &&
               std::ranges::find(values, std::string_view(value.get_string())) != values.end();
    };
    if (condition.differs_from_standard) {
        return !standard_size.empty() && other->is_string() && other->get_string() != standard_size;
    }
    if (!condition.in.empty() && other->is_array()) {
        return std::ranges::any_of(other->get_array(),
                                   [&](const json::value& one) { return listed(condition.in, one); });
    }
    if (!condition.in.empty()) return listed(condition.in, *other);
    return condition.not_in.empty() || (other->is_string() && !listed(condition.not_in, *other));
}

bool must_be_filled(const FormField& field, const json::object& group, std::string_view standard_size) {
    if (field.required) return true;
    if (field.required_when && condition_holds(*field.required_when, group, standard_size)) return true;
    return !field.required_unless.empty() &&
           std::ranges::none_of(field.required_unless, [&](const auto& key) { return group.contains(key); });
}

std::optional<std::int64_t> number_at(const json::object& group, std::string_view key) {
    const auto* value = group.if_contains(key);
    return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

std::string_view word_at(const json::object& group, std::string_view key) {
    const auto* value = group.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view{};
}

/// The class that the size standard makes of a group's figures at the first contract's date; empty while a
/// figure it asks for is missing.
std::string_view standard_size(const FormDefinition& definition, const json::object& form,
                               const json::object& group, base::Day today) {
    if (definition.sizes == nullptr || word_at(group, "industry").empty()) return {};
    base::Day contract = today;
    const auto* debts = form.if_contains("debts");
    for (const auto& debt : debts != nullptr && debts->is_array() ? debts->get_array() : json::array{}) {
        if (!debt.is_object()) continue;
        const auto signed_on = base::parse_day(word_at(debt.get_object(), "signed_on"));
        if (signed_on && *signed_on < contract) contract = *signed_on;
    }
    const auto* row = definition.sizes->find(word_at(group, "industry"), definition.province, contract);
    if (row == nullptr) return {};
    const auto size = workflow::classify(
        *row,
        {number_at(group, "employees"), number_at(group, "revenue_fen"), number_at(group, "assets_fen")});
    return size ? workflow::to_string(*size) : std::string_view{};
}

/// A group of fields being checked: an object of the form with its pointer.
struct Group {
    const FormDefinition& definition;
    const FormSection& section;
    std::string pointer;
    FormCheck check;
    base::Day today;
    const json::object& form;
    std::vector<FieldFault>& faults;

    void run(json::object& values) const {
        refuse_unknown(values);
        for (const auto& field : section.fields) {
            auto* value = values.if_contains(field.key);
            if (value != nullptr && is_empty(*value)) {
                values.erase(field.key);
            } else if (value != nullptr) {
                check_value(field, *value);
            }
        }
        if (check != FormCheck::submit) return;
        const auto size = standard_size(definition, form, values, today);
        for (const auto& field : section.fields) {
            if (!values.contains(field.key) && must_be_filled(field, values, size)) {
                faults.push_back(labelled(pointer_to(pointer, field.key), "required_named", field.label));
            }
        }
    }

  private:
    void refuse_unknown(const json::object& values) const {
        for (const auto& entry : values) {
            if (section.field(entry.key()) == nullptr) {
                faults.push_back(base::fault(pointer_to(pointer, entry.key()), "unknown_member"));
            }
        }
    }

    void check_value(const FormField& field, json::value& value) const {
        const FieldContext at{definition, field, pointer_to(pointer, field.key), check, today, faults};
        const FieldType& type = type_of(field);
        if (field.type == "dated_entries" && value.is_string()) value = entries_of(value.get_string());
        if (value.kind() == type.kind) {
            type.check(at, value);
        } else if (field.type == "money" && value.is_number()) {
            at.fault("amount_bad");
        } else {
            at.fault("wrong_type", {{"expected", std::string(type.expected)}});
        }
    }
};

std::optional<std::int64_t> fen_of(const json::object& debt, std::string_view key) {
    const auto* value = debt.if_contains(key);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    const auto fen = value->get_int64();
    return fen < 0 || fen > workflow::max_fen ? std::nullopt : std::optional(fen);
}

// The sums of one debt agree with each other (条例第十五条 for the split).
void check_debt(const json::object& debt, const std::string& pointer, std::vector<FieldFault>& faults) {
    const auto contract = fen_of(debt, "contract_fen");
    const auto payable = fen_of(debt, "payable_fen");
    const auto paid = fen_of(debt, "paid_fen");
    const auto arrears = fen_of(debt, "arrears_fen");
    const auto undisputed = fen_of(debt, "undisputed_fen");
    const auto disputed = fen_of(debt, "disputed_fen");
    if (contract && payable) {
        const auto most = *contract + fen_of(debt, "variation_fen").value_or(0);
        if (*payable > most) {
            faults.push_back(base::fault(pointer + "/payable_fen", "over_contract",
                                         {{"max", workflow::format_yuan(most)}}));
        }
    }
    if (payable && paid && arrears && *payable - *paid != *arrears) {
        faults.push_back(base::fault(pointer + "/arrears_fen", "arrears_mismatch",
                                     {{"expected", workflow::format_yuan(*payable - *paid)}}));
    }
    if (arrears && undisputed && disputed && *undisputed + *disputed != *arrears) {
        faults.push_back(base::fault(pointer + "/disputed_fen", "split_mismatch",
                                     {{"expected", workflow::format_yuan(*arrears)}}));
    }
    if (!debt.contains("delivered_on") && !debt.contains("inspected_on") && !debt.contains("settled_on")) {
        faults.push_back(base::fault(pointer + "/delivered_on", "one_date_needed"));
    }
    if (word_at(debt, "payment_term") == "none" &&
        (debt.contains("payment_days") || debt.contains("payment_date"))) {
        faults.push_back(base::fault(pointer + "/payment_term", "term_contradicts"));
    }
}

std::string text_at(const json::object& form, std::string_view section, std::string_view key) {
    const auto* group = form.if_contains(section);
    if (group == nullptr || !group->is_object()) return {};
    const auto* value = group->get_object().if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

void check_across(const json::object& form, std::vector<FieldFault>& faults) {
    const auto* debts = form.if_contains("debts");
    if (debts != nullptr && debts->is_array()) {
        const auto& items = debts->get_array();
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (items[i].is_object())
                check_debt(items[i].get_object(), "/form/debts/" + std::to_string(i), faults);
        }
    }
    const auto own = text_at(form, "complainant", "credit_code");
    if (!own.empty() && own == text_at(form, "respondent", "credit_code")) {
        faults.push_back(base::fault("/form/respondent/credit_code", "same_party"));
    }
    if (text_at(form, "claim", "in_court") == "yes")
        faults.push_back(base::fault("/form/claim/in_court", "in_court"));
}

void check_list(const Group& group, json::value& value) {
    if (!value.is_array()) {
        group.faults.push_back(base::fault(group.pointer, "wrong_type", {{"expected", "array"}}));
        return;
    }
    auto& items = value.get_array();
    const auto& section = group.section;
    if (std::cmp_greater(items.size(), section.max)) {
        group.faults.push_back(
            base::fault(group.pointer, "too_many", {{"max", std::to_string(section.max)}}));
        return;
    }
    if (group.check == FormCheck::submit && std::cmp_less(items.size(), section.min)) {
        group.faults.push_back(base::fault(group.pointer, "too_few", {{"min", std::to_string(section.min)}}));
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Group entry{group.definition, section,     pointer_to(group.pointer, std::to_string(i)),
                          group.check,      group.today, group.form,
                          group.faults};
        if (items[i].is_object()) {
            entry.run(items[i].get_object());
        } else {
            group.faults.push_back(base::fault(entry.pointer, "wrong_type", {{"expected", "object"}}));
        }
    }
}

void check_group(const Group& group, json::value& value) {
    if (group.section.repeats) return check_list(group, value);
    if (value.is_object()) return group.run(value.get_object());
    group.faults.push_back(base::fault(group.pointer, "wrong_type", {{"expected", "object"}}));
}

}  // namespace

std::vector<FieldFault> check_form(const FormDefinition& definition, json::object& form, FormCheck check,
                                   base::Day today) {
    std::vector<FieldFault> faults;
    for (const auto& entry : form) {
        if (definition.section(entry.key()) == nullptr) {
            faults.push_back(base::fault(pointer_to("/form", entry.key()), "unknown_member"));
        }
    }
    for (const auto& section : definition.sections) {
        const Group group{definition, section, pointer_to("/form", section.key), check, today, form, faults};
        auto* value = form.if_contains(section.key);
        if (value != nullptr) {
            check_group(group, *value);
        } else if (check == FormCheck::submit) {
            // A section left out has every one of its faults.
            json::value nothing = section.repeats ? json::value(json::array{}) : json::value(json::object{});
            check_group(group, nothing);
        }
    }
    if (check == FormCheck::submit) check_across(form, faults);
    return faults;
}

std::vector<FieldFault> check_declarations(const FormDefinition& definition,
                                           const std::vector<Declaration>& ticked, std::string_view parent) {
    std::vector<FieldFault> faults;
    for (std::size_t i = 0; i < definition.declarations.size(); ++i) {
        const auto& wanted = definition.declarations[i];
        const bool found = std::ranges::any_of(ticked, [&](const Declaration& tick) {
            return tick.code == wanted.code && tick.version == wanted.version;
        });
        if (!found)
            faults.push_back(base::fault(pointer_to(parent, std::to_string(i)), "declaration_needed"));
    }
    for (std::size_t i = 0; i < ticked.size(); ++i) {
        if (std::ranges::find(definition.declarations, ticked[i].code, &FormDeclaration::code) ==
            definition.declarations.end()) {
            faults.push_back(base::fault(pointer_to(parent, std::to_string(i)), "not_a_choice"));
        }
    }
    return faults;
}

}  // namespace qingqian::cases
