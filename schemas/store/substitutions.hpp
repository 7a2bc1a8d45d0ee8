#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace qingqian::store::substitutions {

/// An officer who acts for another (委托代理). Days are legal days, both included.
struct Substitution {
    std::int64_t id = 0;
    std::string uid{};            ///< UUID version 7; what the outside knows it by
    std::int64_t officer = 0;     ///< who is away
    std::int64_t substitute = 0;  ///< who acts for him
    std::string from_day;         ///< ISO
    std::string until_day;        ///< ISO
    std::string reason;
    std::int64_t made_by = 0;
    base::UtcMillis created_at = 0;
    base::UtcMillis ended_at = 0;  ///< taken back before its last day; 0 when not
    std::int64_t ended_by = 0;     ///< officer; 0 while it stands, or when the command line took it back
};

/// Sets `id` and `uid`.
void insert(WriteTx& tx, Substitution& substitution);
std::optional<Substitution> find(ReadTx& tx, std::int64_t id);
std::optional<Substitution> find(ReadTx& tx, std::string_view uid);
/// Takes it back; nothing when it was taken back already.
void end(WriteTx& tx, std::int64_t id, base::UtcMillis at, std::int64_t by = 0);

/// Those in force on `day` by which `substitute` acts for others, and those by which others act for
/// `officer`.
std::vector<Substitution> acting_for(ReadTx& tx, std::int64_t substitute, std::string_view day);
std::vector<Substitution> acting_as(ReadTx& tx, std::int64_t officer, std::string_view day);

/// Those of an officer that have not ended on `day`, future ones included, by their first day.
std::vector<Substitution> open_of(ReadTx& tx, std::int64_t officer, std::string_view day);
/// The same of those by which he acts for others.
std::vector<Substitution> open_by(ReadTx& tx, std::int64_t substitute, std::string_view day);

}  // namespace qingqian::store::substitutions
