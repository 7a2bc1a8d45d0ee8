#include "store/complaints.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>

#include "store/complaint_columns.hpp"
#include "store/scope.hpp"
#include "store/session.hpp"

namespace qingqian::store::complaints {
namespace {

struct InsertCase {
    records::Complaint row;
    Statement statement;
    explicit InsertCase(Session& session)
        : statement(session, insert_into("complaints", complaint_columns) + " RETURNING id",
                    in(complaint_members(row)), out(row.id)) {}
};

struct InsertForm {
    std::int64_t complaint = 0;
    std::int64_t form_version = 0;
    std::string form;
    Statement statement;
    explicit InsertForm(Session& session)
        : statement(session, insert_into("forms", "complaint, form_version, form"),
                    in(complaint, form_version, form)) {}
};

struct UpdateCase {
    records::Complaint row;
    Statement statement;
    explicit UpdateCase(Session& session)
        : statement(session, "UPDATE complaints SET " + assignments(complaint_columns) + " WHERE id = :id",
                    in(complaint_members(row)), in(row.id)) {}
};

struct UpdateProgress {
    records::Complaint row;
    Statement statement;
    explicit UpdateProgress(Session& session)
        : statement(session, "UPDATE complaints SET " + assignments(progress_columns) + " WHERE id = :id",
                    in(progress_members(row)), in(row.id)) {}
};

// Most steps leave the form alone; its page is then read, but not written again.
struct UpdateForm {
    std::int64_t complaint = 0;
    std::int64_t form_version = 0;
    std::string form;
    Statement statement;
    explicit UpdateForm(Session& session)
        : statement(
              session,
              "UPDATE forms SET form_version = :form_version, form = :form WHERE complaint = :complaint AND "
              "(form <> :form_again OR form_version <> :version_again)",
              in(form_version, form, complaint, form, form_version)) {}
};

std::string select_case(std::string_view condition) {
    return "SELECT c.id, f.form_version, f.form, " + qualified("c", complaint_columns) +
           " FROM complaints c JOIN forms f ON f.complaint = c.id WHERE " + std::string(condition);
}

template <class Key>
struct FindCase {
    Key key{};
    records::Complaint row;
    Statement statement;
    FindCase(Session& session, const std::string& condition)
        : statement(session, select_case(condition), in(key), out(row.id, row.form_version, row.form),
                    out(complaint_members(row))) {}
};
struct FindById : FindCase<std::int64_t> {
    explicit FindById(Session& session) : FindCase(session, "c.id = :id") {}
};
struct FindByUid : FindCase<std::string> {
    explicit FindByUid(Session& session) : FindCase(session, "c.uid = :uid") {}
};
struct FindByNumber : FindCase<std::string> {
    explicit FindByNumber(Session& session) : FindCase(session, "c.number = :number AND c.number <> ''") {}
};
struct LockById : FindCase<std::int64_t> {
    explicit LockById(Session& session)
        : FindCase(session, "c.id = :id" + std::string(dialect::lock_row(session.engine()))) {}
};
struct LockByUid : FindCase<std::string> {
    explicit LockByUid(Session& session)
        : FindCase(session, "c.uid = :uid" + std::string(dialect::lock_row(session.engine()))) {}
};
struct LockByNumber : FindCase<std::string> {
    explicit LockByNumber(Session& session)
        : FindCase(session, "c.number = :number AND c.number <> ''" +
                                std::string(dialect::lock_row(session.engine()))) {}
};
struct FindByReceiptCode : FindCase<std::string> {
    explicit FindByReceiptCode(Session& session)
        : FindCase(session, "c.receipt_code_hash = :hash AND c.receipt_code_hash <> ''") {}
};

template <class Query, class Key>
std::optional<records::Complaint> find_with(ReadTx& tx, const Key& key) {
    auto& query = tx.session().prepared<Query>();
    query.key = key;
    if (!query.statement.one()) return std::nullopt;
    tx.session().remember_province(query.row.id, query.row.province);
    return query.row;
}

struct NextNumber {
    std::string name;
    std::int64_t number = 0;
    Statement statement;
    explicit NextNumber(Session& session)
        : statement(
              session,
              "INSERT INTO number_sequences (name, last) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET "
              "last = number_sequences.last + 1 RETURNING last",
              in(name), out(number)) {}
};

// Whether two rows of one case differ in nothing but how far it has come.
bool only_progressed(const records::Complaint& before, const records::Complaint& after) {
    auto aligned = before;
    progress_members(aligned) = progress_members(after);
    return aligned == after;
}

struct StateCounts {
    StateUse row;
    Statement statement;
    explicit StateCounts(Session& session)
        : statement(
              session,
              "SELECT definition, definition_version, state, count(*) FROM complaints GROUP BY definition, "
              "definition_version, state ORDER BY definition, definition_version, state",
              out(row.definition, row.version, row.state, row.cases)) {}
};

}  // namespace

void insert(WriteTx& tx, records::Complaint& complaint) {
    auto& session = tx.session();
    auto& query = session.prepared<InsertCase>();
    query.row = complaint;
    query.statement.one();
    complaint.id = query.row.id;
    session.remember_province(complaint.id, complaint.province);
    auto& form = session.prepared<InsertForm>();
    form.complaint = complaint.id;
    form.form_version = complaint.form_version;
    form.form = complaint.form;
    form.statement.run();
    scope::refresh(session, complaint);
}

void update(WriteTx& tx, const records::Complaint& complaint) {
    auto& session = tx.session();
    auto& query = session.prepared<UpdateCase>();
    query.row = complaint;
    if (query.statement.run() != 1) {
        throw std::runtime_error("no such complaint: " + std::to_string(complaint.id));
    }
    session.remember_province(complaint.id, complaint.province);
    auto& form = session.prepared<UpdateForm>();
    form.complaint = complaint.id;
    form.form_version = complaint.form_version;
    form.form = complaint.form;
    form.statement.run();
    scope::refresh(session, complaint);
}

void update(WriteTx& tx, const records::Complaint& before, const records::Complaint& after) {
    if (!only_progressed(before, after)) return update(tx, after);
    auto& session = tx.session();
    auto& query = session.prepared<UpdateProgress>();
    query.row.id = after.id;
    progress_members(query.row) = progress_members(after);
    if (query.statement.run() != 1)
        throw std::runtime_error("no such complaint: " + std::to_string(after.id));
    session.remember_province(after.id, after.province);
    scope::progress(session, before, after);
}

std::optional<records::Complaint> find(ReadTx& tx, std::string_view uid_or_number, bool for_update) {
    const std::string key(uid_or_number);
    // A UUID has four hyphens and a case number none.
    const bool uid = key.contains('-');
    if (for_update) return uid ? find_with<LockByUid>(tx, key) : find_with<LockByNumber>(tx, key);
    return uid ? find_with<FindByUid>(tx, key) : find_with<FindByNumber>(tx, key);
}

std::optional<records::Complaint> find_by_id(ReadTx& tx, std::int64_t id, bool for_update) {
    if (for_update) return find_with<LockById>(tx, id);
    return find_with<FindById>(tx, id);
}

std::optional<records::Complaint> find_by_receipt_code(ReadTx& tx, std::string_view receipt_code_hash) {
    return find_with<FindByReceiptCode>(tx, std::string(receipt_code_hash));
}

std::string next_number(WriteTx& tx, std::string_view province, std::string_view letters, base::Day day) {
    const std::chrono::year_month_day date(day);
    char digits[32];
    std::snprintf(digits, sizeof digits, "%04d%02u%02u", int{date.year()}, unsigned{date.month()},
                  unsigned{date.day()});
    // On PostgreSQL a number is drawn in a transaction of its own: the row of the day would otherwise stay
    // locked until each filing has committed, and filings would queue up behind one another. A filing that
    // fails leaves a gap, which is no fault.
    auto& session = tx.session().engine() == Engine::postgresql ? tx.session().aside() : tx.session();
    auto& query = session.prepared<NextNumber>();
    query.name = std::string(province).append(letters) + digits;
    query.statement.one();
    char tail[24];
    std::snprintf(tail, sizeof tail, "%06lld", static_cast<long long>(query.number));
    return query.name + tail;
}

std::vector<StateUse> states_in_use(ReadTx& tx) {
    std::vector<StateUse> found;
    auto& query = tx.session().prepared<StateCounts>();
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::complaints
