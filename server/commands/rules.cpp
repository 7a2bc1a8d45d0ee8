#include <iostream>
#include <stdexcept>

#include "cases/reference_change.hpp"
#include "commands/commands.hpp"

namespace qingqian::commands {

int rules_reload(Context& context) {
    const auto store = open_store(context);
    try {
        open_environment(context, *store);
    } catch (const std::runtime_error& fault) {
        std::cerr << "The rules stay as they are: " << fault.what() << '\n';
        return exit_code::findings;
    }
    value_or_throw(store->write_now<bool>([](store::WriteTx& tx) -> base::Result<bool> {
        cases::note_reference_change(tx);
        note_command(tx, "reload_rules", "");
        return true;
    }));
    std::cout << "The rules are sound; servers that run read them again at their next look.\n";
    return exit_code::ok;
}

}  // namespace qingqian::commands
