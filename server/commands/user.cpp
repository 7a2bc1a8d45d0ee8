#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <map>

#include "cases/normalise.hpp"
#include "commands/commands.hpp"
#include "identity/password.hpp"
#include "store/identity.hpp"
#include "workflow/rights.hpp"

namespace qingqian::commands {
namespace {

constexpr std::size_t page = 200;
constexpr std::size_t longest_name = 64;

/// As officers are asked for and stored: contacts cleaned of blanks and the like.
NewUser cleaned(NewUser user) {
    user.login = cases::trimmed(user.login);
    user.name = cases::trimmed(user.name);
    if (!user.mobile.empty()) user.mobile = cases::normalise_mobile(user.mobile);
    return user;
}

/// The departments' codes by their ids.
std::map<std::int64_t, std::string> body_codes(store::Store& store) {
    const auto bodies = value_or_throw(store.read_now<std::vector<records::Body>>(
        [](store::ReadTx& tx) -> base::Result<std::vector<records::Body>> {
            return store::identity::bodies(tx, "");
        }));
    std::map<std::int64_t, std::string> codes;
    for (const auto& body : bodies) codes[body.id] = body.code;
    return codes;
}

/// Prints every fault and returns the exit code of a refusal.
int refuse_all(const std::vector<base::FieldFault>& faults) {
    for (const auto& fault : faults) {
        std::cerr << fault.pointer << ": " << fault.sentence.zh << " / " << fault.sentence.en << '\n';
    }
    return exit_code::findings;
}

std::vector<base::FieldFault> faults_of(const NewUser& user, const cases::Environment& environment,
                                        const std::string& password) {
    auto faults = identity::password_faults("/password", password, user.login);
    if (user.login.empty() || user.login.size() > longest_name)
        faults.push_back(base::fault("/login", "required"));
    if (user.name.empty() || user.name.size() > longest_name)
        faults.push_back(base::fault("/name", "required"));
    if (!user.mobile.empty() && !cases::is_mobile(user.mobile)) {
        const auto length = std::to_string(user.mobile.size());
        faults.push_back(base::fault("/mobile", "bad_mobile", {{"length", length}}));
    }
    if (!user.email.empty() && !cases::normalise_mail(user.email))
        faults.push_back(base::fault("/email", "bad_email"));
    if (user.roles.empty()) faults.push_back(base::fault("/roles", "required"));
    for (const auto& role : user.roles) {
        if (!environment.rights.has_role(role)) faults.push_back(base::fault("/roles", "not_a_choice"));
    }
    if (environment.body_by_code(user.body) == nullptr)
        faults.push_back(base::fault("/body", "unknown_body"));
    return faults;
}

base::Result<bool> add(store::WriteTx& tx, records::Officer officer) {
    if (store::identity::officer_by_login(tx, officer.login)) {
        return std::unexpected(base::invalid_input({base::fault("/login", "login_taken")}));
    }
    officer.created_at = tx.now();
    store::identity::insert_officer(tx, officer);
    note_command(tx, "add_user", officer.login);
    return true;
}

}  // namespace

int user_add(Context& context, const NewUser& wanted) {
    const auto user = cleaned(wanted);
    std::string password;
    if (!std::getline(std::cin, password)) {
        std::cerr << "The password is read from standard input, one line.\n";
        return exit_code::usage;
    }
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    if (const auto faults = faults_of(user, *environment, password); !faults.empty())
        return refuse_all(faults);
    records::Officer officer;
    officer.login = user.login;
    officer.name = user.name;
    officer.body = environment->body_by_code(user.body)->id;
    officer.roles = user.roles;
    officer.mobile = user.mobile;
    officer.email = cases::normalise_mail(user.email).value_or("");
    officer.language = user.language;
    officer.password_hash = identity::hash_password(password);
    const auto added = store->write_now<bool>([&officer](store::WriteTx& tx) { return add(tx, officer); });
    if (!added) return refuse_all(added.error().fields);
    std::cout << fmt::format("{} may sign in.\n", user.login);
    return exit_code::ok;
}

int user_list(Context& context) {
    const auto store = open_store(context);
    auto codes = body_codes(*store);
    boost::json::array rows;
    std::string after;
    while (true) {
        const auto officers = value_or_throw(store->read_now<std::vector<records::Officer>>(
            [&after](store::ReadTx& tx) -> base::Result<std::vector<records::Officer>> {
                return store::identity::officers(tx, after, page);
            }));
        for (const auto& officer : officers) {
            const bool disabled = officer.disabled_at != 0;
            const auto& body = codes[officer.body];
            if (context.json) {
                rows.push_back({{"login", officer.login},
                                {"name", officer.name},
                                {"body", body},
                                {"roles", boost::json::array(officer.roles.begin(), officer.roles.end())},
                                {"disabled", disabled}});
            } else {
                std::cout << fmt::format("{}\t{}\t{}\t{}\t{}\n", officer.login, officer.name, body,
                                         fmt::join(officer.roles, ","), disabled ? "disabled" : "active");
            }
        }
        if (officers.size() < page) break;
        after = officers.back().login;
    }
    if (context.json) std::cout << boost::json::serialize(rows) << '\n';
    return exit_code::ok;
}

int user_disable(Context& context, const std::string& login) {
    const auto store = open_store(context);
    const auto found =
        value_or_throw(store->write_now<bool>([&login](store::WriteTx& tx) -> base::Result<bool> {
            auto officer = store::identity::officer_by_login(tx, login);
            if (!officer) return false;
            officer->disabled_at = tx.now();
            store::identity::update_officer(tx, *officer);
            note_command(tx, "disable_user", login);
            return true;
        }));
    if (!found) {
        std::cerr << "There is no officer of that login.\n";
        return exit_code::findings;
    }
    std::cout << fmt::format("{} may no longer sign in; open sessions end with their next request.\n", login);
    return exit_code::ok;
}

}  // namespace qingqian::commands
