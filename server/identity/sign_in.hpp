#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/problem.hpp"
#include "http/workers.hpp"
#include "identity/password_gate.hpp"
#include "identity/session.hpp"
#include "store/store.hpp"

namespace qingqian::identity {

/// Whose code opens a case.
enum class Party { complainant, respondent };

/// The way in: officers by login and password, complainants by the receipt code (查询码) and respondents by
/// the code in their inquiry, each with the last six characters of their credit code. All refused tries leave
/// alike, after the same work, and each is counted before it is judged, so that many at once win nothing.
///
/// A login is counted with the address block it is tried from, and, softer, by itself: a stranger who goes on
/// slows himself down, others a little, and the officer not at all where he signed in before.
class SignIn {
  public:
    /// Called once, from any thread.
    using Done = std::move_only_function<void(base::Result<OpenedSession>)>;

    /// `store` and `workers` must outlive it.
    SignIn(store::Store& store, http::Workers& workers, SessionRules rules);

    /// Called inside the unit that counts the failure at which an officer is to be told that somebody tries
    /// his account. Set before the first try.
    using Tell = std::function<void(store::WriteTx&, const records::Officer&)>;
    void tell_of_failures(Tell tell) { tell_ = std::move(tell); }

    /// Refuses with `login_failed` (401; unknown, wrong, disabled alike), `too_many_requests` (429, with
    /// `retry_after`), `overloaded` or `unavailable` (503). `address` is the client's.
    void officer(std::string login, std::string password, std::string address, Done done);

    /// Refuses with `tracking_failed` (401) and the same others. `code_hash` is the hash that is kept of the
    /// party's code, `credit_code_tail` in any case of letters.
    void tracking(Party party, std::string code_hash, std::string credit_code_tail, std::string address,
                  Done done);

    const SessionRules& rules() const { return rules_; }

  private:
    struct Try;
    void charge(std::shared_ptr<Try> attempt);
    void judge(std::shared_ptr<Try> attempt, std::int64_t officer, std::string hash);
    void admit(std::shared_ptr<Try> attempt, std::int64_t officer, std::string hash, std::string new_hash);
    void follow(std::shared_ptr<Try> attempt);

    store::Store& store_;
    SessionRules rules_;
    PasswordGate gate_;
    Tell tell_;
};

}  // namespace qingqian::identity
