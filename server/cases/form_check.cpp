#include <algorithm>
#include <map>

#include "base/decode.hpp"
#include "form.hpp"
#include "normalise.hpp"
#include "workflow/credit_code.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using base::FieldFault;
using base::Places;
using base::pointer_to;

/// What the check of one field may look at and add to.
struct FieldContext {
    const FormDefinition& definition;
    const FormField& field;
    std::string pointer;
    FormCheck check;
    base::Day today;
    std::vector<FieldFault>& faults;

    bool submitting() const { return check == FormCheck::submit; }
    void fault(std::string_view code, Places places = {}) const;
};

void replace(std::string& text, const std::string& value) {
    constexpr std::string_view mark = "{label}";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
        text.replace(at, mark.size(), value);
    }
}

// The field's label stands in both languages, which the catalogue's places cannot do.
FieldFault labelled(std::string_view pointer, std::string_view code, const base::Sentence& label,
                    Places places = {}) {
    FieldFault fault = base::fault(pointer, code, places);
    replace(fault.sentence.zh, label.zh);
    replace(fault.sentence.en, label.en);
    return fault;
}

void FieldContext::fault(std::string_view code, Places places) const {
    faults.push_back(labelled(pointer, code, field.label, places));
}

bool has_control_characters(std::string_view text, bool lines) {
    return std::ranges::any_of(text, [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && !(lines && (c == '\n' || c == '\t'))) || byte == 0x7F;
    });
}

// Line ends as every system writes them become '\n', so that lengths and hashes do not depend on the browser.
std::string unix_lines(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            out += text[i];
        } else if (i + 1 == text.size() || text[i + 1] != '\n') {
            out += '\n';
        }
    }
    return out;
}

void check_text(const FieldContext& at, json::value& value) {
    const bool lines = at.field.type == "long_text";
    const std::string text = trimmed(unix_lines(value.get_string()));
    if (has_control_characters(text, lines)) at.fault("control_character");
    const auto length = base::code_points(text);
    const auto max = at.field.max.value_or(200);
    if (length > max) {
        at.fault("too_long", {{"max", std::to_string(max)}, {"over", std::to_string(length - max)}});
    } else if (at.submitting() && length < at.field.min.value_or(0)) {
        at.fault("too_short", {{"min", std::to_string(*at.field.min)}});
    }
    value = text;
}

// A number still being typed may be kept in a draft as long as it is short.
bool too_long_for_draft(const FieldContext& at, std::string_view text, std::int64_t max) {
    const auto length = base::code_points(text);
    if (length <= max && !has_control_characters(text, false)) return false;
    if (length > max) {
        at.fault("too_long", {{"max", std::to_string(max)}, {"over", std::to_string(length - max)}});
    } else {
        at.fault("control_character");
    }
    return true;
}

void check_credit_code(const FieldContext& at, json::value& value) {
    const auto checked = workflow::check_credit_code(std::string_view(value.get_string()));
    if (too_long_for_draft(at, checked.code, 40)) return;
    if (at.submitting() && !checked.valid) at.fault("bad_credit_code");
    value = checked.code;
}

void check_mobile(const FieldContext& at, json::value& value) {
    const auto mobile = normalise_mobile(value.get_string());
    if (too_long_for_draft(at, mobile, 40)) return;
    if (at.submitting() && !is_mobile(mobile)) {
        const auto length = base::code_points(mobile);
        if (length == 11) {
            at.fault("bad_format");
        } else {
            at.fault("bad_mobile", {{"length", std::to_string(length)}});
        }
    }
    value = mobile;
}

// Types whose normaliser yields nothing for what is malformed.
void check_formatted(const FieldContext& at, json::value& value) {
    const std::string text = trimmed(half_width(value.get_string()));
    std::optional<std::string> canonical;
    std::string_view code = "bad_format";
    if (at.field.type == "landline") {
        canonical = normalise_landline(text);
    } else if (at.field.type == "phone") {
        canonical = normalise_phone(text);
    } else if (at.field.type == "email") {
        canonical = normalise_mail(text);
        code = "bad_email";
    } else if (at.field.type == "id_number") {
        canonical = normalise_id_number(text);
    } else if (text.size() == 6 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
        canonical = text;  // postcode
    }
    if (!canonical && too_long_for_draft(at, text, 254)) return;
    if (!canonical && at.submitting()) at.fault(code);
    value = canonical.value_or(text);
}

void check_division(const FieldContext& at, json::value& value) {
    const std::string code = trimmed(half_width(value.get_string()));
    if (!at.definition.divisions.contains(code)) at.fault("not_a_choice");
    value = code;
}

