#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>

#include "cases/substitutes.hpp"
#include "commands/commands.hpp"
#include "store/identity.hpp"

namespace qingqian::commands {
namespace {

/// Whoever runs commands on this machine administers the system.
records::Actor administrator(const records::Officer& officer) {
    records::Actor actor;
    actor.kind = "officer";
    actor.officer = officer.id;
    actor.body = officer.body;
    actor.roles = {"admin"};
    return actor;
}

int refused(const base::Problem& problem) {
    if (problem.fields.empty()) std::cerr << problem.sentence.zh << " / " << problem.sentence.en << '\n';
    for (const auto& fault : problem.fields)
        std::cerr << fault.pointer << ": " << fault.sentence.zh << " / " << fault.sentence.en << '\n';
    return problem.status >= 500 ? exit_code::failed : exit_code::findings;
}

}  // namespace

int substitute_add(Context& context, const NewSubstitute& wanted) {
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    const cases::NewSubstitution input{wanted.officer, wanted.substitute, wanted.from, wanted.until,
                                       wanted.reason};
    const auto made = store->write_now<std::string>([&](store::WriteTx& tx) -> base::Result<std::string> {
        const auto away = store::identity::officer_by_login(tx, wanted.officer);
        if (!away) return std::unexpected(base::invalid_input({base::fault("/officer", "unknown_officer")}));
        auto row = cases::substitute(tx, *environment, administrator(*away), input);
        if (!row) return std::unexpected(std::move(row.error()));
        note_command(tx, "name_substitute", wanted.officer + " " + wanted.substitute);
        return row->uid;
    });
    if (!made) return refused(made.error());
    std::cout << fmt::format("{}\t{} acts for {} from {} to {}.\n", *made, wanted.substitute, wanted.officer,
                             wanted.from, wanted.until);
    return exit_code::ok;
}

int substitute_list(Context& context, const std::string& login) {
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    const auto found =
        store->read_now<boost::json::object>([&](store::ReadTx& tx) -> base::Result<boost::json::object> {
            const auto officer = store::identity::officer_by_login(tx, login);
            if (!officer)
                return std::unexpected(base::invalid_input({base::fault("/login", "unknown_officer")}));
            return cases::read_substitutions(tx, *environment, administrator(*officer), "");
        });
    if (!found) return refused(found.error());
    if (context.json) {
        std::cout << boost::json::serialize(found->at("items")) << '\n';
        return exit_code::ok;
    }
    const auto text = [](const boost::json::value& value) { return std::string_view(value.as_string()); };
    const auto login_of = [&](const boost::json::value& officer) {
        return officer.is_null() ? std::string_view("-") : text(officer.at("login"));
    };
    for (const auto& row : found->at("items").as_array()) {
        std::cout << fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", text(row.at("uid")),
                                 login_of(row.at("officer")), login_of(row.at("substitute")),
                                 text(row.at("from")), text(row.at("until")), text(row.at("state")),
                                 text(row.at("reason")));
    }
    return exit_code::ok;
}

int substitute_end(Context& context, const std::string& uid) {
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    const auto ended = store->write_now<bool>([&](store::WriteTx& tx) {
        auto done = cases::end_substitution(tx, *environment, administrator({}), uid);
        if (done) note_command(tx, "end_substitution", uid);
        return done;
    });
    if (!ended) return refused(ended.error());
    std::cout << "It holds no longer.\n";
    return exit_code::ok;
}

}  // namespace qingqian::commands
