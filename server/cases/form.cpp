#include "form.hpp"

#include <algorithm>
#include <functional>

#include "workflow/reader.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using workflow::Node;
using workflow::Reader;

constexpr std::string_view types[] = {"text",      "long_text",    "credit_code", "division", "postcode",
                                      "choice",    "choices",      "integer",     "money",    "boolean",
                                      "date",      "mobile",       "landline",    "phone",    "email",
                                      "id_number", "dated_entries"};
constexpr std::string_view contact_members[] = {"name",      "mobile",      "landline",     "email",
                                                "id_number", "consent_sms", "consent_email"};

template <class List>
bool one_of(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != std::end(list);
}

std::optional<std::int64_t> bound(Reader& reader, const Node& node, std::string_view key) {
    const auto* value = node.member(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_int64()) {
        reader.fault(node.at(key), "is no integer");
        return std::nullopt;
    }
    return value->get_int64();
}

FieldCondition read_condition(Reader& reader, const Node& node) {
    reader.only(node, {"field", "in", "not_in", "differs_from"});
    const auto measure = reader.optional_text(node, "differs_from");
    if (!measure.empty() && measure != "standard") reader.fault(node.at("differs_from"), "is not a measure");
    return {reader.text(node, "field"), reader.texts(node, "in"), reader.texts(node, "not_in"),
            measure == "standard"};
}

FormField read_field(Reader& reader, const Node& node) {
    reader.only(node,
                {"key", "type", "label", "help", "article", "required", "required_when", "required_unless",
                 "min", "max", "unit", "positive", "past", "personal", "contact", "choices"});
    FormField field;
    field.key = reader.text(node, "key");
    field.type = reader.text(node, "type");
    if (!one_of(types, field.type)) reader.fault(node.at("type"), "there is no type " + field.type);
    field.label = reader.sentence(node, "label");
    field.required = reader.boolean(node, "required");
    if (const auto* when = node.member("required_when")) {
        field.required_when = read_condition(reader, {when, node.at("required_when")});
    }
    field.required_unless = reader.texts(node, "required_unless");
    field.min = bound(reader, node, "min");
    field.max = bound(reader, node, "max");
    field.positive = reader.boolean(node, "positive");
    field.past = reader.boolean(node, "past");
    field.contact = reader.optional_text(node, "contact");
    if (!field.contact.empty() && !one_of(contact_members, field.contact)) {
        reader.fault(node.at("contact"), "a contact has no member " + field.contact);
    }
    const bool chooses = field.type == "choice" || field.type == "choices";
    for (const auto& choice : reader.list(node, "choices", chooses)) {
        field.choices.push_back(reader.text(choice, "code"));
        reader.sentence(choice, "label");
    }
    return field;
}

FormSection read_section(Reader& reader, const Node& node) {
    reader.only(node, {"key", "label", "item_label", "repeat", "fields"});
    FormSection section;
    section.key = reader.text(node, "key");
    section.label = reader.sentence(node, "label");
    if (const auto* repeat = node.member("repeat")) {
        const Node inner{repeat, node.at("repeat")};
        section.repeats = true;
        section.min = reader.integer(inner, "min", 0, 1000);
        section.max = reader.integer(inner, "max", 1, 1000);
    }
    for (const auto& item : reader.list(node, "fields")) {
        auto field = read_field(reader, item);
        if (section.field(field.key) != nullptr)
            reader.fault(item.path, "the key stands twice: " + field.key);
        section.fields.push_back(std::move(field));
    }
    return section;
}

// Conditions may only speak of fields of their own section.
void check_references(Reader& reader, const FormSection& section) {
    for (const auto& field : section.fields) {
        const auto expect = [&](const std::string& other) {
            if (section.field(other) != nullptr) return;
            reader.fault("/sections/" + section.key + "/" + field.key, "there is no field " + other);
        };
        if (field.required_when) expect(field.required_when->field);
        std::ranges::for_each(field.required_unless, expect);
    }
}

FormMaterial read_material(Reader& reader, const Node& node) {
    reader.only(node, {"kind", "label", "help", "required", "required_when", "max"});
    FormMaterial material;
    material.kind = reader.text(node, "kind");
    material.label = reader.sentence(node, "label");
    material.required = reader.boolean(node, "required");
    material.max = reader.integer(node, "max", 1, 1000);
    if (const auto* when = node.member("required_when")) {
        material.required_when = reader.text({when, node.at("required_when")}, "field");
    }
    return material;
}

}  // namespace

const FormField* FormSection::field(std::string_view wanted) const {
    const auto found = std::ranges::find(fields, wanted, &FormField::key);
    return found == fields.end() ? nullptr : &*found;
}

const FormSection* FormDefinition::section(std::string_view key) const {
    const auto found = std::ranges::find(sections, key, &FormSection::key);
    return found == sections.end() ? nullptr : &*found;
}

const FormMaterial* FormDefinition::material(std::string_view kind) const {
    const auto found = std::ranges::find(materials, kind, &FormMaterial::kind);
    return found == materials.end() ? nullptr : &*found;
}

std::expected<FormDefinition, std::vector<std::string>> read_form(const json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"name", "version", "label", "sections", "declarations", "materials"});
    FormDefinition definition;
    definition.name = reader.text(root, "name");
    definition.version = reader.integer(root, "version", 1, 1'000'000);
    for (const auto& item : reader.list(root, "sections")) {
        auto section = read_section(reader, item);
        if (definition.section(section.key) != nullptr) reader.fault(item.path, "the key stands twice");
        check_references(reader, section);
        definition.sections.push_back(std::move(section));
    }
    for (const auto& item : reader.list(root, "declarations")) {
        reader.only(item, {"code", "version", "article", "text"});
        reader.sentence(item, "text");
        definition.declarations.push_back(
            {reader.text(item, "code"), reader.integer(item, "version", 1, 1'000'000)});
    }
    for (const auto& item : reader.list(root, "materials")) {
        definition.materials.push_back(read_material(reader, item));
    }
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return definition;
}

std::expected<void, std::vector<std::string>> read_divisions(FormDefinition& definition,
                                                             const json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"source", "items"});
    const std::function<void(const Node&)> walk = [&](const Node& node) {
        reader.only(node, {"code", "name", "valid_from", "valid_to", "children"});
        reader.text(node, "name");
        const auto code = reader.text(node, "code");
        if (code.size() != 6) reader.fault(node.at("code"), "a division has six digits");
        for (const std::string_view key : {"valid_from", "valid_to"}) {
            const auto day = reader.optional_text(node, key);
            if (!day.empty() && !base::parse_day(day)) reader.fault(node.at(key), "not a day that exists");
        }
        if (!definition.divisions.insert(code).second) reader.fault(node.at("code"), "the code stands twice");
        for (const auto& child : reader.list(node, "children", false)) walk(child);
    };
    for (const auto& item : reader.list(root, "items")) walk(item);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return {};
}

}  // namespace qingqian::cases
