#include "store/reference.hpp"

#include <stdexcept>

#include "store/session.hpp"

namespace qingqian::store::reference {
namespace {

struct InsertNotice {
    Notice row;
    Statement statement;
    explicit InsertNotice(Session& session)
        : statement(session,
                    insert_into("notices", "id, number, title, address, issued, year") +
                        " ON CONFLICT (id) DO NOTHING",
                    in(row.id, row.number, row.title, row.address, row.issued, row.year)) {}
};

// Notices may arrive in any order: a day stays with the notice that was issued last.
struct PutDay {
    CalendarDay row;
    std::int64_t off = 0;
    Statement statement;
    explicit PutDay(Session& session)
        : statement(
              session,
              insert_into("calendar_days", "day, off, name, notice") +
                  " ON CONFLICT (day) DO UPDATE SET off = excluded.off, name = excluded.name, notice = "
                  "excluded.notice WHERE (SELECT issued FROM notices WHERE id = excluded.notice) >= (SELECT "
                  "issued FROM notices WHERE id = calendar_days.notice)",
              in(row.day, off, row.name, row.notice)) {}
};

struct AllNotices {
    Notice row;
    Statement statement;
    explicit AllNotices(Session& session)
        : statement(session,
                    "SELECT id, number, title, address, issued, year FROM notices ORDER BY issued, id",
                    out(row.id, row.number, row.title, row.address, row.issued, row.year)) {}
};

struct AllDays {
    CalendarDay row;
    std::int64_t off = 0;
    Statement statement;
    explicit AllDays(Session& session)
        : statement(session, "SELECT day, off, name, notice FROM calendar_days ORDER BY day",
                    out(row.day, off, row.name, row.notice)) {}
};

struct InsertDefinition {
    DefinitionText row;
    Statement statement;
    explicit InsertDefinition(Session& session)
        : statement(session,
                    insert_into("definitions", "name, version, text, checksum") +
                        " ON CONFLICT (name, version) DO NOTHING",
                    in(row.name, row.version, row.text, row.checksum)) {}
};

struct ChecksumOf {
    std::string name;
    std::int64_t version = 0;
    std::string checksum;
    Statement statement;
    explicit ChecksumOf(Session& session)
        : statement(session, "SELECT checksum FROM definitions WHERE name = :name AND version = :version",
                    in(name, version), out(checksum)) {}
};

struct AllDefinitions {
    DefinitionText row;
    Statement statement;
    explicit AllDefinitions(Session& session)
        : statement(session, "SELECT name, version, text, checksum FROM definitions ORDER BY name, version",
                    out(row.name, row.version, row.text, row.checksum)) {}
};

struct FindSetting {
    std::string name;
    std::string value;
    Statement statement;
    explicit FindSetting(Session& session)
        : statement(session, "SELECT value FROM settings WHERE name = :name", in(name), out(value)) {}
};

struct PutSetting {
    std::string name;
    std::string value;
    Statement statement;
    explicit PutSetting(Session& session)
        : statement(session,
                    insert_into("settings", "name, value") +
                        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    in(name, value)) {}
};

}  // namespace

void put_notice(WriteTx& tx, const Notice& notice, const std::vector<CalendarDay>& days) {
    auto& query = tx.session().prepared<InsertNotice>();
    query.row = notice;
    if (query.statement.run() == 0) return;
    for (const auto& day : days) {
        auto& put = tx.session().prepared<PutDay>();
        put.row = day;
        put.row.notice = notice.id;
        put.off = day.off ? 1 : 0;
        put.statement.run();
    }
}

std::vector<Notice> notices(ReadTx& tx) {
    std::vector<Notice> found;
    auto& query = tx.session().prepared<AllNotices>();
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::vector<CalendarDay> calendar_days(ReadTx& tx) {
    std::vector<CalendarDay> found;
    auto& query = tx.session().prepared<AllDays>();
    query.statement.each([&] {
        query.row.off = query.off != 0;
        found.push_back(query.row);
    });
    return found;
}

void put_definition(WriteTx& tx, const DefinitionText& definition) {
    auto& query = tx.session().prepared<InsertDefinition>();
    query.row = definition;
    if (query.statement.run() != 0) return;
    auto& stored = tx.session().prepared<ChecksumOf>();
    stored.name = definition.name;
    stored.version = definition.version;
    stored.statement.one();
    if (stored.checksum != definition.checksum) {
        throw std::runtime_error("definition " + definition.name + " version " +
                                 std::to_string(definition.version) +
                                 " is known with another text: give the changed one a new version");
    }
}

std::vector<DefinitionText> definitions(ReadTx& tx) {
    std::vector<DefinitionText> found;
    auto& query = tx.session().prepared<AllDefinitions>();
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::optional<std::string> setting(ReadTx& tx, std::string_view name) {
    auto& query = tx.session().prepared<FindSetting>();
    query.name = name;
    if (!query.statement.one()) return std::nullopt;
    return query.value;
}

void put_setting(WriteTx& tx, std::string_view name, std::string_view value) {
    auto& query = tx.session().prepared<PutSetting>();
    query.name = name;
    query.value = value;
    query.statement.run();
}

}  // namespace qingqian::store::reference
