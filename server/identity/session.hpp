#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

namespace qingqian::identity {

/// How long a session lives.
struct SessionRules {
    base::UtcMillis idle = 30 * 60'000;           ///< without a request
    base::UtcMillis absolute = 12 * 60 * 60'000;  ///< whatever happens
    base::UtcMillis touch = 60'000;               ///< `seen_at` is written at most this often
};

/// Who sends a request, as its session says. Without a session the actor is `anonymous`.
struct Principal {
    records::Actor actor;
    std::string login;       ///< of an officer
    std::string token_hash;  ///< key of the session row; empty without one
    base::UtcMillis expires_at = 0;
    std::string platform;    ///< of a program's key: the platform that sends by it
    bool touch_due = false;  ///< `seen_at` is old enough to be written again
};

/// A session and the one copy of its token.
struct OpenedSession {
    records::Session session;
    std::string token;  ///< 256 bits as 64 hex characters; goes into the cookie and nowhere else
};

/// A new session: `kind` officer of the officer `owner`; `tracking` or `respondent` of a party of the case
/// `owner`.
OpenedSession open_session(base::Random& random, std::string_view kind, std::int64_t owner,
                           const SessionRules& rules, base::UtcMillis now);

/// The key under which a token is stored.
std::string token_hash(std::string_view token);

/// Whether a text has the shape of a token; others are not looked up.
bool is_token(std::string_view text);

/// Reads the session, its owner and for whom he stands in today; nothing when it is unknown, expired, idle
/// too long, or its officer is disabled. Every unit of work asks again, so that a session ended a moment ago
/// changes nothing any more.
std::optional<Principal> find_principal(store::ReadTx& tx, std::string_view token_hash,
                                        const SessionRules& rules);

/// The cookie's name: `__Host-qq_session` where connections are encrypted, `qq_session` where they are not (a
/// browser refuses the prefix there).
std::string_view cookie_name(bool secure);

/// Set-Cookie with a token, and the one that takes it away.
std::string session_cookie(std::string_view token, bool secure, const SessionRules& rules);
std::string expired_cookie(bool secure);

}  // namespace qingqian::identity
