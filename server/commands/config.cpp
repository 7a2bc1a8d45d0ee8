#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>

#include "base/shown_value.hpp"
#include "commands/commands.hpp"

namespace qingqian::commands {

namespace {

/// Only what a table says itself: it has many keys, of which each kind of provider uses some.
void show_tables(const base::Config& config) {
    for (const auto& known : base::table_settings()) {
        for (const auto& table : config.tables(known.name)) {
            std::cout << fmt::format("\n[[{}]]\n", known.name);
            for (const auto& setting : known.keys) {
                const auto& value = table.value(setting.key);
                if (value.origin == base::Config::Origin::built_in) continue;
                std::cout << fmt::format("# {}\n{} = \"{}\"  # {}\n", setting.meaning, setting.key,
                                         base::shown_value(setting, value.text),
                                         base::origin_name(value.origin));
            }
        }
    }
}

void add_tables(const base::Config& config, boost::json::array& rows) {
    for (const auto& known : base::table_settings()) {
        for (const auto& table : config.tables(known.name)) {
            for (const auto& setting : known.keys) {
                const auto& value = table.value(setting.key);
                rows.push_back({{"table", known.name},
                                {"name", table.text("name")},
                                {"key", setting.key},
                                {"value", base::shown_value(setting, value.text)},
                                {"origin", base::origin_name(value.origin)},
                                {"meaning", setting.meaning}});
            }
        }
    }
}

}  // namespace

int show_config(Context& context) {
    boost::json::array rows;
    for (const auto& setting : base::settings()) {
        const auto& value = context.config.value(setting.key);
        const std::string shown = base::shown_value(setting, value.text);
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
    if (context.json) {
        add_tables(context.config, rows);
    } else {
        show_tables(context.config);
    }
    if (context.json) std::cout << boost::json::serialize(rows) << '\n';
    return exit_code::ok;
}

}  // namespace qingqian::commands
