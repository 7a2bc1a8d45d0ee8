#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

/// Routing, wordings and carrier templates as they stand in the database, each change a version of its own.
namespace qingqian::store::wordings {

enum class Table { routes, wordings, templates };

/// One version of one row. `party` is the audience of a route, the voice of a wording, the provider of a
/// template; a route has no language.
struct Entry {
    std::int64_t id = 0;
    std::string event;
    std::string party;
    std::string language;
    std::int64_t version = 0;
    std::string content;       ///< JSON; its shape is the notifier's
    std::int64_t officer = 0;  ///< who made it; 0 when it came with the program
    std::string author;        ///< his name as shown
    base::UtcMillis at = 0;
    std::string note;  ///< why, in his words
};

/// What a row is found by.
struct Key {
    std::string event;
    std::string party;
    std::string language{};
};

/// The newest version of every row, by event, party and language.
std::vector<Entry> in_force(ReadTx& tx, Table table);
std::optional<Entry> newest(ReadTx& tx, Table table, const Key& key);
/// All versions of a row, newest first, at most 200.
std::vector<Entry> versions(ReadTx& tx, Table table, const Key& key);
/// Adds a version; sets `id`. False, and nothing changed, when that version is there already.
bool insert(WriteTx& tx, Table table, Entry& entry);

}  // namespace qingqian::store::wordings
