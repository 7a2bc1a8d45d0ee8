#include "definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "workflow/bounds.hpp"
#include "workflow/definition_check.hpp"
#include "workflow/reader.hpp"

namespace qingqian::workflow {
namespace {

using Choices = std::map<std::string, std::vector<Choice>, std::less<>>;

template <std::size_t Size>
bool one_of(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

constexpr std::array field_types = std::to_array<std::string_view>(
    {"text", "choice", "choices", "body", "bodies", "boolean", "date", "money", "integer", "items",
     "declarations", "plan", "attachment", "attachments", "officer", "case", "rating"});
constexpr std::array owners =
    std::to_array<std::string_view>({"complainant", "accepting", "handling", "nobody", "previous"});
constexpr std::array bodies =
    std::to_array<std::string_view>({"", "accepting", "handling", "owner", "either", "involved"});
constexpr std::array clock_effects =
    std::to_array<std::string_view>({"start", "meet", "stop", "pause", "resume", "recount", "mark_late"});
constexpr std::array audiences = std::to_array<std::string_view>(
    {"complainant", "agent", "respondent", "accepting_body", "accepting_head", "handling_body",
     "handling_head", "handler", "co_handling", "supervision", "supervisor"});

// A rule of the platform's own is marked [D] in the data, perhaps with the provision it leans on behind.
std::string law_of(std::string basis) {
    constexpr std::string_view own = "[D]";
    if (!basis.starts_with(own)) return basis;
    basis.erase(0, own.size());
    for (const std::string_view between : {"，", "；"}) {
        if (basis.starts_with(between)) basis.erase(0, between.size());
    }
    return basis;
}

std::string read_basis(Reader& reader, const Node& node) {
    return law_of(reader.optional_text(node, "basis"));
}

std::string read_day(Reader& reader, const Node& node, std::string_view key) {
    auto day = reader.optional_text(node, key);
    if (!day.empty() && !base::parse_day(day)) reader.fault(node.at(key), "not a day that exists: " + day);
    return day;
}

std::vector<Choice> read_choices(Reader& reader, const Node& node, std::string_view key) {
    std::vector<Choice> choices;
    for (const Node& item : reader.list(node, key)) {
        reader.only(item, {"code", "label", "basis", "province", "valid_from", "valid_until", "source"});
        choices.push_back({reader.text(item, "code"), reader.sentence(item, "label"),
                           read_basis(reader, item), reader.optional_text(item, "province"),
                           read_day(reader, item, "valid_from"), read_day(reader, item, "valid_until"),
                           reader.optional_text(item, "source")});
    }
    return choices;
}

Choices read_choice_lists(Reader& reader, const Node& root) {
    Choices lists;
    const auto* value = root.member("choices");
    if (value == nullptr) return lists;
    const Node node{value, root.at("choices")};
    const auto* object = value->if_object();
    if (object == nullptr) {
        reader.fault(node.path, "must be an object");
        return lists;
    }
    for (const auto& entry : *object) lists.emplace(entry.key(), read_choices(reader, node, entry.key()));
    return lists;
}

State read_state(Reader& reader, const Node& node) {
    reader.only(node, {"code", "label", "owner", "initial", "terminal", "tabs"});
    State state;
    state.code = reader.text(node, "code");
    state.label = reader.sentence(node, "label");
    state.owner = reader.text(node, "owner");
    if (!state.owner.empty() && !one_of(owners, state.owner)) {
        reader.fault(node.at("owner"), "must be complainant, accepting, handling, nobody or previous");
    }
    state.initial = reader.boolean(node, "initial");
    state.terminal = reader.boolean(node, "terminal");
    state.tabs = reader.texts(node, "tabs");
    return state;
}

ClockKind read_clock(Reader& reader, const Node& node) {
    reader.only(node, {"kind", "label", "term", "owner", "basis", "track", "dated"});
    return {reader.text(node, "kind"),          reader.sentence(node, "label"),
            reader.optional_text(node, "term"), reader.optional_text(node, "owner"),
            read_basis(reader, node),           reader.optional_text(node, "track"),
            reader.boolean(node, "dated")};
}

TrackKind read_track(Reader& reader, const Node& node) {
    reader.only(node, {"code", "label", "basis", "restricted", "lasting"});
    return {reader.text(node, "code"), reader.sentence(node, "label"), law_of(reader.text(node, "basis")),
            reader.boolean(node, "restricted"), reader.boolean(node, "lasting")};
}

DocumentKind read_document(Reader& reader, const Node& node) {
    reader.only(node, {"type", "label", "infix", "basis"});
    return {reader.text(node, "type"), reader.sentence(node, "label"), reader.text(node, "infix"),
            read_basis(reader, node)};
}

Role read_role(Reader& reader, const Node& node) {
    reader.only(node, {"code", "label", "anywhere", "sees_restricted"});
    return {reader.text(node, "code"), reader.sentence(node, "label"), reader.boolean(node, "anywhere"),
            reader.boolean(node, "sees_restricted")};
}

void read_bound(Reader& reader, const Node& node, std::string_view key, InputField& field,
                std::string& rule) {
    rule = reader.optional_text(node, key);
    if (rule.empty()) return;
    if (field.type != "date") reader.fault(node.at(key), "is for dates alone");
    if (!bound_known(rule)) reader.fault(node.at(key), "there is no rule " + rule);
}

InputField read_field(Reader& reader, const Node& node, const Choices& lists) {
    reader.only(node, {"name", "type", "label", "help", "required", "min", "max", "personal", "not_before",
                       "not_after", "choices"});
    InputField field;
    field.name = reader.text(node, "name");
    field.type = reader.text(node, "type");
    if (!field.type.empty() && !one_of(field_types, field.type)) {
        reader.fault(node.at("type"), "there is no field type " + field.type);
    }
    field.label = reader.sentence(node, "label");
    if (node.member("help") != nullptr) field.help = reader.sentence(node, "help");
    field.required = reader.boolean(node, "required");
    field.min = reader.optional_integer(node, "min", 0);
    field.max = reader.optional_integer(node, "max", 0);
    field.personal = reader.boolean(node, "personal");
    read_bound(reader, node, "not_before", field, field.not_before);
    read_bound(reader, node, "not_after", field, field.not_after);
    if (field.max != 0 && field.max < field.min) reader.fault(node.at("max"), "is below min");
    if (field.type != "choice" && field.type != "choices") return field;
    const auto list = reader.text(node, "choices");
    const auto found = lists.find(list);
    if (found != lists.end()) {
        field.choices = found->second;
    } else if (!list.empty()) {
        reader.fault(node.at("choices"), "there is no list of choices " + list);
    }
    return field;
}

std::vector<ClockEffect> read_clock_effects(Reader& reader, const Node& node) {
    std::vector<ClockEffect> effects;
    for (const Node& item : reader.list(node, "clocks", false)) {
        reader.only(item, {"effect", "kind", "since"});
        effects.push_back(
            {reader.text(item, "effect"), reader.text(item, "kind"), reader.optional_text(item, "since")});
        const auto& effect = effects.back().effect;
        if (!effect.empty() && !one_of(clock_effects, effect)) {
            reader.fault(item.at("effect"), "must be start, meet, stop, pause, resume, recount or mark_late");
        }
    }
    return effects;
}

std::vector<Tell> read_tells(Reader& reader, const Node& node) {
    std::vector<Tell> tells;
    for (const Node& item : reader.list(node, "tells", false)) {
        reader.only(item, {"event", "audiences", "due"});
        tells.push_back({reader.text(item, "event"), reader.texts(item, "audiences", true),
                         reader.optional_text(item, "due")});
        for (const auto& audience : tells.back().audiences) {
            if (!one_of(audiences, audience))
                reader.fault(item.at("audiences"), "there is no audience " + audience);
        }
    }
    return tells;
}

Action read_action(Reader& reader, const Node& node, const Choices& lists) {
    reader.only(node, {"name", "transition", "event", "label", "effect", "from", "to", "roles", "body",
                       "fields", "guards", "effects", "clocks", "documents", "tells", "silent_because",
                       "basis", "irreversible", "restricted"});
    Action action;
    action.name = reader.text(node, "name");
    action.transition = reader.optional_text(node, "transition");
    action.event = reader.text(node, "event");
    action.label = reader.sentence(node, "label");
    action.effect = reader.sentence(node, "effect");
    action.from = reader.texts(node, "from", true);
    action.to = reader.optional_text(node, "to");
    action.roles = reader.texts(node, "roles", true);
    action.body = reader.optional_text(node, "body");
    if (!one_of(bodies, action.body)) {
        reader.fault(node.at("body"), "must be accepting, handling, owner, either or involved");
    }
    for (const Node& field : reader.list(node, "fields", false))
        action.fields.push_back(read_field(reader, field, lists));
    action.guards = reader.texts(node, "guards");
    action.effects = reader.texts(node, "effects");
    action.clocks = read_clock_effects(reader, node);
    action.documents = reader.texts(node, "documents");
    action.tells = read_tells(reader, node);
    action.silent_because = reader.optional_text(node, "silent_because");
    action.basis = read_basis(reader, node);
    action.irreversible = reader.boolean(node, "irreversible");
    action.restricted = reader.boolean(node, "restricted");
    return action;
}

// "*" stands for every state in which a case is under way.
void expand_from(Definition& definition) {
    for (auto& action : definition.actions) {
        if (action.from != std::vector<std::string>{"*"}) continue;
        action.from.clear();
        for (const auto& state : definition.states) {
            if (!state.initial && !state.terminal) action.from.push_back(state.code);
        }
    }
}

template <class Row>
const Row* find_row(const std::vector<Row>& rows, std::string Row::*name, std::string_view wanted) {
    const auto found = std::ranges::find(rows, wanted, name);
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

Call read_call(std::string_view text) {
    Call call;
    const auto open = text.find('(');
    call.name = text.substr(0, open);
    if (open == std::string_view::npos) return call;
    std::string argument;
    for (const char c : text.substr(open + 1)) {
        if (c == ',' || c == ')') {
            call.arguments.push_back(std::exchange(argument, {}));
        } else if (c != ' ') {
            argument += c;
        }
    }
    return call;
}

const State* Definition::state(std::string_view code) const {
    return find_row(states, &State::code, code);
}

const Action* Definition::action(std::string_view wanted) const {
    return find_row(actions, &Action::name, wanted);
}

const ClockKind* Definition::clock(std::string_view kind) const {
    return find_row(clocks, &ClockKind::kind, kind);
}

const TrackKind* Definition::track(std::string_view code) const {
    return find_row(tracks, &TrackKind::code, code);
}

const DocumentKind* Definition::document(std::string_view type) const {
    return find_row(documents, &DocumentKind::type, type);
}

const Role* Definition::role(std::string_view code) const {
    return find_row(roles, &Role::code, code);
}

const std::string& Definition::initial() const {
    return std::ranges::find(states, true, &State::initial)->code;
}

std::vector<std::string> Definition::targets(const Action& action) const {
    if (action.to.empty()) return {};
    if (action.to != "previous") return {action.to};
    std::vector<std::string> before;
    for (const auto& other : actions) {
        if (std::ranges::find(action.from, other.to) == action.from.end()) continue;
        for (const auto& from : other.from) {
            if (std::ranges::find(before, from) == before.end()) before.push_back(from);
        }
    }
    return before;
}

std::expected<Definition, std::vector<std::string>> read_definition(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"$schema", "name", "version", "label", "number", "form", "roles", "choices", "states",
                       "clocks", "tracks", "documents", "actions"});
    Definition definition;
    definition.name = reader.text(root, "name");
    definition.version = reader.integer(root, "version", 1, 1'000'000);
    definition.label = reader.sentence(root, "label");
    if (root.member("number") != nullptr) definition.number = reader.text(root, "number");
    if (root.member("form") != nullptr) definition.form = reader.text(root, "form");
    for (const Node& node : reader.list(root, "roles")) definition.roles.push_back(read_role(reader, node));
    definition.choices = read_choice_lists(reader, root);
    for (const Node& node : reader.list(root, "states"))
        definition.states.push_back(read_state(reader, node));
    for (const Node& node : reader.list(root, "clocks"))
        definition.clocks.push_back(read_clock(reader, node));
    for (const Node& node : reader.list(root, "tracks", false))
        definition.tracks.push_back(read_track(reader, node));
    for (const Node& node : reader.list(root, "documents", false))
        definition.documents.push_back(read_document(reader, node));
    for (const Node& node : reader.list(root, "actions")) {
        definition.actions.push_back(read_action(reader, node, definition.choices));
    }
    expand_from(definition);
    if (reader.faults().empty()) check_references(reader, definition);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return definition;
}

}  // namespace qingqian::workflow