void check_date(const FieldContext& at, json::value& value) {
    const std::string text = trimmed(half_width(value.get_string()));
    const auto day = base::parse_day(text);
    // The span keeps slips like 0206 or 20266 out, and terms counted from here inside the calendar.
    if (!day || text < "1949-10-01" || text > "2100-12-31") {
        at.fault("bad_date");
    } else if (at.field.past && *day > at.today) {
        at.fault("date_in_future");
    }
    value = text;
}

void check_choice(const FieldContext& at, json::value& value) {
    if (std::ranges::find(at.field.choices, std::string_view(value.get_string())) == at.field.choices.end()) {
        at.fault("not_a_choice");
    }
}

void check_choices(const FieldContext& at, json::value& value) {
    json::array kept;
    const auto& items = value.get_array();
    if (items.size() > at.field.choices.size()) {
        return at.fault("too_many", {{"max", std::to_string(at.field.choices.size())}});
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool known = items[i].is_string() &&
                           std::ranges::find(at.field.choices, std::string_view(items[i].get_string())) !=
                               at.field.choices.end();
        if (!known) {
            at.faults.push_back(base::fault(pointer_to(at.pointer, std::to_string(i)), "not_a_choice"));
        } else if (std::ranges::find(kept, items[i]) == kept.end()) {
            kept.push_back(items[i]);
        }
    }
    value = std::move(kept);
}

void check_integer(const FieldContext& at, json::value& value) {
    const auto number = value.get_int64();
    if (at.field.min && number < *at.field.min)
        at.fault("too_small", {{"min", std::to_string(*at.field.min)}});
    if (at.field.max && number > *at.field.max)
        at.fault("too_large", {{"max", std::to_string(*at.field.max)}});
}

void check_money(const FieldContext& at, json::value& value) {
    const auto fen = value.get_int64();
    if (fen > workflow::max_fen || fen < 0) {
        at.fault("amount_bad");
    } else if (at.field.positive && fen == 0 && at.submitting()) {
        at.fault("amount_not_positive");
    }
}

struct Type {
    json::kind kind;
    std::string_view expected;
    void (*check)(const FieldContext&, json::value&);
};

const Type& type_of(const FormField& field) {
    static const std::map<std::string_view, Type> types{
        {"text", {json::kind::string, "string", check_text}},
        {"long_text", {json::kind::string, "string", check_text}},
        {"credit_code", {json::kind::string, "string", check_credit_code}},
        {"division", {json::kind::string, "string", check_division}},
        {"postcode", {json::kind::string, "string", check_formatted}},
        {"choice", {json::kind::string, "string", check_choice}},
        {"choices", {json::kind::array, "array", check_choices}},
        {"integer", {json::kind::int64, "integer", check_integer}},
        {"money", {json::kind::int64, "integer", check_money}},
        {"boolean", {json::kind::bool_, "boolean", [](const FieldContext&, json::value&) {}}},
        {"date", {json::kind::string, "string", check_date}},
        {"mobile", {json::kind::string, "string", check_mobile}},
        {"landline", {json::kind::string, "string", check_formatted}},
        {"phone", {json::kind::string, "string", check_formatted}},
        {"email", {json::kind::string, "string", check_formatted}},
        {"id_number", {json::kind::string, "string", check_formatted}}};
    return types.at(field.type);
}

bool is_empty(const json::value& value) {
    if (value.is_string()) return trimmed(value.get_string()).empty();
    return value.is_null() || (value.is_array() && value.get_array().empty());
}

bool condition_holds(const FieldCondition& condition, const json::object& group) {
    const auto* other = group.if_contains(condition.field);
    if (other == nullptr || !other->is_string()) return false;
    const auto listed = [&](const std::vector<std::string>& values) {
        return std::ranges::find(values, std::string_view(other->get_string())) != values.end();
    };
    if (!condition.in.empty()) return listed(condition.in);
    return condition.not_in.empty() || !listed(condition.not_in);
}

bool must_be_filled(const FormField& field, const json::object& group) {
    if (field.required) return true;
    if (field.required_when && condition_holds(*field.required_when, group)) return true;
    return !field.required_unless.empty() && !group.contains(field.required_unless);
}

/// A group of fields being checked: an object of the form with its pointer.
struct Group {
    const FormDefinition& definition;
    const FormSection& section;
    std::string pointer;
    FormCheck check;
    base::Day today;
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
        for (const auto& field : section.fields) {
            if (!values.contains(field.key) && must_be_filled(field, values)) {
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
        const Type& type = type_of(field);
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
                          group.check,      group.today, group.faults};
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
        const Group group{definition, section, pointer_to("/form", section.key), check, today, faults};
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
