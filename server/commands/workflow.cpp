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

constexpr std::string_view complaint_workflow = "complaint";

std::set<workflow::WordingKey> wording_keys(const notifier::Catalogue& catalogue) {
    std::set<workflow::WordingKey> keys;
    for (const auto& [event, audience, language] : catalogue.covered())
        keys.insert({event, audience, language});
    return keys;
}

/// States of the newest version's cases; older versions keep their own definition.
std::set<std::string> live_states(Context& context, std::int64_t version) {
    const auto store = open_store(context);
    const auto uses = value_or_throw(store->read_now<std::vector<store::complaints::StateUse>>(
        [](store::ReadTx& tx) -> base::Result<std::vector<store::complaints::StateUse>> {
            return store::complaints::states_in_use(tx);
        }));
    std::set<std::string> states;
    for (const auto& use : uses) {
        if (use.definition == complaint_workflow && use.version == version) states.insert(use.state);
    }
    return states;
}

}  // namespace

int workflow_verify(Context& context, bool with_database) {
    const auto definition = workflow::load_definition(complaint_workflow);
    const auto terms = workflow::load_terms();
    const auto catalogue = notifier::Catalogue::load();
    std::vector<std::string> faults;
    if (!catalogue) {
        faults = catalogue.error();
    } else {
        faults = catalogue->check();
        const auto states =
            with_database ? live_states(context, definition.version) : std::set<std::string>{};
        const auto found = workflow::verify(definition, states, wording_keys(*catalogue), &terms);
        faults.insert(faults.end(), found.begin(), found.end());
    }
    if (context.json) {
        boost::json::array rows(faults.begin(), faults.end());
        std::cout << boost::json::serialize(boost::json::object{{"workflow", definition.name},
                                                                {"version", definition.version},
                                                                {"faults", std::move(rows)}})
                  << '\n';
    } else {
        for (const auto& fault : faults) std::cout << fault << '\n';
        std::cout << fmt::format("{} version {}: {} states, {} actions, {} clocks, {} faults.\n",
                                 definition.name, definition.version, definition.states.size(),
                                 definition.actions.size(), definition.clocks.size(), faults.size());
    }
    return faults.empty() ? exit_code::ok : exit_code::findings;
}

int workflow_draw(Context&, const std::string& format) {
    const auto definition = workflow::load_definition(complaint_workflow);
    std::cout << (format == "dot" ? workflow::draw_dot(definition, "zh-CN")
                                  : workflow::draw_mermaid(definition, "zh-CN"));
    return exit_code::ok;
}

}  // namespace qingqian::commands
