#include "input.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/decode.hpp"
#include "workflow/bounds.hpp"
#include "workflow/money.hpp"

namespace qingqian::workflow {
namespace {

using base::Bound;
using base::pointer_to;
using Faults = std::vector<base::FieldFault>;

constexpr std::int64_t default_text_max = 4096;
constexpr std::int64_t default_list_max = 100;
constexpr std::int64_t item_text_max = 500;
constexpr std::int64_t name_max = 64;  // a body's code, a login, a uid, a case number

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

void check_text(Faults& faults, const std::string& at, const boost::json::value& value, std::int64_t min,
                std::int64_t max) {
    if (!value.is_string()) return base::detail::fault_type(faults, at, "string");
    // Blanks do not make a reason longer.
    base::detail::check_string(faults, at, trimmed(value.get_string()), Bound{"", min, max});
}

// For whom and when something is chosen.
struct Where {
    std::string province;
    std::string day;
};

void check_choice(Faults& faults, const std::string& at, const boost::json::value& value,
                  const InputField& field, const Where& where) {
    if (!value.is_string()) return base::detail::fault_type(faults, at, "string");
    const std::string_view code = value.get_string();
    const bool there = std::ranges::any_of(field.choices, [&](const Choice& choice) {
        return choice.code == code && choice.open_to(where.province, where.day);
    });
    if (!there) base::detail::fault_choice(faults, at);
}

const boost::json::array* check_list(Faults& faults, const std::string& at, const boost::json::value& value,
                                     const InputField& field) {
    if (!value.is_array()) {
        base::detail::fault_type(faults, at, "array");
        return nullptr;
    }
    const auto max = field.max == 0 ? default_list_max : field.max;
    base::detail::check_items(faults, at, value.get_array().size(), Bound{"", field.min, max});
    return static_cast<std::int64_t>(value.get_array().size()) > max ? nullptr : &value.get_array();
}

void check_choices(Faults& faults, const std::string& at, const boost::json::value& value,
                   const InputField& field, const Where& where) {
    const auto* list = check_list(faults, at, value, field);
    if (list == nullptr) return;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto entry = pointer_to(at, std::to_string(i));
        check_choice(faults, entry, (*list)[i], field, where);
        if ((*list)[i].is_string() && !seen.emplace((*list)[i].get_string()).second) {
            faults.push_back(base::fault(entry, "repeated"));
        }
    }
}

// Lists of small objects whose members are all there and no others.
template <class Check>
void check_objects(Faults& faults, const std::string& at, const boost::json::value& value,
                   const InputField& field, std::initializer_list<std::string_view> members, Check check) {
    const auto* list = check_list(faults, at, value, field);
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto entry = pointer_to(at, std::to_string(i));
        const auto* object = (*list)[i].if_object();
        if (object == nullptr) {
            base::detail::fault_type(faults, entry, "object");
            continue;
        }
        for (const auto name : members) {
            const auto* found = object->if_contains(name);
            if (found == nullptr) {
                base::detail::fault_missing(faults, pointer_to(entry, name));
            } else {
                check(name, pointer_to(entry, name), *found);
            }
        }
        for (const auto& [key, ignored] : *object) {
            if (std::ranges::find(members, std::string_view(key)) == members.end()) {
                base::detail::fault_unknown(faults, pointer_to(entry, key));
            }
        }
    }
}

void check_items(Faults& faults, const std::string& at, const boost::json::value& value,
                 const InputField& field) {
    check_objects(faults, at, value, field, {"defect", "cure"},
                  [&](std::string_view, const std::string& where, const boost::json::value& text) {
                      check_text(faults, where, text, 1, item_text_max);
                  });
}

void check_declarations(Faults& faults, const std::string& at, const boost::json::value& value,
                        const InputField& field) {
    check_objects(faults, at, value, field, {"code", "version"},
                  [&](std::string_view name, const std::string& where, const boost::json::value& member) {
                      if (name == "code") return check_text(faults, where, member, 1, 40);
                      if (!member.is_int64()) return base::detail::fault_type(faults, where, "integer");
                      base::detail::check_integer(faults, where, member.get_int64(), Bound{"", 1, 1'000'000});
                  });
}

void check_day(Faults& faults, const std::string& at, const boost::json::value& value,
               const base::Sentence& label) {
    if (!value.is_string()) return base::detail::fault_type(faults, at, "string");
    if (!base::parse_day(std::string_view(value.get_string()))) {
        faults.push_back(base::fault(at, "bad_date", {{"label", label.zh}}));
    }
}

