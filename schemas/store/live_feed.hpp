#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/cursor.hpp"
#include "store/store.hpp"

/// What listeners are told of, in the order of the commits. Kept for as long as a listener may come back and
/// ask what he missed.
namespace qingqian::store::live_feed {

/// Rows kept; older ones are taken away.
constexpr std::int64_t rows_kept = 10'000;

/// Parties of a case who may know of an event.
constexpr std::int64_t complainant_sees = 1;
constexpr std::int64_t respondent_sees = 2;

/// A line to be written in the transaction of what it tells.
struct Note {
    std::int64_t complaint = 0;            ///< 0: about no case
    std::int64_t event = 0;                ///< of its history; 0: no event
    std::int64_t parties = 0;              ///< complainant_sees | respondent_sees
    std::vector<std::int64_t> left{};      ///< bodies that see the case no more
    std::vector<std::int64_t> officers{};  ///< who have got a message in the platform
};
void add(WriteTx& tx, const Note& note);

/// A line as it is read, with what its case says now.
struct Entry {
    NumberedPlace place;
    Note note;
    std::string uid;
    std::string number;
    std::string state;
    std::int64_t revision = 0;
    std::int64_t assignee = 0;
    std::string type;  ///< of the event: accepted, transferred …
    std::string actor_kind;
    std::string actor_name;
    std::int64_t actor = 0;
    base::UtcMillis at = 0;
    std::vector<std::int64_t> bodies;  ///< that see the case now, as the queue's question reads them
};

/// Up to `limit` lines behind `after`, in the order of their commits; nothing that is still being written.
std::vector<Entry> entries(ReadTx& tx, NumberedPlace after, std::size_t limit);
/// How many lines stand in (after, until], counted to `most` at the most.
std::size_t between(ReadTx& tx, NumberedPlace after, NumberedPlace until, std::size_t most);
/// The newest line that is settled; {0, 0} when there is none.
NumberedPlace newest(ReadTx& tx);
/// Whether everything behind this place is still there.
bool reaches_back_to(ReadTx& tx, NumberedPlace place);
/// Takes away what is older than the newest `rows_kept` lines.
void forget(WriteTx& tx);

/// Bodies that see a case, as the queue's question reads them; 0 stands for everything.
std::vector<std::int64_t> bodies_of(ReadTx& tx, std::int64_t complaint);

}  // namespace qingqian::store::live_feed
