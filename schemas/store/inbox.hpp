#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "records/message.hpp"
#include "store/store.hpp"

/// What somebody finds in the platform (站内消息): the messages of the channel `site` to one recipient,
/// "officer:3" or "complainant:12", and what of it was read (`messages.read_at`).
namespace qingqian::store::inbox {

struct Item {
    records::Message message;  ///< `html` left empty
    base::UtcMillis read_at = 0;
    std::string number;  ///< of the case; empty when it is about none
};

struct Page {
    std::vector<Item> items;
    std::string next;  ///< cursor; empty on the last page
};

/// Newest first, by keyset; 1 to 100 a page. Refuses a broken cursor with `invalid_input`.
base::Result<Page> list(ReadTx& tx, std::string_view recipient, bool unread_only, std::string_view after,
                        std::size_t limit);
/// How many messages to `recipient` are unread; counts no further than 1,000.
std::int64_t unread(ReadTx& tx, std::string_view recipient);
/// Marks one message as read; false when it is not the recipient's. One that was read keeps its first time.
bool mark(WriteTx& tx, std::string_view recipient, std::string_view uid);
/// Marks everything up to and with the message `uid` as read; false when that is not the recipient's.
bool mark_until(WriteTx& tx, std::string_view recipient, std::string_view uid);

}  // namespace qingqian::store::inbox
