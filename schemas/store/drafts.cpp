#include "store/drafts.hpp"

#include <array>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace qingqian::store::drafts {
namespace {

struct Stale {
    std::int64_t before = 0;
    std::int64_t limit = 0;
    std::int64_t id = 0;
    Statement statement;
    explicit Stale(Session& session)
        : statement(
              session,
              "SELECT c.id FROM complaints c WHERE c.received_at = 0 AND c.updated_at < :before AND NOT "
              "EXISTS (SELECT 1 FROM attachments a WHERE a.complaint = c.id AND a.created_at >= "
              ":before_file) AND NOT EXISTS (SELECT 1 FROM events e WHERE e.complaint = c.id) AND NOT "
              "EXISTS (SELECT 1 FROM links l WHERE l.complaint = c.id) AND NOT EXISTS (SELECT 1 FROM "
              "calls t WHERE t.complaint = c.id AND t.complaint <> 0) AND NOT EXISTS (SELECT 1 FROM "
              "intake_sources s WHERE s.complaint = c.id AND s.complaint <> 0) AND NOT EXISTS (SELECT 1 "
              "FROM inbound i WHERE i.complaint = c.id AND i.complaint <> 0) ORDER BY c.updated_at, c.id "
              "LIMIT :most" +
                  std::string(dialect::lock_row(session.engine())),
              in(before, before, limit), out(id)) {}
};

// What a draft may have; whatever else refers to a case refers to one that was filed.
constexpr std::array parts{"contact_codes", "contact_ways", "contact_choices", "contacts", "uploads",
                           "attachments",   "messages",     "forms",           "sessions"};

struct DeletePart {
    std::int64_t complaint = 0;
    Statement statement;
    DeletePart(Session& session, const std::string& table)
        : statement(session, "DELETE FROM " + table + " WHERE complaint = :complaint AND complaint <> 0",
                    in(complaint)) {}
};

// What was tried with its messages, which refer to nothing but these.
constexpr std::array tries{"attempts", "receipts"};

struct DeleteTries {
    std::int64_t complaint = 0;
    Statement statement;
    DeleteTries(Session& session, const std::string& table)
        : statement(session,
                    "DELETE FROM " + table +
                        " WHERE message IN (SELECT id FROM messages WHERE complaint = :complaint AND "
                        "complaint <> 0)",
                    in(complaint)) {}
};

template <class Delete, std::size_t Count>
void delete_from(Session& session, const std::array<const char*, Count>& tables, std::int64_t complaint) {
    for (const auto* table : tables) {
        auto& query = session.prepared_as<Delete>(std::string("draft ") + table, std::string(table));
        query.complaint = complaint;
        query.statement.run();
    }
}

struct DeleteDraft {
    std::int64_t id = 0;
    Statement statement;
    explicit DeleteDraft(Session& session)
        : statement(session, "DELETE FROM complaints WHERE id = :id AND received_at = 0", in(id)) {}
};

}  // namespace

std::size_t remove_stale(WriteTx& tx, base::UtcMillis before, std::size_t limit) {
    auto& session = tx.session();
    auto& stale = session.prepared<Stale>();
    stale.before = before;
    stale.limit = static_cast<std::int64_t>(limit);
    std::vector<std::int64_t> drafts;
    stale.statement.each([&] { drafts.push_back(stale.id); });
    for (const auto draft : drafts) {
        delete_from<DeleteTries>(session, tries, draft);
        delete_from<DeletePart>(session, parts, draft);
        auto& row = session.prepared<DeleteDraft>();
        row.id = draft;
        row.statement.run();
    }
    return drafts.size();
}

}  // namespace qingqian::store::drafts
