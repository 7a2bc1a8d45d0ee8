#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

/// What other platforms (12345, 96611, the national platform) send in, and what they fetch of it.
namespace qingqian::store::intake {

/// What came from a platform under its own number, and what became of it here: a case, or a line of the
/// register of calls while it is not complete enough for a case (then `complaint` is 0).
struct Source {
    std::string platform;
    std::string number;
    std::string province;
    std::string content_hash;  ///< SHA-256 of what was sent
    std::int64_t complaint = 0;
    std::int64_t call = 0;
    base::UtcMillis created_at = 0;
};

/// Takes a platform's number; false when it is taken already, by another transaction at the same time, too.
bool insert(WriteTx& tx, const Source& source);
std::optional<Source> find(ReadTx& tx, std::string_view platform, std::string_view number);
std::optional<Source> of_complaint(ReadTx& tx, std::int64_t complaint);
std::optional<Source> of_call(ReadTx& tx, std::int64_t call);
/// Writes down what became of it: `complaint` and `call`.
void update(WriteTx& tx, const Source& source);

/// Puts event `seq` of a source's case on the platform's way back.
void feed(WriteTx& tx, const Source& source, std::int64_t seq);

/// An entry of the way back.
struct Entry {
    std::string number;  ///< the platform's
    std::int64_t complaint = 0;
    std::int64_t seq = 0;
    std::string cursor;  ///< the place of this entry
};
/// Up to `limit` entries of a platform behind the cursor, in the order of their commits; nothing that is
/// still being written, so that nothing committed late is missed. Refuses a broken cursor with
/// `invalid_input`.
base::Result<std::vector<Entry>> entries(ReadTx& tx, std::string_view platform, std::string_view after,
                                         std::size_t limit);

}  // namespace qingqian::store::intake
