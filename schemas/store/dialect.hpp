#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qingqian::store {

enum class Engine { sqlite, postgresql };

/// Which engine a database address names: `postgresql://…` (or `postgres://…`), anything else is a SQLite
/// file.
Engine engine_of(std::string_view database);

/// Everything that SQLite and PostgreSQL spell differently stands here, as text; the queries are the same.
namespace dialect {

/// The words of a migration, {id} {int} {strict} {strict_keyed}, filled in.
std::string spell(Engine engine, std::string_view migration);

/// Behind a SELECT of one case that is about to be changed. SQLite has one writer and needs no lock.
std::string_view lock_row(Engine engine);
/// The same behind a SELECT from one table that is no case.
std::string_view lock_only_row(Engine engine);

/// Behind a SELECT of rows that several dispatchers claim at once.
std::string_view lock_free_rows(Engine engine);

/// The number of the transaction a statement runs in, and the condition under which a row with such a number
/// in `column` was committed by a transaction older than every running one. Where there is one writer, rows
/// are committed in the order of their ids and need no such number.
std::string_view transaction_id(Engine engine);
std::string settled_transaction(Engine engine, std::string_view column);

/// The key column of `case_words`.
std::string_view search_key(Engine engine);

/// The statement that writes a case's row in `case_words` (parameters: complaint, tokens separated by
/// spaces), the one that replaces them where they differ (tokens, complaint, tokens again), and the one that
/// fills in what is read later (tokens, complaint).
std::string_view search_insert(Engine engine);
std::string_view search_update(Engine engine);
std::string_view search_fill(Engine engine);

/// The condition under which a row of `case_words` holds what `:words` asks, made by the functions below.
std::string_view search_matches(Engine engine);

/// One word of a search: a token, one of two, or what tokens begin with.
struct Word {
    std::string text;
    std::string or_else{};
    bool prefix = false;
};
/// All words together in the engine's own query language; that one is asked or the other; and that what the
/// first asks is there without what the second asks.
std::string all_of(Engine engine, const std::vector<Word>& words);
std::string either(Engine engine, std::string_view one, std::string_view other);
std::string without(Engine engine, std::string_view asked, std::string_view excluded);

}  // namespace dialect
}  // namespace qingqian::store
