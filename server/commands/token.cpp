#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <optional>

#include "commands/commands.hpp"
#include "identity/api_token.hpp"
#include "store/identity.hpp"
#include "store/tokens.hpp"
#include "workflow/rights.hpp"

namespace qingqian::commands {
namespace {

constexpr std::string_view known_scope = "intake";
constexpr std::size_t longest_platform = 40;
constexpr base::UtcMillis one_day = 24LL * 3600 * 1000;

int unknown_login() {
    std::cerr << "There is no officer of that login.\n";
    return exit_code::findings;
}

std::optional<std::string> fault_of(const NewToken& token, const records::Officer& officer,
                                    const cases::Environment& environment) {
    if (token.scope != known_scope) return "the only scope there is: intake";
    const bool plain = std::ranges::all_of(token.platform, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    if (token.platform.empty() || token.platform.size() > longest_platform || !plain) {
        return "--platform: 1 to 40 letters, digits and hyphens";
    }
    if (officer.disabled_at != 0) return "the account is closed";
    if (environment.rights.scope(officer.roles, "register") == workflow::Scope::none) {
        return "the account has no right to register complaints: give it the role intake";
    }
    return std::nullopt;
}

std::string state_of(const store::tokens::Token& token, base::UtcMillis now) {
    if (token.revoked_at != 0) return "revoked";
    return token.expires_at != 0 && token.expires_at <= now ? "expired" : "active";
}

}  // namespace

int token_add(Context& context, const NewToken& token) {
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    std::string refused;
    const auto issued = value_or_throw(store->write_now<std::optional<std::string>>(
        [&](store::WriteTx& tx) -> base::Result<std::optional<std::string>> {
            const auto officer = store::identity::officer_by_login(tx, token.login);
            if (!officer) return std::nullopt;
            if (const auto fault = fault_of(token, *officer, *environment)) {
                refused = *fault;
                return std::nullopt;
            }
            auto fresh = identity::issue_token(tx.random(), officer->id, token.scope, token.platform,
                                               token.days * one_day, tx.now());
            store::tokens::insert(tx, fresh.row);
            note_command(tx, "add_token", token.login + " " + token.platform);
            return std::move(fresh.token);
        }));
    if (!refused.empty()) {
        std::cerr << refused << '\n';
        return exit_code::findings;
    }
    if (!issued) return unknown_login();
    if (context.json) {
        std::cout << boost::json::serialize(boost::json::object{{"token", *issued}}) << '\n';
    } else {
        std::cout << *issued << '\n';
        std::cerr << "This key is shown once. Send it as: Authorization: Bearer …\n";
    }
    return exit_code::ok;
}

int token_list(Context& context, const std::string& login) {
    const auto store = open_store(context);
    using Tokens = std::optional<std::vector<store::tokens::Token>>;
    const auto tokens =
        value_or_throw(store->read_now<Tokens>([&login](store::ReadTx& tx) -> base::Result<Tokens> {
            const auto officer = store::identity::officer_by_login(tx, login);
            if (!officer) return std::nullopt;
            return store::tokens::of_officer(tx, officer->id);
        }));
    if (!tokens) return unknown_login();
    boost::json::array rows;
    for (const auto& token : *tokens) {
        const auto state = state_of(token, context.clock.now());
        const auto made = base::to_iso(base::legal_day(token.created_at));
        if (context.json) {
            rows.push_back(boost::json::object{{"scope", token.scope},
                                               {"platform", token.platform},
                                               {"state", state},
                                               {"created_at", token.created_at},
                                               {"expires_at", token.expires_at}});
        } else {
            std::cout << fmt::format("{}\t{}\t{}\t{}\n", token.scope, token.platform, made, state);
        }
    }
    if (context.json) std::cout << boost::json::serialize(rows) << '\n';
    return exit_code::ok;
}

int token_revoke(Context& context, const std::string& login) {
    const auto store = open_store(context);
    using Count = std::optional<std::int64_t>;
    const auto revoked =
        value_or_throw(store->write_now<Count>([&login](store::WriteTx& tx) -> base::Result<Count> {
            const auto officer = store::identity::officer_by_login(tx, login);
            if (!officer) return std::nullopt;
            note_command(tx, "revoke_tokens", login);
            return store::tokens::revoke_all(tx, officer->id, tx.now());
        }));
    if (!revoked) return unknown_login();
    std::cout << fmt::format("{} keys of {} revoked.\n", *revoked, login);
    return exit_code::ok;
}

}  // namespace qingqian::commands
