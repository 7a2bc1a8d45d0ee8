#include "store/wordings.hpp"

#include <tuple>

#include "store/session.hpp"

namespace qingqian::store::wordings {
namespace {

constexpr std::string_view columns = "event, party, language, version, content, officer, author, at, note";

std::string name_of(Table table) {
    switch (table) {
        case Table::routes:
            return "message_routes";
        case Table::wordings:
            return "message_wordings";
        case Table::templates:
            break;
    }
    return "carrier_templates";
}

struct Row {
    Entry row;
    auto members() {
        return std::tie(row.event, row.party, row.language, row.version, row.content, row.officer, row.author,
                        row.at, row.note);
    }
};

struct InForce : Row {
    Statement statement;
    InForce(Session& session, const std::string& table)
        : statement(session,
                    "SELECT t.id, " + qualified("t", columns) + " FROM " + table +
                        " t WHERE t.version = (SELECT max(n.version) FROM " + table +
                        " n WHERE n.event = t.event AND n.party = t.party AND n.language = t.language) "
                        "ORDER BY t.event, t.party, t.language",
                    out(row.id), out(members())) {}
};

struct Versions : Row {
    Key key;
    std::int64_t most = 0;
    Statement statement;
    Versions(Session& session, const std::string& table)
        : statement(session,
                    "SELECT id, " + std::string(columns) + " FROM " + table +
                        " WHERE event = :event AND party = :party AND language = :language "
                        "ORDER BY version DESC LIMIT :most",
                    in(key.event, key.party, key.language, most), out(row.id), out(members())) {}
};

struct Insert : Row {
    Statement statement;
    Insert(Session& session, const std::string& table)
        : statement(session,
                    insert_into(table, columns) +
                        " ON CONFLICT (event, party, language, version) DO NOTHING RETURNING id",
                    in(members()), out(row.id)) {}
};

template <class Query>
Query& query_of(ReadTx& tx, Table table, std::string_view what) {
    const auto name = name_of(table);
    return tx.session().prepared_as<Query>(name + " " + std::string(what), name);
}

std::vector<Entry> some_versions(ReadTx& tx, Table table, const Key& key, std::int64_t most) {
    auto& query = query_of<Versions>(tx, table, "versions");
    query.key.event = key.event;
    query.key.party = key.party;
    query.key.language = key.language;
    query.most = most;
    std::vector<Entry> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace

std::vector<Entry> in_force(ReadTx& tx, Table table) {
    auto& query = query_of<InForce>(tx, table, "in force");
    std::vector<Entry> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::optional<Entry> newest(ReadTx& tx, Table table, const Key& key) {
    auto found = some_versions(tx, table, key, 1);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Entry> versions(ReadTx& tx, Table table, const Key& key) {
    return some_versions(tx, table, key, 200);
}

bool insert(WriteTx& tx, Table table, Entry& entry) {
    auto& query = query_of<Insert>(tx, table, "insert");
    // Member by member: the statement is bound to the strings inside.
    query.row = entry;
    if (!query.statement.one()) return false;
    entry.id = query.row.id;
    return true;
}

}  // namespace qingqian::store::wordings
