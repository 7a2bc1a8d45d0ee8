#include "store/attachments.hpp"

#include <string>
#include <tuple>

#include "store/search.hpp"
#include "store/session.hpp"

namespace qingqian::store::attachments {
namespace {

constexpr std::string_view columns =
    "uid, complaint, kind, name, content_type, size, sha256, verdict, verdict_detail, created_at, "
    "removed_at, "
    "pages";

auto members(records::Attachment& a) {
    return std::tie(a.uid, a.complaint, a.kind, a.name, a.content_type, a.size, a.sha256, a.verdict,
                    a.verdict_detail, a.created_at, a.removed_at, a.pages);
}

std::string select(std::string_view rest) {
    return "SELECT id, " + std::string(columns) + " FROM attachments WHERE " + std::string(rest);
}

struct Insert {
    records::Attachment row;
    std::string province;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session,
                    insert_into("attachments", "province, " + std::string(columns)) + " RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct OfCase {
    std::int64_t complaint = 0;
    records::Attachment row;
    Statement statement;
    explicit OfCase(Session& session)
        : statement(session, select("complaint = :complaint AND removed_at = 0 ORDER BY id"), in(complaint),
                    out(row.id), out(members(row))) {}
};

struct Find {
    std::string uid;
    records::Attachment row;
    Statement statement;
    explicit Find(Session& session)
        : statement(session, select("uid = :uid"), in(uid), out(row.id), out(members(row))) {}
};

struct Pending {
    std::int64_t limit = 0;
    records::Attachment row;
    Statement statement;
    explicit Pending(Session& session)
        : statement(session, select("verdict = 'pending' AND removed_at = 0 ORDER BY id LIMIT :most"),
                    in(limit), out(row.id), out(members(row))) {}
};

struct Remove {
    std::int64_t id = 0;
    std::int64_t at = 0;
    std::int64_t complaint = 0;
    Statement statement;
    explicit Remove(Session& session)
        : statement(session,
                    "UPDATE attachments SET removed_at = :at WHERE id = :id AND removed_at = 0 RETURNING "
                    "complaint",
                    in(at, id), out(complaint)) {}
};

struct SetVerdict {
    std::int64_t id = 0;
    std::string verdict;
    std::string detail;
    std::int64_t pages = 0;
    Statement statement;
    explicit SetVerdict(Session& session)
        : statement(
              session,
              "UPDATE attachments SET verdict = :verdict, verdict_detail = :detail, pages = :pages WHERE "
              "id = :id",
              in(verdict, detail, pages, id)) {}
};

constexpr std::string_view release_columns = "reason, asked_by, asked_at, released_by, released_at";

struct ReleaseRow {
    records::AttachmentRelease row;
    auto members() {
        return std::tie(row.reason, row.asked_by, row.asked_at, row.released_by, row.released_at);
    }
};

struct FindRelease : ReleaseRow {
    std::int64_t attachment = 0;
    Statement statement;
    explicit FindRelease(Session& session)
        : statement(session,
                    "SELECT attachment, " + std::string(release_columns) +
                        " FROM attachment_releases WHERE attachment = :attachment",
                    in(attachment), out(row.attachment), out(members())) {}
};

struct InsertRelease : ReleaseRow {
    std::string province;
    Statement statement;
    explicit InsertRelease(Session& session)
        : statement(
              session,
              insert_into("attachment_releases", "attachment, province, " + std::string(release_columns)),
              in(row.attachment, province), in(members())) {}
};

struct Release : ReleaseRow {
    Statement statement;
    explicit Release(Session& session)
        : statement(session,
                    "UPDATE attachment_releases SET released_by = :by, released_at = :at WHERE attachment = "
                    ":attachment",
                    in(row.released_by, row.released_at, row.attachment)) {}
};

struct Digests {
    std::int64_t after = 0;
    std::int64_t limit = 0;
    Digest row;
    Statement statement;
    explicit Digests(Session& session)
        : statement(session, "SELECT id, sha256 FROM attachments WHERE id > :after ORDER BY id LIMIT :most",
                    in(after, limit), out(row.id, row.sha256)) {}
};

struct TotalSize {
    std::int64_t complaint = 0;
    std::int64_t total = 0;
    Statement statement;
    // Adding up bigints yields numeric on PostgreSQL, so it says what it wants back.
    explicit TotalSize(Session& session)
        : statement(session,
                    "SELECT CAST(COALESCE(sum(size), 0) AS BIGINT) FROM attachments WHERE complaint = "
                    ":complaint AND "
                    "removed_at = 0",
                    in(complaint), out(total)) {}
};

}  // namespace

void insert(WriteTx& tx, records::Attachment& attachment) {
    auto& query = tx.session().prepared<Insert>();
    query.row = attachment;
    query.province = tx.session().province_of(attachment.complaint);
    query.statement.one();
    attachment.id = query.row.id;
    search::note(tx.session(), attachment.complaint);
}

std::vector<records::Attachment> of_case(ReadTx& tx, std::int64_t complaint) {
    std::vector<records::Attachment> found;
    auto& query = tx.session().prepared<OfCase>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::optional<records::Attachment> find(ReadTx& tx, std::string_view uid) {
    auto& query = tx.session().prepared<Find>();
    query.uid = uid;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

void remove(WriteTx& tx, std::int64_t id, base::UtcMillis at) {
    auto& query = tx.session().prepared<Remove>();
    query.id = id;
    query.at = at;
    if (query.statement.one()) search::note(tx.session(), query.complaint);
}

void set_verdict(WriteTx& tx, std::int64_t id, std::string_view verdict, std::string_view detail,
                 std::int64_t pages) {
    auto& query = tx.session().prepared<SetVerdict>();
    query.id = id;
    query.verdict = verdict;
    query.detail = detail;
    query.pages = pages;
    query.statement.run();
}

std::optional<records::AttachmentRelease> find_release(ReadTx& tx, std::int64_t attachment) {
    auto& query = tx.session().prepared<FindRelease>();
    query.attachment = attachment;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

void ask_release(WriteTx& tx, const records::AttachmentRelease& release, std::int64_t complaint) {
    auto& query = tx.session().prepared<InsertRelease>();
    query.row = release;
    query.province = tx.session().province_of(complaint);
    query.statement.run();
}

void release(WriteTx& tx, const records::AttachmentRelease& release) {
    auto& query = tx.session().prepared<Release>();
    query.row = release;
    query.statement.run();
}

std::vector<records::Attachment> pending(ReadTx& tx, std::size_t limit) {
    std::vector<records::Attachment> found;
    auto& query = tx.session().prepared<Pending>();
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::vector<Digest> digests(ReadTx& tx, std::int64_t after, std::size_t limit) {
    std::vector<Digest> found;
    auto& query = tx.session().prepared<Digests>();
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::int64_t total_size(ReadTx& tx, std::int64_t complaint) {
    auto& query = tx.session().prepared<TotalSize>();
    query.complaint = complaint;
    query.statement.one();
    return query.total;
}

}  // namespace qingqian::store::attachments
