#include "cases/rates.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "commands/commands.hpp"
#include "workflow/money.hpp"

namespace qingqian::commands {
namespace {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path);
    return text.str();
}

}  // namespace

int rates_load(Context& context, const std::string& path) {
    const auto text = read_file(path);
    const auto store = open_store(context);
    const auto change = store->write_now<cases::RatesChange>([&text, &path](store::WriteTx& tx) {
        auto done = cases::load_rates(tx, text);
        if (done) note_command(tx, "load_rates", path);
        return done;
    });
    if (!change) {
        for (const auto& fault : change.error().fields)
            std::cerr << fault.pointer << ": " << fault.sentence.zh << " / " << fault.sentence.en << '\n';
        if (change.error().fields.empty()) throw_problem(change.error());
        return exit_code::findings;
    }
    if (context.json) {
        std::cout << boost::json::serialize(boost::json::object{{"added", change->added},
                                                                {"replaced", change->replaced},
                                                                {"checked_until", change->checked_until}})
                  << '\n';
    } else {
        std::cout << fmt::format("{} added, {} replaced; entered up to {}.\n", change->added,
                                 change->replaced, change->checked_until);
    }
    return exit_code::ok;
}

int rates_list(Context& context) {
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    constexpr std::size_t decimals = 6;
    boost::json::array rows;
    for (const auto& row : environment->calculators.interest.lpr) {
        const auto from = base::to_iso(row.validity.from);
        const auto percent = workflow::format_scaled(row.annual_rate, decimals);
        if (context.json) {
            rows.push_back({{"published", from}, {"percent", percent}, {"source", row.validity.source}});
        } else {
            std::cout << fmt::format("{}\t{}%\t{}\n", from, percent, row.validity.source);
        }
    }
    const auto until = base::to_iso(environment->calculators.interest.lpr_checked_until);
    if (context.json) {
        std::cout << boost::json::serialize(
                         boost::json::object{{"lpr_1y", std::move(rows)}, {"lpr_checked_until", until}})
                  << '\n';
    } else {
        std::cout << fmt::format("Entered up to {}.\n", until);
    }
    return exit_code::ok;
}

}  // namespace qingqian::commands