// Day 90 is named by its article; the other bounds speak for themselves.
void check_bounds(Faults& faults, const std::string& at, std::string_view day, const InputField& field,
                  const CaseView& view, const Reckoning& with) {
    const auto first = bound_day(field.not_before, view, with);
    const auto last = bound_day(field.not_after, view, with);
    if (last && day > base::to_iso(*last)) {
        const std::string_view code = field.not_after == "day90" ? "date_beyond_day_90" : "date_too_late";
        faults.push_back(base::fault(at, code, {{"max", base::to_iso(*last)}}));
    } else if (first && day < base::to_iso(*first)) {
        faults.push_back(base::fault(at, "date_too_early", {{"min", base::to_iso(*first)}}));
    }
}

void check_date(Faults& faults, const std::string& at, const boost::json::value& value,
                const InputField& field, const CaseView& view, const Reckoning& with) {
    const auto before = faults.size();
    check_day(faults, at, value, field.label);
    if (faults.size() == before) check_bounds(faults, at, value.get_string(), field, view, with);
}

void check_integer(Faults& faults, const std::string& at, const boost::json::value& value, std::int64_t min,
                   std::int64_t max) {
    if (!value.is_int64()) return base::detail::fault_type(faults, at, "integer");
    base::detail::check_integer(faults, at, value.get_int64(), Bound{"", min, max});
}

// Instalments: a day and a sum each.
void check_plan(Faults& faults, const std::string& at, const boost::json::value& value,
                const InputField& field) {
    check_objects(faults, at, value, field, {"due", "amount_fen"},
                  [&](std::string_view name, const std::string& where, const boost::json::value& member) {
                      if (name == "due") return check_day(faults, where, member, field.label);
                      check_integer(faults, where, member, 1, max_fen);
                  });
}

// Codes, uids: a list of short texts without repetition.
void check_names(Faults& faults, const std::string& at, const boost::json::value& value,
                 const InputField& field) {
    const auto* list = check_list(faults, at, value, field);
    if (list == nullptr) return;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto entry = pointer_to(at, std::to_string(i));
        check_text(faults, entry, (*list)[i], 1, name_max);
        if ((*list)[i].is_string() && !seen.emplace((*list)[i].get_string()).second)
            faults.push_back(base::fault(entry, "repeated"));
    }
}

void check_field(Faults& faults, const std::string& at, const boost::json::value& value,
                 const InputField& field, const CaseView& view, const Reckoning& with) {
    const auto& type = field.type;
    const auto where = [&] {
        return Where{view.complaint.province, base::to_iso(base::legal_day(with.now))};
    };
    if (type == "text") {
        check_text(faults, at, value, field.required ? std::max<std::int64_t>(field.min, 1) : field.min,
                   field.max == 0 ? default_text_max : field.max);
    } else if (type == "choice") {
        check_choice(faults, at, value, field, where());
    } else if (type == "choices") {
        check_choices(faults, at, value, field, where());
    } else if (type == "body" || type == "officer" || type == "case" || type == "attachment") {
        check_text(faults, at, value, 1, name_max);
    } else if (type == "bodies" || type == "attachments") {
        check_names(faults, at, value, field);
    } else if (type == "boolean") {
        if (!value.is_bool()) base::detail::fault_type(faults, at, "boolean");
    } else if (type == "date") {
        check_date(faults, at, value, field, view, with);
    } else if (type == "money" || type == "integer") {
        check_integer(faults, at, value, field.min, field.max == 0 ? max_fen : field.max);
    } else if (type == "rating") {
        check_integer(faults, at, value, 1, 5);
    } else if (type == "items") {
        check_items(faults, at, value, field);
    } else if (type == "plan") {
        check_plan(faults, at, value, field);
    } else {
        check_declarations(faults, at, value, field);
    }
}

}  // namespace

std::vector<base::FieldFault> check_input(const Action& action, const boost::json::object& input,
                                          const CaseView& view, const Reckoning& with) {
    Faults faults;
    for (const auto& field : action.fields) {
        const std::string at = pointer_to("", field.name);
        if (const auto* value = input.if_contains(field.name)) {
            check_field(faults, at, *value, field, view, with);
        } else if (field.required) {
            base::detail::fault_missing(faults, at);
        }
    }
    for (const auto& [key, value] : input) {
        if (std::ranges::find(action.fields, std::string_view(key), &InputField::name) ==
            action.fields.end()) {
            base::detail::fault_unknown(faults, pointer_to("", key));
        }
    }
    return faults;
}

}  // namespace qingqian::workflow
