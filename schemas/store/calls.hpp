#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/call.hpp"
#include "store/store.hpp"

/// The register of calls, visits and letters (电话/来访登记单).
namespace qingqian::store::calls {

/// Every kind a line of the register may have.
const std::vector<std::string>& kinds();

/// Adds a line; sets `id`.
void insert(WriteTx& tx, records::Call& call);
/// By UUID. `for_update` locks the row where the engine has row locks.
std::optional<records::Call> find(ReadTx& tx, std::string_view uid, bool for_update = false);
std::optional<records::Call> find_by_id(ReadTx& tx, std::int64_t id);
/// The call that a case came of.
std::optional<records::Call> of_complaint(ReadTx& tx, std::int64_t complaint);
/// Ties a call to the case that came of it.
void convert(WriteTx& tx, std::int64_t call, std::int64_t complaint);

/// The register's question. Newest first; all filters are served by an index.
struct Query {
    std::int64_t body = 0;
    std::int64_t officer = 0;          ///< only what he took; 0 = all of the body
    std::vector<std::string> kinds{};  ///< empty = all
    std::optional<bool> converted{};   ///< whether a case came of it
    base::UtcMillis from = 0;          ///< inclusive
    base::UtcMillis until = 0;         ///< exclusive; 0 = for ever
    std::string after{};               ///< cursor of the page before; empty = first page
    std::size_t limit = 50;            ///< 1…100
};

struct Row {
    records::Call call;  ///< `form` left empty
    std::string officer_name;
};

struct Page {
    std::vector<Row> rows;
    std::string next;  ///< cursor; empty on the last page
};

/// A page by keyset. Refuses a broken cursor with `invalid_input`.
base::Result<Page> list(ReadTx& tx, const Query& query);
/// The exact number of lines `list` yields over all pages.
std::int64_t count(ReadTx& tx, const Query& query);

/// How many cases that `body` may see were received from `from` until before `until`; a case that was
/// supplemented counts by its last receipt. `states`: every state a case may stand in.
std::int64_t cases_received(ReadTx& tx, std::int64_t body, const std::vector<std::string>& states,
                            base::UtcMillis from, base::UtcMillis until);

}  // namespace qingqian::store::calls
