#include "people.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "normalise.hpp"
#include "store/identity.hpp"
#include "view_parts.hpp"
#include "watch.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using Faults = std::vector<base::FieldFault>;

json::object officer_json(const Environment& env, const records::Officer& officer) {
    return {{"login", officer.login},
            {"name", officer.name},
            {"body", parts::body_or_null(env, officer.body)},
            {"roles", json::array(officer.roles.begin(), officer.roles.end())},
            {"mobile", officer.mobile},
            {"email", officer.email},
            {"language", officer.language},
            {"disabled", officer.disabled_at != 0},
            {"created_at", officer.created_at}};
}

// Latin letters, digits and a few marks: a login is typed on every keyboard and stands in addresses.
bool is_login(std::string_view login) {
    constexpr std::size_t longest = 64;
    return !login.empty() && login.size() <= longest && std::ranges::all_of(login, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.';
    });
}

void take_contacts(const OfficerChange& change, records::Officer& officer, Faults& faults) {
    if (change.mobile) {
        officer.mobile = change.mobile->empty() ? "" : normalise_mobile(*change.mobile);
        if (!officer.mobile.empty() && !is_mobile(officer.mobile)) {
            faults.push_back(
                base::fault("/mobile", "bad_mobile", {{"length", std::to_string(officer.mobile.size())}}));
        }
    }
    if (change.email) {
        const auto mail =
            change.email->empty() ? std::optional(std::string{}) : normalise_mail(*change.email);
        if (!mail) faults.push_back(base::fault("/email", "bad_email"));
        officer.email = mail.value_or("");
    }
}

void take_place(const Environment& env, const OfficerChange& change, records::Officer& officer,
                Faults& faults) {
    if (change.body) {
        const auto* body = env.body_by_code(*change.body);
        if (body == nullptr) faults.push_back(base::fault("/body", "unknown_body"));
        officer.body = body == nullptr ? 0 : body->id;
    }
    if (!change.roles) return;
    officer.roles = *change.roles;
    for (std::size_t i = 0; i < officer.roles.size(); ++i) {
        const auto at = "/roles/" + std::to_string(i);
        if (!env.rights.has_role(officer.roles[i])) faults.push_back(base::fault(at, "not_a_choice"));
        if (std::find(officer.roles.begin(), officer.roles.begin() + static_cast<std::ptrdiff_t>(i),
                      officer.roles[i]) != officer.roles.begin() + static_cast<std::ptrdiff_t>(i))
            faults.push_back(base::fault(at, "repeated"));
    }
}

void require_new(std::string_view login, const OfficerChange& change, Faults& faults) {
    if (!is_login(login)) faults.push_back(base::fault("/login", "bad_format", {{"label", "login"}}));
    if (!change.name) faults.push_back(base::fault("/name", "required"));
    if (!change.body) faults.push_back(base::fault("/body", "required"));
    if (!change.roles) faults.push_back(base::fault("/roles", "required"));
    if (!change.password) faults.push_back(base::fault("/password", "required"));
}

// Nobody locks the last door behind himself.
void check_own(const Environment& env, const records::Actor& actor, const records::Officer& officer,
               Faults& faults) {
    if (officer.id == 0 || officer.id != actor.officer) return;
    if (officer.disabled_at != 0) faults.push_back(base::fault("/disabled", "own_account"));
    if (env.rights.scope(officer.roles, "administer") == workflow::Scope::none)
        faults.push_back(base::fault("/roles", "own_account"));
}

}  // namespace

json::object officers_page(store::ReadTx& tx, const Environment& env, std::string_view after,
                           std::size_t limit) {
    auto found = store::identity::officers(tx, after, limit + 1);
    json::object page{{"items", json::array{}}, {"next", nullptr}};
    if (found.size() > limit) {
        found.resize(limit);
        page["next"] = found.back().login;
    }
    auto& items = page["items"].get_array();
    for (const auto& officer : found) items.push_back(officer_json(env, officer));
    json::array roles;
    for (const auto& role : env.rights.roles())
        roles.push_back(json::object{{"code", role.code}, {"label", parts::sentences(role.label)}});
    page["roles"] = std::move(roles);
    return page;
}

base::Result<OfficerSaved> save_officer(store::WriteTx& tx, const Environment& env,
                                        const records::Actor& actor, std::string_view login,
                                        const OfficerChange& change, std::string_view password_hash) {
    Faults faults;
    const auto known = store::identity::officer_by_login(tx, login);
    auto officer = known.value_or(records::Officer{});
    if (!known) require_new(login, change, faults);
    officer.login = login;
    if (change.name) officer.name = trimmed(*change.name);
    if (officer.name.empty() && change.name) faults.push_back(base::fault("/name", "required"));
    take_place(env, change, officer, faults);
    take_contacts(change, officer, faults);
    if (change.language) officer.language = *change.language;
    if (officer.language != "zh-CN" && officer.language != "en")
        faults.push_back(base::fault("/language", "not_a_choice"));
    if (change.disabled) {
        const auto since = officer.disabled_at == 0 ? tx.now() : officer.disabled_at;
        officer.disabled_at = *change.disabled ? since : 0;
    }
    check_own(env, actor, officer, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    if (!password_hash.empty()) officer.password_hash = password_hash;
    if (known) {
        store::identity::update_officer(tx, officer);
        const bool locked_out = officer.disabled_at != 0 && known->disabled_at == 0;
        if (locked_out || !password_hash.empty()) store::identity::remove_sessions_of(tx, officer.id);
    } else {
        officer.created_at = tx.now();
        store::identity::insert_officer(tx, officer);
    }
    // Not what was sent: a password may be in it.
    write_act(tx, watch_line(admin_log, actor, known ? "change_user" : "add_user", login));
    return OfficerSaved{officer_json(env, officer), !known};
}

}  // namespace qingqian::cases
