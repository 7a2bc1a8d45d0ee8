#include <algorithm>

#include "form.hpp"
#include "view.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;

json::object* group_of(json::object& form, std::string_view section) {
    auto* value = form.if_contains(section);
    return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

const json::object* group_of(const json::object& form, std::string_view section) {
    const auto* value = form.if_contains(section);
    return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

std::string text_of(const json::object* group, std::string_view key) {
    const auto* value = group == nullptr ? nullptr : group->if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::int64_t fen_of(const json::object& group, std::string_view key) {
    const auto* value = group.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::string* text_member(records::Contact& contact, std::string_view member) {
    if (member == "name") return &contact.name;
    if (member == "mobile") return &contact.mobile;
    if (member == "landline") return &contact.landline;
    if (member == "email") return &contact.email;
    return member == "id_number" ? &contact.id_number : nullptr;
}

bool* flag_member(records::Contact& contact, std::string_view member) {
    if (member == "consent_sms") return &contact.consent_sms;
    return member == "consent_email" ? &contact.consent_email : nullptr;
}

}  // namespace

std::vector<records::Contact> take_contacts(const FormDefinition& definition, json::object& form) {
    std::vector<records::Contact> contacts;
    for (const auto& section : definition.sections) {
        auto* group = section.repeats ? nullptr : group_of(form, section.key);
        if (group == nullptr) continue;
        records::Contact contact;
        contact.role = section.key;
        bool any = false;
        for (const auto& field : section.fields) {
            auto* value = field.contact.empty() ? nullptr : group->if_contains(field.key);
            if (value == nullptr) continue;
            any = true;
            if (auto* text = text_member(contact, field.contact)) *text = std::string(value->as_string());
            if (auto* flag = flag_member(contact, field.contact)) *flag = value->as_bool();
            group->erase(field.key);
        }
        if (any) contacts.push_back(std::move(contact));
    }
    return contacts;
}

void merge_contacts(const FormDefinition& definition, json::object& form,
                    const std::vector<records::Contact>& contacts) {
    for (const auto& stored : contacts) {
        const auto* section = definition.section(stored.role);
        if (section == nullptr) continue;
        auto contact = stored;
        auto& value = form[section->key];
        if (!value.is_object()) value = json::object{};
        auto& group = value.get_object();
        for (const auto& field : section->fields) {
            if (field.contact.empty()) continue;
            const auto* text = text_member(contact, field.contact);
            if (text != nullptr && !text->empty()) group[field.key] = *text;
            // Whether a draft has answered the question of consent shows in its time.
            const auto* flag = flag_member(contact, field.contact);
            if (flag != nullptr && (contact.consent_at != 0 || *flag)) group[field.key] = *flag;
        }
    }
}

records::Contact masked(records::Contact contact) {
    contact.mobile = mask_phone(contact.mobile);
    contact.landline = mask_phone(contact.landline);
    contact.email = mask_mail(contact.email);
    contact.id_number = mask_id_number(contact.id_number);
    return contact;
}

void restore_contacts(const FormDefinition& definition, json::object& form,
                      const std::vector<records::Contact>& contacts, bool keep_missing) {
    if (keep_missing) {
        json::object whole;
        merge_contacts(definition, whole, contacts);
        for (const auto& [section, stored] : whole) {
            auto& group = form[section];
            if (!group.is_object()) group = json::object{};
            for (const auto& [key, value] : stored.get_object()) {
                if (!group.get_object().contains(key)) group.get_object()[key] = value;
            }
        }
    }
    for (auto stored : contacts) {
        const auto* section = definition.section(stored.role);
        auto* group = section == nullptr ? nullptr : group_of(form, section->key);
        if (group == nullptr) continue;
        auto shown = masked(stored);
        for (const auto& field : section->fields) {
            const auto* kept = field.contact.empty() ? nullptr : text_member(stored, field.contact);
            auto* value = kept == nullptr ? nullptr : group->if_contains(field.key);
            if (value != nullptr && value->is_string() &&
                std::string_view(value->get_string()) == *text_member(shown, field.contact))
                *value = *kept;
        }
    }
}

void fill_columns(records::Complaint& complaint, const json::object& form) {
    const auto* complainant = group_of(form, "complainant");
    const auto* respondent = group_of(form, "respondent");
    complaint.complainant_name = text_of(complainant, "name");
    complaint.complainant_code = text_of(complainant, "credit_code");
    complaint.respondent_name = text_of(respondent, "name");
    complaint.respondent_code = text_of(respondent, "credit_code");
    complaint.respondent_type = text_of(respondent, "type");
    complaint.respondent_division = text_of(respondent, "division");
    complaint.arrears_fen = 0;
    complaint.undisputed_fen = 0;
    const auto* debts = form.if_contains("debts");
    if (debts == nullptr || !debts->is_array()) return;
    for (const auto& debt : debts->get_array()) {
        complaint.arrears_fen += fen_of(debt.as_object(), "arrears_fen");
        complaint.undisputed_fen += fen_of(debt.as_object(), "undisputed_fen");
    }
}

std::vector<FormMaterial> missing_materials(const FormDefinition& definition, const json::object& form,
                                            const std::vector<records::Attachment>& attachments) {
    std::vector<FormMaterial> missing;
    for (const auto& material : definition.materials) {
        const auto dot = material.required_when.find('.');
        const bool conditional =
            dot != std::string::npos && !text_of(group_of(form, material.required_when.substr(0, dot)),
                                                 material.required_when.substr(dot + 1))
                                             .empty();
        if (!material.required && !conditional) continue;
        const bool present = std::ranges::any_of(attachments, [&](const records::Attachment& file) {
            return file.kind == material.kind && file.removed_at == 0 && file.verdict != "infected";
        });
        if (!present) missing.push_back(material);
    }
    return missing;
}

}  // namespace qingqian::cases
