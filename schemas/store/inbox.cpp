#include "store/inbox.hpp"

#include <algorithm>
#include <limits>

#include "store/cursor.hpp"
#include "store/session.hpp"

namespace qingqian::store::inbox {
namespace {

struct PageQuery {
    std::string recipient;
    std::int64_t below = 0;
    std::int64_t most = 0;
    Item row;
    Statement statement;
    PageQuery(Session& session, bool unread_only)
        : statement(
              session,
              "SELECT m.id, m.uid, m.complaint, m.event, m.event_name, m.language, m.subject, m.text, "
              "m.created_at, m.read_at, COALESCE(c.number, '') FROM messages m LEFT JOIN complaints c ON "
              "c.id = m.complaint WHERE m.recipient = :recipient AND m.channel = 'site' AND m.id < "
              ":below" +
                  std::string(unread_only ? " AND m.read_at = 0" : "") + " ORDER BY m.id DESC LIMIT :most",
              in(recipient, below, most),
              out(row.message.id, row.message.uid, row.message.complaint, row.message.event,
                  row.message.event_name, row.message.language, row.message.subject, row.message.text,
                  row.message.created_at, row.read_at, row.number)) {}
};

// A bound, so that somebody who never reads costs no more than others.
struct Unread {
    std::string recipient;
    std::int64_t found = 0;
    Statement statement;
    explicit Unread(Session& session)
        : statement(
              session,
              "SELECT count(*) FROM (SELECT id FROM messages WHERE recipient = :recipient AND channel = "
              "'site' AND read_at = 0 LIMIT 1000) u",
              in(recipient), out(found)) {}
};

struct Find {
    std::string recipient;
    std::string uid;
    std::int64_t id = 0;
    Statement statement;
    explicit Find(Session& session)
        : statement(
              session,
              "SELECT id FROM messages WHERE uid = :uid AND recipient = :recipient AND channel = 'site'",
              in(uid, recipient), out(id)) {}
};

struct Mark {
    std::int64_t at = 0;
    std::string recipient;
    std::int64_t from = 0;
    std::int64_t until = 0;
    Statement statement;
    explicit Mark(Session& session)
        : statement(session,
                    "UPDATE messages SET read_at = :at WHERE recipient = :recipient AND channel = 'site' AND "
                    "read_at = 0 AND id >= :from AND id <= :until",
                    in(at, recipient, from, until)) {}
};

bool mark_range(WriteTx& tx, std::string_view recipient, std::string_view uid, bool only) {
    auto& find = tx.session().prepared<Find>();
    find.recipient = recipient;
    find.uid = uid;
    if (!find.statement.one()) return false;
    auto& mark = tx.session().prepared<Mark>();
    mark.at = tx.now();
    mark.recipient = recipient;
    mark.from = only ? find.id : 0;
    mark.until = find.id;
    mark.statement.run();
    return true;
}

}  // namespace

base::Result<Page> list(ReadTx& tx, std::string_view recipient, bool unread_only, std::string_view after,
                        std::size_t limit) {
    const std::size_t most = std::clamp<std::size_t>(limit, 1, 100);
    auto& query = tx.session().prepared_as<PageQuery>(unread_only ? "inbox unread" : "inbox", unread_only);
    query.recipient = recipient;
    query.below = std::numeric_limits<std::int64_t>::max();
    if (!after.empty()) {
        const auto place = read_cursor('i', after);
        if (!place) return bad_cursor();
        query.below = place->second;
    }
    // One more than the page tells whether there is a next one.
    query.most = static_cast<std::int64_t>(most) + 1;
    Page page;
    query.statement.each([&] { page.items.push_back(query.row); });
    if (page.items.size() > most) {
        page.items.resize(most);
        page.next = write_cursor('i', {0, page.items.back().message.id});
    }
    return page;
}

std::int64_t unread(ReadTx& tx, std::string_view recipient) {
    auto& query = tx.session().prepared<Unread>();
    query.recipient = recipient;
    query.statement.one();
    return query.found;
}

bool mark(WriteTx& tx, std::string_view recipient, std::string_view uid) {
    return mark_range(tx, recipient, uid, true);
}

bool mark_until(WriteTx& tx, std::string_view recipient, std::string_view uid) {
    return mark_range(tx, recipient, uid, false);
}

}  // namespace qingqian::store::inbox
