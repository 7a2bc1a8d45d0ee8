#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/body.hpp"
#include "store/store.hpp"

namespace qingqian::store::identity {

void insert_officer(WriteTx& tx, records::Officer& officer);
void update_officer(WriteTx& tx, const records::Officer& officer);
std::optional<records::Officer> officer_by_login(ReadTx& tx, std::string_view login);
std::optional<records::Officer> officer_by_id(ReadTx& tx, std::int64_t id);
/// Ordered by login, at most `limit` after `after`.
std::vector<records::Officer> officers(ReadTx& tx, std::string_view after, std::size_t limit);
/// Officers of a body who are not disabled.
std::vector<records::Officer> officers_of(ReadTx& tx, std::int64_t body);

void insert_session(WriteTx& tx, const records::Session& session);
std::optional<records::Session> session(ReadTx& tx, std::string_view token_hash);
void touch_session(WriteTx& tx, std::string_view token_hash, base::UtcMillis seen_at);
void remove_session(WriteTx& tx, std::string_view token_hash);
/// Signs an officer out everywhere, e.g. when the account is disabled.
void remove_sessions_of(WriteTx& tx, std::int64_t officer);
void remove_expired_sessions(WriteTx& tx, base::UtcMillis now);

void insert_body(WriteTx& tx, records::Body& body);
/// Writes the row. Where `parent` changes, the scope of its cases does not follow.
void update_body(WriteTx& tx, const records::Body& body);
std::optional<records::Body> body(ReadTx& tx, std::int64_t id);
std::optional<records::Body> body_by_code(ReadTx& tx, std::string_view code);
/// All bodies by code (hundreds at most); `kind` empty = all.
std::vector<records::Body> bodies(ReadTx& tx, std::string_view kind);

/// A brake (login, codes): failures of `key` inside the window, and until when it is closed.
struct Brake {
    std::string key;
    std::int64_t failures = 0;
    base::UtcMillis window_start = 0;
    base::UtcMillis closed_until = 0;
};
std::optional<Brake> brake(ReadTx& tx, std::string_view key);
/// The same, held until the unit ends, so that two at once are counted one after the other; a key that is not
/// there begins with nothing. Where a unit holds several, it takes them in the order of their keys.
Brake hold_brake(WriteTx& tx, std::string_view key);
void put_brake(WriteTx& tx, const Brake& brake);
/// Forgets brakes that are open and whose window began before `before`; rows whose key begins with
/// `known-block:` those of before `known_before`.
void forget_brakes(WriteTx& tx, base::UtcMillis before, base::UtcMillis known_before);
void clear_brake(WriteTx& tx, std::string_view key);

}  // namespace qingqian::store::identity
