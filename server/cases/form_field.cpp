#include "form_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "base/decode.hpp"
#include "normalise.hpp"
#include "workflow/credit_code.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using base::FieldFault;
using base::Places;
using base::pointer_to;

void replace(std::string& text, const std::string& value) {
    constexpr std::string_view mark = "{label}";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
        text.replace(at, mark.size(), value);
    }
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

// A mask is no number, not even half of one: stored, it would be all that is left.
bool is_mask(const FieldContext& at, std::string_view text) {
    if (!text.contains("**")) return false;
    at.fault("masked_value");
    return true;
}

void check_mobile(const FieldContext& at, json::value& value) {
    const auto mobile = normalise_mobile(value.get_string());
    if (is_mask(at, mobile)) return;
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
    if (is_mask(at, text)) return;
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
    bool refused = false;
    const auto& items = value.get_array();
    if (items.size() > at.field.choices.size()) {
        return at.fault("too_many", {{"max", std::to_string(at.field.choices.size())}});
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool known = items[i].is_string() &&
                           std::ranges::find(at.field.choices, std::string_view(items[i].get_string())) !=
                               at.field.choices.end();
        if (!known) {
            refused = true;
            at.faults.push_back(base::fault(pointer_to(at.pointer, std::to_string(i)), "not_a_choice"));
        } else if (std::ranges::find(kept, items[i]) == kept.end()) {
            kept.push_back(items[i]);
        }
    }
    // What is refused stays as it was: without what is wrong in it, it would look sound the next time.
    if (!refused) value = std::move(kept);
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

// A date that a line begins with, in any of the ways people write one; what follows it is left in `line`.
std::optional<base::Day> leading_day(std::string_view& line) {
    std::string_view rest = line;
    std::array<int, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        if (digits == 0 || digits > 4) return std::nullopt;
        std::from_chars(rest.data(), rest.data() + digits, parts[i]);
        rest.remove_prefix(digits);
        for (const std::string_view mark : {"-", "/", ".", "年", "月", "日", "号"}) {
            if (rest.starts_with(mark)) {
                rest.remove_prefix(mark.size());
                break;
            }
        }
    }
    const auto day = base::parse_day(fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]));
    if (day) line = rest;
    return day;
}

void check_entry_day(const FieldContext& at, const std::string& pointer, std::string_view on) {
    const auto day = base::parse_day(on);
    if (!day || on < "1949-10-01") {
        at.faults.push_back(labelled(pointer, "bad_date", at.field.label));
    } else if (*day > at.today) {
        at.faults.push_back(labelled(pointer, "date_in_future", at.field.label));
    }
}

std::string entry_text(const json::key_value_pair& member) {
    const auto text = trimmed(unix_lines(member.value().get_string()));
    return member.key() == "on" ? trimmed(half_width(text)) : text;
}

// One entry in its canonical form, empty for a line left empty. Faults point at the entry's member.
json::object checked_entry(const FieldContext& at, std::size_t row, const json::value& item) {
    const auto pointer = pointer_to(at.pointer, std::to_string(row));
    const auto* entry = item.if_object();
    if (entry == nullptr) {
        at.faults.push_back(base::fault(pointer, "wrong_type", {{"expected", "object"}}));
        return {};
    }
    json::object kept;
    for (const auto& member : *entry) {
        const auto place = pointer_to(pointer, member.key());
        if (member.key() != "on" && member.key() != "how") {
            at.faults.push_back(base::fault(place, "unknown_member"));
        } else if (!member.value().is_string()) {
            at.faults.push_back(base::fault(place, "wrong_type", {{"expected", "string"}}));
        } else if (auto text = entry_text(member); !text.empty()) {
            constexpr std::int64_t longest = 500;
            const auto length = base::code_points(text);
            if (has_control_characters(text, true))
                at.faults.push_back(base::fault(place, "control_character"));
            if (length > longest) {
                at.faults.push_back(
                    labelled(place, "too_long", at.field.label,
                             {{"max", std::to_string(longest)}, {"over", std::to_string(length - longest)}}));
            }
            kept[member.key()] = text;
        }
    }
    if (const auto* on = kept.if_contains("on")) {
        check_entry_day(at, pointer_to(pointer, "on"), on->get_string());
    }
    if (!kept.empty() && kept.size() < 2 && at.submitting()) {
        at.faults.push_back(labelled(pointer_to(pointer, kept.contains("on") ? "how" : "on"),
                                     "entry_incomplete", at.field.label, {{"row", std::to_string(row + 1)}}));
    }
    return kept;
}

void check_entries(const FieldContext& at, json::value& value) {
    const auto& items = value.get_array();
    const auto most = at.field.max.value_or(50);
    if (std::cmp_greater(items.size(), most)) return at.fault("too_many", {{"max", std::to_string(most)}});
    const auto before = at.faults.size();
    json::array kept;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (auto entry = checked_entry(at, i, items[i]); !entry.empty()) kept.push_back(std::move(entry));
    }
    // What is refused stays as it was: without what is wrong in it, it would look sound the next time.
    if (at.faults.size() == before) value = std::move(kept);
}

}  // namespace

json::array entries_of(std::string_view text) {
    json::array entries;
    const std::string lines = unix_lines(text);
    for (std::size_t begin = 0; begin <= lines.size();) {
        const auto end = std::min(lines.find('\n', begin), lines.size());
        const std::string whole = trimmed(lines.substr(begin, end - begin));
        begin = end + 1;
        if (whole.empty()) continue;
        std::string_view rest = whole;
        json::object entry;
        if (const auto day = leading_day(rest)) entry["on"] = base::to_iso(*day);
        constexpr std::string_view marks[] = {" ", "\t", "\u3000", "：", ":", "，", ",", "、"};
        for (bool more = true; more;) {
            more = false;
            for (const auto mark : marks) {
                if (!entry.empty() && rest.starts_with(mark)) {
                    rest.remove_prefix(mark.size());
                    more = true;
                }
            }
        }
        if (!rest.empty()) entry["how"] = rest;
        entries.push_back(std::move(entry));
    }
    return entries;
}

// The field's label stands in both languages, which the catalogue's places cannot do.
FieldFault labelled(std::string_view pointer, std::string_view code, const base::Sentence& label,
                    Places places) {
    FieldFault fault = base::fault(pointer, code, places);
    replace(fault.sentence.zh, label.zh);
    replace(fault.sentence.en, label.en);
    return fault;
}

void FieldContext::fault(std::string_view code, Places places) const {
    faults.push_back(labelled(pointer, code, field.label, places));
}

const FieldType& type_of(const FormField& field) {
    static const std::map<std::string_view, FieldType> types{
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
        {"dated_entries", {json::kind::array, "array", check_entries}},
        {"mobile", {json::kind::string, "string", check_mobile}},
        {"landline", {json::kind::string, "string", check_formatted}},
        {"phone", {json::kind::string, "string", check_formatted}},
        {"email", {json::kind::string, "string", check_formatted}},
        {"id_number", {json::kind::string, "string", check_formatted}}};
    return types.at(field.type);
}

}  // namespace qingqian::cases
