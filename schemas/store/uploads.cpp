#include "store/uploads.hpp"

#include <string>
#include <tuple>

#include "store/session.hpp"

namespace qingqian::store::uploads {
namespace {

constexpr std::string_view columns =
    "uid, complaint, owner, kind, name, size, sha256, received, attachment, created_at, expires_at";

auto members(records::Upload& u) {
    return std::tie(u.uid, u.complaint, u.owner, u.kind, u.name, u.size, u.sha256, u.received, u.attachment,
                    u.created_at, u.expires_at);
}

std::string select(std::string_view rest) {
    return "SELECT id, " + std::string(columns) + " FROM uploads WHERE " + std::string(rest);
}

struct Insert {
    records::Upload row;
    std::string province;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("uploads", "province, " + std::string(columns)) + " RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct Find {
    std::string uid;
    records::Upload row;
    Statement statement;
    explicit Find(Session& session)
        : statement(session, select("uid = :uid"), in(uid), out(row.id), out(members(row))) {}
};

struct OpenOfCase {
    std::int64_t complaint = 0;
    std::int64_t now = 0;
    records::Upload row;
    Statement statement;
    explicit OpenOfCase(Session& session)
        : statement(session,
                    select("complaint = :complaint AND attachment = '' AND expires_at > :now ORDER BY id"),
                    in(complaint, now), out(row.id), out(members(row))) {}
};

struct Advance {
    std::int64_t received = 0;
    std::int64_t expires_at = 0;
    std::string uid;
    std::int64_t before = 0;
    Statement statement;
    explicit Advance(Session& session)
        : statement(session,
                    "UPDATE uploads SET received = :received, expires_at = :expires WHERE uid = :uid AND "
                    "received = :before AND attachment = ''",
                    in(received, expires_at, uid, before)) {}
};

struct Complete {
    std::string attachment;
    std::int64_t expires_at = 0;
    std::string uid;
    Statement statement;
    explicit Complete(Session& session)
        : statement(session,
                    "UPDATE uploads SET received = size, attachment = :attachment, expires_at = :expires "
                    "WHERE uid = :uid AND attachment = ''",
                    in(attachment, expires_at, uid)) {}
};

struct Remove {
    std::string uid;
    Statement statement;
    explicit Remove(Session& session) : statement(session, "DELETE FROM uploads WHERE uid = :uid", in(uid)) {}
};

struct Forget {
    std::int64_t before = 0;
    Statement statement;
    explicit Forget(Session& session)
        : statement(session, "DELETE FROM uploads WHERE expires_at < :before", in(before)) {}
};

}  // namespace

void insert(WriteTx& tx, records::Upload& upload) {
    auto& query = tx.session().prepared<Insert>();
    query.row = upload;
    query.province = tx.session().province_of(upload.complaint);
    query.statement.one();
    upload.id = query.row.id;
}

std::optional<records::Upload> find(ReadTx& tx, std::string_view uid) {
    auto& query = tx.session().prepared<Find>();
    query.uid = uid;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::vector<records::Upload> open_of_case(ReadTx& tx, std::int64_t complaint, base::UtcMillis now) {
    std::vector<records::Upload> found;
    auto& query = tx.session().prepared<OpenOfCase>();
    query.complaint = complaint;
    query.now = now;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

bool advance(WriteTx& tx, std::string_view uid, std::int64_t before, std::int64_t received,
             base::UtcMillis expires_at) {
    auto& query = tx.session().prepared<Advance>();
    query.received = received;
    query.expires_at = expires_at;
    query.uid = uid;
    query.before = before;
    return query.statement.run() > 0;
}

bool complete(WriteTx& tx, std::string_view uid, std::string_view attachment, base::UtcMillis expires_at) {
    auto& query = tx.session().prepared<Complete>();
    query.attachment = attachment;
    query.expires_at = expires_at;
    query.uid = uid;
    return query.statement.run() > 0;
}

void remove(WriteTx& tx, std::string_view uid) {
    auto& query = tx.session().prepared<Remove>();
    query.uid = uid;
    query.statement.run();
}

std::int64_t forget(WriteTx& tx, base::UtcMillis before) {
    auto& query = tx.session().prepared<Forget>();
    query.before = before;
    return query.statement.run();
}

}  // namespace qingqian::store::uploads
