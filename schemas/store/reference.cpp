#include "store/reference.hpp"

#include <stdexcept>

#include "store/session.hpp"

namespace qingqian::store::reference {
namespace {

struct PutNotice {
    Notice row;
    Statement statement;
    explicit PutNotice(Session& session)
        : statement(session,
                    insert_into("notices", "id, number, title, address, issued, year") +
                        " ON CONFLICT (id) DO UPDATE SET number = excluded.number, title = excluded.title, "
                        "address = excluded.address, issued = excluded.issued, year = excluded.year",
                    in(row.id, row.number, row.title, row.address, row.issued, row.year)) {}
};

struct RemoveDays {
    std::string notice;
    Statement statement;
    explicit RemoveDays(Session& session)
        : statement(session, "DELETE FROM notice_days WHERE notice = :notice", in(notice)) {}
};

struct InsertDay {
    NoticeDay row;
    std::int64_t off = 0;
    Statement statement;
    explicit InsertDay(Session& session)
        : statement(session, insert_into("notice_days", "notice, day, off, name"),
                    in(row.notice, row.day, off, row.name)) {}
};

struct PutLocalDay {
    LocalDay row;
    std::int64_t off = 0;
    Statement statement;
    explicit PutLocalDay(Session& session)
        : statement(session,
                    insert_into("local_days", "province, day, off, name, source") +
                        " ON CONFLICT (province, day) DO UPDATE SET off = excluded.off, name = "
                        "excluded.name, source = excluded.source",
                    in(row.province, row.day, off, row.name, row.source)) {}
};

struct RemoveLocalDay {
    std::string province;
    std::string day;
    Statement statement;
    explicit RemoveLocalDay(Session& session)
        : statement(session, "DELETE FROM local_days WHERE province = :province AND day = :day",
                    in(province, day)) {}
};

struct LocalDays {
    std::string province;
    LocalDay row;
    std::int64_t off = 0;
    Statement statement;
    explicit LocalDays(Session& session)
        : statement(session,
                    "SELECT province, day, off, name, source FROM local_days WHERE province = :province "
                    "ORDER BY day",
                    in(province), out(row.province, row.day, off, row.name, row.source)) {}
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
    NoticeDay row;
    std::int64_t off = 0;
    Statement statement;
    explicit AllDays(Session& session)
        : statement(session, "SELECT notice, day, off, name FROM notice_days ORDER BY notice, day",
                    out(row.notice, row.day, off, row.name)) {}
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

void put_notice(WriteTx& tx, const Notice& notice, const std::vector<NoticeDay>& days) {
    auto& query = tx.session().prepared<PutNotice>();
    query.row = notice;
    query.statement.run();
    auto& remove = tx.session().prepared<RemoveDays>();
    remove.notice = notice.id;
    remove.statement.run();
    for (const auto& day : days) {
        auto& put = tx.session().prepared<InsertDay>();
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

std::vector<NoticeDay> notice_days(ReadTx& tx) {
    std::vector<NoticeDay> found;
    auto& query = tx.session().prepared<AllDays>();
    query.statement.each([&] {
        query.row.off = query.off != 0;
        found.push_back(query.row);
    });
    return found;
}

void put_local_day(WriteTx& tx, const LocalDay& day) {
    auto& query = tx.session().prepared<PutLocalDay>();
    query.row = day;
    query.off = day.off ? 1 : 0;
    query.statement.run();
}

bool remove_local_day(WriteTx& tx, std::string_view province, std::string_view day) {
    auto& query = tx.session().prepared<RemoveLocalDay>();
    query.province = province;
    query.day = day;
    return query.statement.run() != 0;
}

std::vector<LocalDay> local_days(ReadTx& tx, std::string_view province) {
    std::vector<LocalDay> found;
    auto& query = tx.session().prepared<LocalDays>();
    query.province = province;
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
