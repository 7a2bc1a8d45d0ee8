#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>

#include "commands/commands.hpp"

namespace qingqian::commands {

int show_config(Context& context) {
    boost::json::array rows;
    for (const auto& setting : base::settings()) {
        const auto& value = context.config.value(setting.key);
        const std::string shown = setting.secret && !value.text.empty() ? "********" : value.text;
        if (context.json) {
            rows.push_back({{"key", setting.key},
                            {"value", shown},
                            {"origin", base::origin_name(value.origin)},
                            {"environment", base::environment_name(setting.key)},
                            {"meaning", setting.meaning}});
        } else {
            std::cout << fmt::format("# {}\n{} = \"{}\"  # {}\n", setting.meaning, setting.key, shown,
                                     base::origin_name(value.origin));
        }
    }
    if (context.json) std::cout << boost::json::serialize(rows) << '\n';
    return exit_code::ok;
}

}  // namespace qingqian::commands
