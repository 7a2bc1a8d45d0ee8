#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>

#include "base/decode.hpp"
#include "cases/wordings.hpp"
#include "commands/commands.hpp"
#include "store/complaints.hpp"
#include "workflow/draw.hpp"
#include "workflow/load.hpp"
#include "workflow/verify.hpp"

namespace qingqian::commands {
namespace {

std::set<workflow::WordingKey> wording_keys(const notifier::Catalogue& catalogue) {
    std::set<workflow::WordingKey> keys;
    for (const auto& [event, audience, language] : catalogue.covered())
        keys.insert({event, audience, language});
    return keys;
}

/// What the program ships; with a database, as its administrators have changed it.
std::expected<notifier::Catalogue, notifier::Catalogue::Faults> catalogue_in_force(Context& context,
                                                                                   bool with_database) {
    auto catalogue = notifier::Catalogue::load();
    if (!catalogue || !with_database) return catalogue;
    const auto store = open_store(context);
    value_or_throw(store->read_now<bool>([&](store::ReadTx& tx) -> base::Result<bool> {
        cases::lay_over(tx, *catalogue);
        return true;
    }));
    return catalogue;
}

/// States of the newest version's cases; older versions keep their own definition.
std::set<std::string> live_states(Context& context, const workflow::Definition& definition) {
    const auto store = open_store(context);
    const auto uses = value_or_throw(store->read_now<std::vector<store::complaints::StateUse>>(
        [](store::ReadTx& tx) -> base::Result<std::vector<store::complaints::StateUse>> {
            return store::complaints::states_in_use(tx);
        }));
    std::set<std::string> states;
    for (const auto& use : uses) {
        if (use.definition == definition.name && use.version == definition.version) states.insert(use.state);
    }
    return states;
}

/// One definition looked at: what was found, and the definition where it could be read.
struct Looked {
    std::string name;
    std::optional<workflow::Definition> definition{};
    std::vector<std::string> faults{};
};

/// A definition that somebody is still writing: what cannot be read is its fault, too.
Looked look_at(const std::string& path) {
    Looked looked{.name = path};
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto document = base::parse_json(text);
    if (!file || !document) {
        looked.faults.push_back(fmt::format("{} is not a file of valid JSON", path));
        return looked;
    }
    auto read = workflow::read_definition(*document);
    if (read) {
        looked.definition = std::move(*read);
    } else {
        looked.faults = std::move(read.error());
    }
    return looked;
}

std::vector<Looked> definitions(const std::vector<std::string>& files) {
    std::vector<Looked> found;
    for (const auto& file : files) found.push_back(look_at(file));
    if (!files.empty()) return found;
    for (const auto& name : workflow::definition_names())
        found.push_back({.name = name, .definition = workflow::load_definition(name)});
    return found;
}

std::string summary(const Looked& looked) {
    if (!looked.definition) return fmt::format("{}: {} faults.", looked.name, looked.faults.size());
    const auto& one = *looked.definition;
    return fmt::format("{} version {}: {} states, {} actions, {} clocks, {} faults.", one.name, one.version,
                       one.states.size(), one.actions.size(), one.clocks.size(), looked.faults.size());
}

}  // namespace

int workflow_verify(Context& context, bool with_database, const std::vector<std::string>& files) {
    const auto terms = workflow::load_terms();
    const auto shipped = notifier::Catalogue::load();
    // What administrators wrote was checked when they saved it, and some of it they were free to keep.
    std::vector<std::string> faults = shipped ? shipped->check() : shipped.error();
    const auto catalogue = catalogue_in_force(context, with_database);
    const auto wordings = catalogue ? wording_keys(*catalogue) : std::set<workflow::WordingKey>{};
    boost::json::array checked;
    if (!context.json) {
        for (const auto& fault : faults) std::cout << fault << '\n';
    }
    for (auto& looked : definitions(files)) {
        boost::json::object line{{"workflow", looked.name}, {"version", nullptr}};
        if (looked.definition) {
            const auto& definition = *looked.definition;
            const auto states = with_database ? live_states(context, definition) : std::set<std::string>{};
            looked.faults = workflow::verify(definition, states, wordings, &terms);
            line["workflow"] = definition.name;
            line["version"] = definition.version;
        }
        const auto& found = looked.faults;
        faults.insert(faults.end(), found.begin(), found.end());
        line["faults"] = boost::json::array(found.begin(), found.end());
        checked.push_back(std::move(line));
        if (context.json) continue;
        for (const auto& fault : found) std::cout << fault << '\n';
        std::cout << summary(looked) << '\n';
    }
    if (context.json) {
        std::cout << boost::json::serialize(
                         boost::json::object{{"workflows", std::move(checked)},
                                             {"faults", boost::json::array(faults.begin(), faults.end())}})
                  << '\n';
    }
    return faults.empty() ? exit_code::ok : exit_code::findings;
}

int workflow_draw(Context&, const std::string& name, const std::string& format) {
    const auto definition = workflow::load_definition(name);
    std::cout << (format == "dot" ? workflow::draw_dot(definition, "zh-CN")
                                  : workflow::draw_mermaid(definition, "zh-CN"));
    return exit_code::ok;
}

}  // namespace qingqian::commands
