#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::store::complaints {

/// Inserts the case row, its scope rows and its search entry; sets `id`.
void insert(WriteTx& tx, records::Complaint& complaint);

/// Writes the row, its scope rows and its search entry. The caller has raised `revision`.
void update(WriteTx& tx, const records::Complaint& complaint);

/// The same for a step after which the bodies that take part are those of before. `before` is the row as it
/// is stored; where the step changed nothing but how far the case has come, that alone is written.
void update(WriteTx& tx, const records::Complaint& before, const records::Complaint& after);

/// By UUID or case number. `for_update` locks the row where the engine has row locks.
std::optional<records::Complaint> find(ReadTx& tx, std::string_view uid_or_number, bool for_update = false);
std::optional<records::Complaint> find_by_id(ReadTx& tx, std::int64_t id, bool for_update = false);

/// By the hash of a receipt code (查询码).
std::optional<records::Complaint> find_by_receipt_code(ReadTx& tx, std::string_view receipt_code_hash);

/// The next case number of the day: "JS" + the workflow's letters, "TS" + "20261123" + six digits. Unique and
/// rising; gaps are allowed.
std::string next_number(WriteTx& tx, std::string_view province, std::string_view letters, base::Day day);

void insert_contact(WriteTx& tx, records::Contact& contact);
void update_contact(WriteTx& tx, const records::Contact& contact);
std::vector<records::Contact> contacts(ReadTx& tx, std::int64_t complaint);

/// Which cases an officer's question covers; made by `scope_of` and `registered_scope_of` alone.
struct Scope {
    bool everything = false;   ///< right over all cases
    std::int64_t body = 0;     ///< cases this body has part in
    std::int64_t officer = 0;  ///< for `mine`
    bool below = false;        ///< and those of the bodies below it
};
/// What an actor may see: its body's cases for officers; nothing (an impossible scope) for anybody else.
Scope scope_of(const records::Actor& actor);
/// The same and the cases of the bodies below his.
Scope division_scope_of(const records::Actor& actor);
/// Of an officer those cases alone that he registered himself (代录); nothing for anybody else.
Scope registered_scope_of(const records::Actor& actor);
/// Puts a case that was just registered into the `registered_scope_of` this officer; for good.
void follow(WriteTx& tx, const records::Complaint& complaint, std::int64_t officer);
/// The body whose scope rows a question reads; -1, which no row carries, when the scope names nobody.
std::int64_t body_of(const Scope& scope);
/// Whether one case lies in the scope. A draft lies in none.
bool sees(ReadTx& tx, const Scope& scope, std::int64_t complaint);

enum class Sort { due, received, updated, arrears };

/// An officer with cases in hand, and the body through which they are seen.
struct Holder {
    std::int64_t body = 0;
    std::int64_t officer = 0;
};

/// What narrows the queue further. Each is a column of the scope row, so that lists, counts, search and what
/// is under way agree; the two spans also bound the walk where they are the order.
struct Narrowing {
    bool unassigned = false;  ///< nobody has it
    std::string channel{};    ///< by which it came; empty = any
    std::string division{};   ///< beginning of the respondent's division, 2, 4 or 6 digits; empty = any
    base::UtcMillis received_from = 0;  ///< received then or later; 0 = whenever
    base::UtcMillis received_before = 0;
    std::int64_t arrears_from = 0;  ///< 分, inclusive; 0 = any sum
    std::int64_t arrears_to = 0;    ///< 分, inclusive; 0 = any sum
    std::int64_t also_seen_by = 0;  ///< in the scope of this body, too; 0 = whichever
    bool operator==(const Narrowing&) const = default;
};

/// The queue's question. All filters are served by an index.
struct Query {
    Scope scope{};
    bool mine = false;                  ///< only cases assigned to `scope.officer`
    std::vector<std::string> states{};  ///< state codes (a tab of the definition is its states); empty = all
    std::string text{};     ///< number, names, credit codes; empty = all; then the order is newest first
    Sort sort = Sort::due;  ///< by `due`, cases without a running deadline come last either way
    bool descending = false;
    std::string after{};     ///< cursor of the page before; empty = first page
    std::size_t limit = 50;  ///< 1…100
    /// Only cases in the hands of those for whom the reader acts today (代办), with `mine` his own as well;
    /// nobody's when it is empty.
    std::optional<std::vector<Holder>> represented{};
    std::string due_from{};     ///< ISO day: with `due_before`, only cases whose deadline lies on it or later
    std::string due_before{};   ///< ISO day: only cases whose deadline lies before it, in the order of `due`
    std::string track{};        ///< only cases in which such a track is under way; oldest case first
    std::string track_state{};  ///< of that track: open (proposed) or approved; empty = either
    bool telephone = false;     ///< only cases of which somebody is to be called; oldest case first
    std::vector<std::string> hidden{};  ///< events whose calls are not shown to the asker
    std::int64_t assignee = 0;          ///< only cases assigned to this officer; 0 = whoever has them
    Narrowing narrowing{};
};

/// One line of the queue.
struct Row {
    records::Complaint complaint;  ///< what a line shows; the other members are left empty
    std::string assignee_name;
};

struct Page {
    std::vector<Row> rows;
    std::string next;  ///< cursor; empty on the last page
};

/// A page by keyset: no scan, no sort, whatever the filter. Refuses a broken cursor with `invalid_input`.
base::Result<Page> list(ReadTx& tx, const Query& query);

/// The exact number of cases `list` yields over all pages.
std::int64_t count(ReadTx& tx, const Query& query);

/// States live cases stand in, per workflow version; for `workflow verify`.
struct StateUse {
    std::string definition;
    std::int64_t version = 0;
    std::string state;
    std::int64_t cases = 0;
};
std::vector<StateUse> states_in_use(ReadTx& tx);

}  // namespace qingqian::store::complaints
