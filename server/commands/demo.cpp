#include "cases/demo.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>

#include "commands/commands.hpp"
#include "files/blob_store.hpp"
#include "identity/password.hpp"
#include "store/complaints.hpp"

namespace qingqian::commands {
namespace {

void print_logins(const cases::DemoReport& report) {
    for (const auto& login : report.logins) {
        std::cout << fmt::format("  {:<12} {:<24} {} · {} · {}\n", login.login, login.password, login.name,
                                 login.body, login.role);
    }
}

boost::json::object as_json(const cases::DemoReport& report) {
    boost::json::array logins;
    for (const auto& login : report.logins) {
        logins.push_back({{"login", login.login},
                          {"password", login.password},
                          {"name", login.name},
                          {"role", login.role},
                          {"body", login.body}});
    }
    return {{"cases", report.cases},
            {"events", report.events},
            {"logins", std::move(logins)},
            {"tracking",
             {{"number", report.tracking_number},
              {"receipt_code", report.tracking_code},
              {"credit_code_tail", report.tracking_credit_code_tail}}}};
}

bool has_cases(store::Store& store) {
    return value_or_throw(store.read_now<bool>([](store::ReadTx& tx) -> base::Result<bool> {
        return !store::complaints::states_in_use(tx).empty();
    }));
}

}  // namespace

int demo_seed(Context& context, std::int64_t cases, std::uint64_t seed) {
    const auto store = open_store(context);
    // Among real cases it would also put officers whose password everybody knows.
    if (has_cases(*store)) {
        std::cerr << "The database holds cases already: the demo fills an empty one.\n";
        return exit_code::findings;
    }
    const files::BlobStore blobs(context.config.text("data_dir"));
    cases::DemoOptions options;
    options.cases = cases;
    options.seed = seed;
    options.now = context.clock.now();
    options.blobs = [&blobs](std::string_view content) { return value_or_throw(blobs.put(content)); };
    options.hash_password = [](std::string_view password) { return identity::hash_password(password); };
    if (!context.json) {
        options.progress = [](std::int64_t done) { std::cerr << fmt::format("\r{} cases", done); };
    }
    const auto report = value_or_throw(cases::seed_demo(*store, case_settings(context.config), options));
    if (context.json) {
        std::cout << boost::json::serialize(as_json(report)) << '\n';
        return exit_code::ok;
    }
    std::cerr << '\n';
    std::cout << fmt::format("{} cases with {} events. Logins:\n", report.cases, report.events);
    print_logins(report);
    if (report.tracking_number.empty()) return exit_code::ok;
    std::cout << fmt::format("To follow a case: {}, receipt code {}, credit code ending {}\n",
                             report.tracking_number, report.tracking_code, report.tracking_credit_code_tail);
    return exit_code::ok;
}

}  // namespace qingqian::commands
