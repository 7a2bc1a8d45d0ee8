#include "sign_in.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "brake.hpp"
#include "password.hpp"
#include "store/case_parts.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "text.hpp"

namespace qingqian::identity {
namespace {

/// A brake that a try is counted with.
struct Counted {
    std::string key;
    const BrakeRule* rule = nullptr;
};

}  // namespace

/// One try, alive until it is answered. Units of work read it and change nothing in it.
struct SignIn::Try {
    std::string name;             ///< login, or hash of the code
    std::string secret;           ///< password, or end of the credit code
    std::vector<Counted> brakes;  ///< in the order of their keys
    std::string login_key;        ///< of an officer's login alone; one of `brakes`
    std::string known_key;        ///< of an officer's login at this address block
    std::string_view refusal;
    Done done;
    Party party = Party::complainant;
};

namespace {

struct Candidate {
    std::int64_t officer = 0;
    std::string hash;
};

using Way = std::optional<OpenedSession>;

/// The one exit of every refused try, so that their texts cannot drift apart.
std::unexpected<base::Problem> refused(std::string_view code) {
    return base::refuse(code);
}

std::unexpected<base::Problem> too_many(base::UtcMillis wait) {
    const auto seconds = std::max<base::UtcMillis>(1, (wait + 999) / 1000);
    auto problem = base::problem("too_many_requests", {{"seconds", std::to_string(seconds)}});
    problem.extra["retry_after"] = seconds;
    return std::unexpected(std::move(problem));
}

/// Whether the brake of a login alone does not count here.
bool known_here(store::ReadTx& tx, const std::string& known_key) {
    if (known_key.empty()) return false;
    const auto known = store::identity::brake(tx, known_key);
    return known && known->window_start + block_known > tx.now();
}

base::Result<bool> check_open(store::ReadTx& tx, const std::vector<Counted>& brakes,
                              const std::string& excepted) {
    base::UtcMillis wait = 0;
    for (const auto& each : brakes) {
        if (each.key == excepted) continue;
        wait = std::max(wait, closed_for(store::identity::brake(tx, each.key), tx.now()));
    }
    if (wait > 0) return too_many(wait);
    return true;
}

/// Counts a try with every brake, or refuses it where one is closed. Failures of `asked` so far.
base::Result<std::int64_t> charge_all(store::WriteTx& tx, const std::vector<Counted>& brakes,
                                      const std::string& excepted, const std::string& asked) {
    base::UtcMillis wait = 0;
    std::vector<store::identity::Brake> held;
    for (const auto& each : brakes) {
        held.push_back(store::identity::hold_brake(tx, each.key));
        if (each.key != excepted) wait = std::max(wait, closed_for(held.back(), tx.now()));
    }
    if (wait > 0) return too_many(wait);
    std::int64_t failures = 0;
    for (std::size_t i = 0; i < brakes.size(); ++i) {
        const auto charge = charged(held[i], brakes[i].key, *brakes[i].rule, tx.now());
        if (charge.key == asked) failures = charge.failures;
        store::identity::put_brake(tx, charge);
    }
    return failures;
}

// Of what others did before, at this address or to this account, only the own charge is taken back. The brake
// that did not count here stays closed to those elsewhere.
void release_all(store::WriteTx& tx, const std::vector<Counted>& brakes, const std::string& excepted) {
    for (const auto& each : brakes) {
        if (each.rule == &account_brake) {
            store::identity::clear_brake(tx, each.key);
            continue;
        }
        const auto held = store::identity::hold_brake(tx, each.key);
        auto after = released(held);
        if (each.key == excepted) after.closed_until = held.closed_until;
        store::identity::put_brake(tx, after);
    }
}

std::vector<Counted> in_order(std::vector<Counted> brakes) {
    std::ranges::sort(brakes, {}, &Counted::key);
    return brakes;
}

OpenedSession enter(store::WriteTx& tx, OpenedSession opened) {
    store::identity::remove_expired_sessions(tx, tx.now());
    store::identity::forget_brakes(tx, tx.now() - brake_kept, tx.now() - block_known);
    store::identity::insert_session(tx, opened.session);
    return opened;
}

bool ends_with_tail(std::string_view credit_code, std::string_view tail) {
    constexpr std::size_t length = 6;
    return credit_code.size() >= length && tail.size() == length &&
           base::equal_secret(lower_case(credit_code.substr(credit_code.size() - length)), lower_case(tail));
}

}  // namespace

SignIn::SignIn(store::Store& store, http::Workers& workers, SessionRules rules)
    : store_(store), rules_(rules), gate_(workers) {}

void SignIn::officer(std::string login, std::string password, std::string address, Done done) {
    auto attempt = std::make_shared<Try>(Try{.name = std::move(login),
                                             .secret = std::move(password),
                                             .brakes = {},
                                             .login_key = {},
                                             .known_key = {},
                                             .refusal = "login_failed",
                                             .done = std::move(done)});
    attempt->login_key = login_key(attempt->name);
    attempt->known_key = known_block_key(attempt->name, address);
    attempt->brakes = in_order({{attempt->login_key, &login_brake},
                                {login_block_key(attempt->name, address), &account_brake},
                                {address_key(address), &address_brake}});
    // Asked on a reader first: while a brake is closed, a flood of tries costs the writer nothing.
    store_.read<bool>(
        [attempt](store::ReadTx& tx) {
            return check_open(tx, attempt->brakes,
                              known_here(tx, attempt->known_key) ? attempt->login_key : std::string());
        },
        [this, attempt](base::Result<bool> open) {
            if (!open) return attempt->done(std::unexpected(std::move(open.error())));
            charge(attempt);
        });
}

void SignIn::charge(std::shared_ptr<Try> attempt) {
    store_.write<Candidate>(
        [this, attempt](store::WriteTx& tx) -> base::Result<Candidate> {
            const auto failures = charge_all(
                tx, attempt->brakes, known_here(tx, attempt->known_key) ? attempt->login_key : std::string(),
                attempt->login_key);
            if (!failures) return std::unexpected(failures.error());
            const auto officer = store::identity::officer_by_login(tx, attempt->name);
            if (*failures == told_at && officer && officer->disabled_at == 0 && tell_) tell_(tx, *officer);
            if (!officer || officer->disabled_at != 0) return Candidate{};
            return Candidate{officer->id, officer->password_hash};
        },
        [this, attempt](base::Result<Candidate> candidate) {
            if (!candidate) return attempt->done(std::unexpected(std::move(candidate.error())));
            judge(attempt, candidate->officer, std::move(candidate->hash));
        });
}

void SignIn::judge(std::shared_ptr<Try> attempt, std::int64_t officer, std::string hash) {
    const bool queued = gate_.submit([this, attempt, officer, hash = std::move(hash)] {
        try {
            const bool known = officer != 0 && !hash.empty();
            const bool right = password_matches(known ? hash : decoy_hash(), attempt->secret);
            if (!known || !right) return attempt->done(refused(attempt->refusal));
            admit(attempt, officer, hash,
                  needs_rehash(hash) ? hash_password(attempt->secret) : std::string());
        } catch (const std::exception& error) {  // no memory for the hash; a task must not throw
            auto problem = base::problem("overloaded", {{"seconds", "2"}});
            problem.log_detail = error.what();
            attempt->done(std::unexpected(std::move(problem)));
        }
    });
    if (!queued) attempt->done(base::refuse("overloaded", {{"seconds", "2"}}));
}

void SignIn::admit(std::shared_ptr<Try> attempt, std::int64_t officer, std::string hash,
                   std::string new_hash) {
    store_.write<OpenedSession>(
        [this, attempt, officer, hash = std::move(hash),
         new_hash = std::move(new_hash)](store::WriteTx& tx) -> base::Result<OpenedSession> {
            auto row = store::identity::officer_by_id(tx, officer);
            // Between check and session the account may have been disabled or given another password.
            if (!row || row->disabled_at != 0 || row->password_hash != hash) return refused(attempt->refusal);
            release_all(tx, attempt->brakes,
                        known_here(tx, attempt->known_key) ? attempt->login_key : std::string());
            store::identity::put_brake(tx, {attempt->known_key, 0, tx.now(), 0});
            if (!new_hash.empty()) {
                row->password_hash = new_hash;
                store::identity::update_officer(tx, *row);
            }
            return enter(tx, open_session(tx.random(), "officer", officer, rules_, tx.now()));
        },
        [attempt](base::Result<OpenedSession> opened) { attempt->done(std::move(opened)); });
}

void SignIn::tracking(Party party, std::string code_hash, std::string credit_code_tail, std::string address,
                      Done done) {
    auto attempt = std::make_shared<Try>(Try{.name = std::move(code_hash),
                                             .secret = std::move(credit_code_tail),
                                             .brakes = {},
                                             .login_key = {},
                                             .known_key = {},
                                             .refusal = "tracking_failed",
                                             .done = std::move(done),
                                             .party = party});
    attempt->brakes =
        in_order({{code_key(attempt->name), &account_brake}, {address_key(address), &address_brake}});
    store_.read<bool>([attempt](store::ReadTx& tx) { return check_open(tx, attempt->brakes, {}); },
                      [this, attempt](base::Result<bool> open) {
                          if (!open) return attempt->done(std::unexpected(std::move(open.error())));
                          follow(attempt);
                      });
}

void SignIn::follow(std::shared_ptr<Try> attempt) {
    store_.write<Way>(
        [this, attempt](store::WriteTx& tx) -> base::Result<Way> {
            if (auto charge = charge_all(tx, attempt->brakes, {}, {}); !charge)
                return std::unexpected(charge.error());
            const bool respondent = attempt->party == Party::respondent;
            const auto complaint = respondent ? store::case_parts::find_by_respondent_code(tx, attempt->name)
                                              : store::complaints::find_by_receipt_code(tx, attempt->name);
            // A refusal would roll the charge back: nothing found is a result here.
            if (!complaint) return Way{};
            const auto& own = respondent ? complaint->respondent_code : complaint->complainant_code;
            // A respondent whose credit code nobody knows comes in by the letter's code alone.
            const bool code_suffices = respondent && own.empty();
            if (!code_suffices && !ends_with_tail(own, attempt->secret)) return Way{};
            release_all(tx, attempt->brakes, {});
            const std::string_view kind = respondent ? "respondent" : "tracking";
            return Way{enter(tx, open_session(tx.random(), kind, complaint->id, rules_, tx.now()))};
        },
        [attempt](base::Result<Way> way) {
            if (!way) return attempt->done(std::unexpected(std::move(way.error())));
            if (!*way) return attempt->done(refused(attempt->refusal));
            attempt->done(std::move(**way));
        });
}

}  // namespace qingqian::identity
