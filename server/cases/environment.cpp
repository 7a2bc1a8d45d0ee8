#include "environment.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <stdexcept>

#include "base/decode.hpp"
#include "base/embedded.hpp"
#include "cases/document_texts.hpp"
#include "cases/notices.hpp"
#include "cases/rates.hpp"
#include "cases/reference_change.hpp"
#include "cases/wordings.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "store/reference.hpp"
#include "workflow/load.hpp"
#include "workflow/verify.hpp"

namespace qingqian::cases {
namespace {

using Faults = std::vector<std::string>;

constexpr std::string_view secret_setting = "instance_secret";

[[noreturn]] void refuse_data(std::string_view path, const Faults& faults) {
    throw std::runtime_error(fmt::format("{} is broken:\n  {}", path, fmt::join(faults, "\n  ")));
}

template <class T>
T checked(std::expected<T, Faults> read, std::string_view path) {
    if (!read) refuse_data(path, read.error());
    if constexpr (!std::is_void_v<T>) return std::move(*read);
}

std::string_view shipped(std::string_view path) {
    const auto text = base::embedded_text(path);
    if (!text) throw std::runtime_error(std::string(path) + " is not part of this program");
    return *text;
}

boost::json::value json_of(std::string_view path, std::string_view text) {
    auto parsed = base::parse_json(text);
    if (!parsed) refuse_data(path, {parsed.error().log_detail});
    return std::move(*parsed);
}

void seed_definitions(store::WriteTx& tx) {
    for (const auto& file : base::embedded_files("workflows/")) {
        if (file.path.ends_with(".schema.json")) continue;
        const auto text = shipped(file.path);
        const auto definition = checked(workflow::read_definition(json_of(file.path, text)), file.path);
        store::reference::put_definition(
            tx, {definition.name, definition.version, std::string(text), base::sha256_hex(text)});
    }
}

std::map<Environment::DefinitionKey, workflow::Definition> definitions_of(store::ReadTx& tx) {
    std::map<Environment::DefinitionKey, workflow::Definition> found;
    for (const auto& row : store::reference::definitions(tx)) {
        const auto name = fmt::format("workflow {} version {}", row.name, row.version);
        found.emplace(Environment::DefinitionKey{row.name, row.version},
                      checked(workflow::read_definition(json_of(name, row.text)), name));
    }
    return found;
}

FormDefinition form_definition(const std::string& name, const std::string& province) {
    const auto form = "forms/" + name + ".json";
    constexpr std::string_view divisions = "rules/divisions.json";
    auto definition = checked(read_form(json_of(form, shipped(form))), form);
    checked(read_divisions(definition, json_of(divisions, shipped(divisions))), divisions);
    definition.sizes = &calculator_rules().sizes;
    definition.province = province;
    return definition;
}

void verify_definitions(store::ReadTx& tx, const Environment& env) {
    std::map<Environment::DefinitionKey, std::set<std::string>> in_use;
    for (const auto& use : store::complaints::states_in_use(tx)) {
        in_use[{use.definition, use.version}].insert(use.state);
    }
    std::set<workflow::WordingKey> wordings;
    for (const auto& [event, audience, language] : env.catalogue.covered()) {
        wordings.insert({event, audience, language});
    }
    for (const auto& [key, definition] : env.definitions) {
        const auto faults = workflow::verify(definition, in_use[key], wordings, &env.terms);
        if (!faults.empty())
            refuse_data(fmt::format("workflow {} version {}", key.first, key.second), faults);
        in_use.erase(key);
    }
    for (const auto& [key, definition] : env.definitions) {
        if (&definition != &env.newest(key.first)) continue;
        auto faults = shipped_documents().check(definition);
        if (!faults.empty()) refuse_data("documents", faults);
        faults = workflow::check_signatures(env.signatures, definition);
        if (!faults.empty()) refuse_data("rules/signatures.json", faults);
    }
    for (const auto& [key, states] : in_use) {
        if (states.empty()) continue;
        refuse_data("the table of workflows",
                    {fmt::format("cases stand in {} version {}, which is not there", key.first, key.second)});
    }
}

}  // namespace

const workflow::Definition& Environment::definition(std::string_view name, std::int64_t version) const {
    const auto found = definitions.find({std::string(name), version});
    if (found == definitions.end()) {
        throw std::runtime_error(fmt::format("there is no workflow {} version {}", name, version));
    }
    return found->second;
}

const workflow::Definition& Environment::newest(std::string_view name) const {
    const workflow::Definition* newest = nullptr;
    for (const auto& [key, definition] : definitions) {
        if (key.first == name) newest = &definition;  // keys rise by version
    }
    if (newest == nullptr) throw std::runtime_error(fmt::format("there is no workflow {}", name));
    return *newest;
}

bool Environment::knows(std::string_view workflow) const {
    return std::ranges::any_of(definitions, [&](const auto& each) { return each.first.first == workflow; });
}

const FormDefinition& Environment::form_of(std::string_view workflow) const {
    return forms.at(newest(workflow).form);
}

const records::Body* Environment::body(std::int64_t id) const {
    const auto found = bodies.find(id);
    return found == bodies.end() ? nullptr : &found->second;
}

const records::Body* Environment::body_by_code(std::string_view code) const {
    for (const auto& [id, body] : bodies) {
        if (body.code == code) return &body;
    }
    return nullptr;
}

base::Sentence Environment::state_label(const records::Complaint& complaint) const {
    const auto* state = definition(complaint.definition, complaint.definition_version).state(complaint.state);
    return state == nullptr ? base::Sentence{complaint.state, complaint.state} : state->label;
}

void seed_reference(store::WriteTx& tx) {
    seed_notices(tx);
    seed_definitions(tx);
    seed_wordings(tx);
    if (!store::reference::setting(tx, secret_setting)) {
        store::reference::put_setting(tx, secret_setting, base::random_hex(tx.random(), 32));
    }
}

EnvironmentPtr load_environment(store::ReadTx& tx, const Settings& settings) {
    auto env = std::make_shared<Environment>();
    env->settings = settings;
    env->definitions = definitions_of(tx);
    env->calendar = read_calendar(tx, settings.province);
    env->stamp = store::reference::setting(tx, reference_stamp).value_or("");
    env->day_count = DayCount(env->calendar);
    env->terms = workflow::load_terms();
    env->reminders = workflow::load_reminders();
    env->rights = workflow::load_rights();
    env->signatures = workflow::load_signatures();
    env->routing = workflow::load_routing();
    env->calculators.interest = workflow::with_rates(std::move(env->calculators.interest), loaded_rates(tx));
    env->catalogue = checked(notifier::Catalogue::load(), "messages");
    lay_over(tx, env->catalogue);
    for (const auto& [key, definition] : env->definitions) {
        if (!env->forms.contains(definition.form))
            env->forms.emplace(definition.form, form_definition(definition.form, settings.province));
    }
    env->form = env->form_of("complaint");
    for (auto& body : store::identity::bodies(tx, "")) {
        if (body.kind == "accepting" && env->accepting_body == 0) env->accepting_body = body.id;
        env->bodies.emplace(body.id, std::move(body));
    }
    env->instance_secret = store::reference::setting(tx, secret_setting).value_or("");
    if (env->instance_secret.empty())
        throw std::runtime_error("the database holds no reference data: seed it first");
    verify_definitions(tx, *env);
    return env;
}

EnvironmentPtr EnvironmentSource::get() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void EnvironmentSource::replace(EnvironmentPtr next) {
    std::function<void()> told;
    {
        const std::lock_guard lock(mutex_);
        current_ = std::move(next);
        told = on_replace_;
    }
    if (told) told();
}

void EnvironmentSource::on_replace(std::function<void()> told) {
    const std::lock_guard lock(mutex_);
    on_replace_ = std::move(told);
}

}  // namespace qingqian::cases
