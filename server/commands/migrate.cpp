#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <filesystem>
#include <iostream>

#include "commands/commands.hpp"
#include "store/migrations.hpp"

namespace qingqian::commands {
namespace {

std::string applied_names(const store::MigrationReport& report) {
    std::string names;
    for (const auto& name : report.applied) names += (names.empty() ? "" : ", ") + name;
    return names;
}

}  // namespace

int migrate(Context& context) {
    const auto database = context.config.database();
    if (context.config.text("database").empty()) {
        std::filesystem::create_directories(context.config.text("data_dir"));
    }
    const auto report = store::migrate(database, context.clock.now());
    const auto store = open_store(context);
    // What the program carries (calendar notices, workflow versions) goes in with the schema it needs.
    value_or_throw(store->write_now<bool>([](store::WriteTx& tx) -> base::Result<bool> {
        cases::seed_reference(tx);
        return true;
    }));
    store->close();
    if (context.json) {
        boost::json::array applied(report.applied.begin(), report.applied.end());
        std::cout << boost::json::serialize(boost::json::object{
                         {"before", report.before}, {"after", report.after}, {"applied", std::move(applied)}})
                  << '\n';
    } else if (report.applied.empty()) {
        std::cout << fmt::format("The database is at version {}; nothing to do.\n", report.after);
    } else {
        std::cout << fmt::format("The database went from version {} to {}: {}.\n", report.before,
                                 report.after, applied_names(report));
    }
    return exit_code::ok;
}

}  // namespace qingqian::commands
