#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace qingqian::records {

/// A department (部门): accepting, handling or supervising.
struct Body {
    std::int64_t id = 0;
    std::string code;
    std::string name;
    std::string name_en;
    std::string kind;      ///< accepting, handling, supervising
    std::string division;  ///< six digits, GB/T 2260
    std::int64_t parent = 0;
    std::string phone;  ///< public telephone of the desk
    std::string prefix{};  ///< of its documents' numbers (机关代字), "苏款诉"; empty: its name stands there
    std::string closed_on{};  ///< ISO day from which it is given no new cases; empty: none

    /// Whether it may be given a case on `day` (ISO).
    bool open_on(std::string_view day) const { return closed_on.empty() || day < closed_on; }
};

/// An officer's account. Roles are codes of schemas/rules/rights.json.
struct Officer {
    std::int64_t id = 0;
    std::string login;
    std::string name;
    std::int64_t body = 0;
    std::vector<std::string> roles;
    std::string password_hash;  ///< libsodium's Argon2id string
    std::string mobile;
    std::string email;
    std::string language = "zh-CN";
    base::UtcMillis created_at = 0;
    base::UtcMillis disabled_at = 0;
};

/// A signed-in person. The token is opaque and stored hashed.
struct Session {
    std::string token_hash;
    std::string
        kind;  ///< officer, tracking (a complainant without account, one case) or respondent (one case)
    std::int64_t officer = 0;
    std::int64_t complaint = 0;  ///< of a tracking or respondent session
    base::UtcMillis created_at = 0;
    base::UtcMillis seen_at = 0;
    base::UtcMillis expires_at = 0;
};

/// An officer for whom another acts today (委托代理).
struct Represented {
    std::int64_t officer = 0;
    std::string name;
    std::int64_t body = 0;
    std::vector<std::string> roles;
};

/// Who does something: re-read from the store inside every unit of work.
struct Actor {
    std::string kind = "anonymous";  ///< anonymous, complainant, respondent, officer, system
    std::int64_t officer = 0;
    std::string name;
    std::int64_t body = 0;
    std::vector<std::string> roles;
    std::int64_t complaint = 0;             ///< the one case a complainant's or respondent's session opens
    std::vector<Represented> represents{};  ///< for whom this officer may act today besides himself
    std::int64_t acting_for = 0;            ///< the officer he stands in for in this act; 0 for himself

    bool has_role(std::string_view role) const {
        for (const auto& own : roles) {
            if (own == role) return true;
        }
        return false;
    }
};

}  // namespace qingqian::records
