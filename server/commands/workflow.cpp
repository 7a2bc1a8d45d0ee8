#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>
#include <set>

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

}  // namespace

int workflow_verify(Context& context, bool with_database) {
    const auto terms = workflow::load_terms();
    const auto catalogue = notifier::Catalogue::load();
    std::vector<std::string> faults = catalogue ? catalogue->check() : catalogue.error();
    const auto wordings = catalogue ? wording_keys(*catalogue) : std::set<workflow::WordingKey>{};
    boost::json::array checked;
    if (!context.json) {
        for (const auto& fault : faults) std::cout << fault << '\n';
    }
    for (const auto& name : workflow::definition_names()) {
        const auto definition = workflow::load_definition(name);
        const auto states = with_database ? live_states(context, definition) : std::set<std::string>{};
        const auto found = workflow::verify(definition, states, wordings, &terms);
        faults.insert(faults.end(), found.begin(), found.end());
        checked.push_back({{"workflow", definition.name},
                           {"version", definition.version},
                           {"faults", boost::json::array(found.begin(), found.end())}});
        if (context.json) continue;
        for (const auto& fault : found) std::cout << fault << '\n';
        std::cout << fmt::format("{} version {}: {} states, {} actions, {} clocks, {} faults.\n",
                                 definition.name, definition.version, definition.states.size(),
                                 definition.actions.size(), definition.clocks.size(), found.size());
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
