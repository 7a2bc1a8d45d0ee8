#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "records/message.hpp"
#include "store/store.hpp"

/// By which way officers want to be told, and the digests that gather what need not come at once.
namespace qingqian::store::notice_choices {

struct Choice {
    std::string family;
    std::string channel;
    std::string choice;  ///< now, digest, off
};
/// What an officer has chosen; what is not in it is as the routing says.
std::vector<Choice> of_officer(ReadTx& tx, std::int64_t officer);
void put(WriteTx& tx, std::int64_t officer, const Choice& choice);

/// Officers for whom mails wait (`held`) and who have had no digest on `day` (ISO), at most `limit`.
std::vector<std::int64_t> waiting(ReadTx& tx, std::string_view day, std::size_t limit);
/// The held mails of an officer, oldest first.
std::vector<records::Message> held(ReadTx& tx, std::int64_t officer, std::size_t limit);
/// Takes the officer's digest of a day; its id, or nothing when it was taken already.
std::optional<std::int64_t> take_digest(WriteTx& tx, std::int64_t officer, std::string_view day);
/// A held mail is in this digest: it will not go out itself.
void replace(WriteTx& tx, std::int64_t message, std::int64_t digest);

}  // namespace qingqian::store::notice_choices
