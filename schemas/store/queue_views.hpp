#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

/// How officers look at their queue: views that they saved, and the columns that they chose.
namespace qingqian::store::queue_views {

/// Filters with a name.
struct View {
    std::int64_t id = 0;
    std::string uid;
    std::int64_t body = 0;     ///< whose officers see it when it is shared
    std::int64_t officer = 0;  ///< who made it
    std::string name;
    std::int64_t shared = 0;
    std::string query;  ///< JSON, `QueueFilter` of the contract
    std::string shown;  ///< columns separated by spaces; empty: each reader's own
    base::UtcMillis created_at = 0;
    base::UtcMillis updated_at = 0;
};

/// One line of what an officer may choose from.
struct Line {
    View view;
    std::string officer_name;
};

void insert(WriteTx& tx, View& view);
/// Name, whether it is shared, filters and columns.
void update(WriteTx& tx, const View& view);
void remove(WriteTx& tx, std::int64_t id);
std::optional<View> find(ReadTx& tx, std::string_view uid);
/// The officer's own, oldest first, then those that others of the body share.
std::vector<Line> of_officer(ReadTx& tx, std::int64_t officer, std::int64_t body);
/// How many he has made.
std::int64_t count(ReadTx& tx, std::int64_t officer);

/// The columns an officer chose, separated by spaces; empty when he never did.
std::string columns(ReadTx& tx, std::int64_t officer);
void put_columns(WriteTx& tx, std::int64_t officer, std::string_view shown);

}  // namespace qingqian::store::queue_views
