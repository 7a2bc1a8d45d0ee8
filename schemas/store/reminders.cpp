#include "store/reminders.hpp"

#include "store/session.hpp"

namespace qingqian::store::reminders {
namespace {

struct InsertReminder {
    Reminder row;
    std::string province;
    Statement statement;
    explicit InsertReminder(Session& session)
        : statement(session,
                    insert_into("reminders",
                                "province, complaint, clock, rule, due, level, planned_at, sent_at, "
                                "covered_by") +
                        " ON CONFLICT (clock, rule, due) DO NOTHING RETURNING id",
                    in(province, row.complaint, row.clock, row.rule, row.due, row.level, row.planned_at,
                       row.sent_at, row.covered_by),
                    out(row.id)) {}
};

struct RulesDone {
    std::int64_t clock = 0;
    std::string due;
    std::string rule;
    Statement statement;
    explicit RulesDone(Session& session)
        : statement(session, "SELECT rule FROM reminders WHERE clock = :clock AND due = :due", in(clock, due),
                    out(rule)) {}
};

struct OfCase {
    std::int64_t complaint = 0;
    Reminder row;
    Statement statement;
    explicit OfCase(Session& session)
        : statement(session,
                    "SELECT id, complaint, clock, rule, due, level, planned_at, sent_at, covered_by FROM "
                    "reminders WHERE complaint = :complaint ORDER BY id",
                    in(complaint),
                    out(row.id, row.complaint, row.clock, row.rule, row.due, row.level, row.planned_at,
                        row.sent_at, row.covered_by)) {}
};

}  // namespace

bool insert(WriteTx& tx, Reminder& reminder) {
    auto& query = tx.session().prepared<InsertReminder>();
    query.row = reminder;
    query.province = tx.session().province_of(reminder.complaint);
    if (!query.statement.one()) return false;
    reminder.id = query.row.id;
    return true;
}

std::vector<std::string> rules_done(ReadTx& tx, std::int64_t clock, std::string_view due) {
    std::vector<std::string> found;
    auto& query = tx.session().prepared<RulesDone>();
    query.clock = clock;
    query.due = due;
    query.statement.each([&] { found.push_back(query.rule); });
    return found;
}

std::vector<Reminder> of_case(ReadTx& tx, std::int64_t complaint) {
    std::vector<Reminder> found;
    auto& query = tx.session().prepared<OfCase>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::reminders
