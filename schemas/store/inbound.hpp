#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/inbound.hpp"
#include "store/store.hpp"

/// What came in by SMS and mail.
namespace qingqian::store::inbound {

/// Keeps what came in with its files; sets the ids. False, and nothing is changed, when the same (channel and
/// source, or place) is kept already, by another transaction at the same time, too.
bool insert(WriteTx& tx, records::Inbound& inbound);
/// Writes what became of it: act, state, reason, answer, case, call, message, event, who handled it and when.
void update(WriteTx& tx, const records::Inbound& inbound);
/// Writes what became of a file: the attachment, or why it is none.
void settle_file(WriteTx& tx, const records::InboundFile& file);

/// With its files. `for_update` locks the row where the engine has row locks.
std::optional<records::Inbound> find(ReadTx& tx, std::string_view uid, bool for_update = false);
/// What came under this source before.
std::optional<records::Inbound> find_source(ReadTx& tx, std::string_view channel, std::string_view source);
/// The mail that a line of the register came of, with its files.
std::optional<records::Inbound> of_call(ReadTx& tx, std::int64_t call);
/// The first letter behind a draft: the one that was registered.
std::optional<records::Inbound> find_case_register(ReadTx& tx, std::int64_t complaint);
/// Whether what stands at this place of a mailbox was taken already.
bool known_place(ReadTx& tx, std::string_view place);

/// How many came from this sender over a channel since `since`; counts up to `most`.
std::int64_t count_since(ReadTx& tx, std::string_view channel, std::string_view sender, base::UtcMillis since,
                         std::int64_t most);

/// Every state.
const std::vector<std::string>& states();

/// Newest first.
struct Query {
    std::int64_t body = 0;
    std::vector<std::string> states{};  ///< empty = all
    std::int64_t complaint = 0;  ///< only what came for this case; then `body` and `states` do not count
    std::string after{};         ///< cursor of the page before; empty = first page
    std::size_t limit = 50;      ///< 1…100
};
struct Page {
    std::vector<records::Inbound> rows;
    std::string next;  ///< cursor; empty on the last page
};
/// A page by keyset. Refuses a broken cursor with `invalid_input`.
base::Result<Page> list(ReadTx& tx, const Query& query);
/// The exact number of rows that `list` yields over all pages.
std::int64_t count(ReadTx& tx, const Query& query);

/// Digests of kept files by keyset, for the collector of orphans.
struct Digest {
    std::int64_t id = 0;
    std::string sha256;
};
std::vector<Digest> digests(ReadTx& tx, std::int64_t after, std::size_t limit);

/// Cases on which this mobile number stands or stood, newest first, at most `limit`; whether it is a number
/// they are reached by now, contact_ways::reached tells.
std::vector<std::int64_t> cases_of_mobile(ReadTx& tx, std::string_view mobile, std::size_t limit);

}  // namespace qingqian::store::inbound
