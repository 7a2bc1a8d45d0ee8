#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "store/store.hpp"

/// Addresses to which nothing is sent any more, and why.
namespace qingqian::store::address_marks {

/// `mark` is the coded reason that a message skipped for it carries: `opted_out` (a number answered 退订 or
/// STOP, or the carrier says so: 21610), `bounced` (the mailbox does not exist).
struct Mark {
    std::string channel;  ///< sms, mail
    std::string address;  ///< "+8613800138000"; a mailbox in lower case
    std::string mark;
    base::UtcMillis at = 0;
    std::int64_t message = 0;  ///< the message that told; 0 for an SMS of theirs
};

/// Marks an address; one that is marked keeps its first mark. What still waits for it is skipped by the
/// dispatcher when its turn comes. False when it was marked already.
bool put(WriteTx& tx, const Mark& mark);
/// Takes a mark off; false when there was none of that name.
bool remove(WriteTx& tx, std::string_view channel, std::string_view address, std::string_view mark);
std::optional<Mark> find(ReadTx& tx, std::string_view channel, std::string_view address);

}  // namespace qingqian::store::address_marks
