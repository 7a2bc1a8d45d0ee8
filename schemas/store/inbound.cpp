#include "store/inbound.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/cursor.hpp"
#include "store/session.hpp"

namespace qingqian::store::inbound {
namespace {

using records::Inbound;
using records::InboundFile;

constexpr std::string_view columns =
    "province, uid, channel, source, place, body, number, sender, sender_name, subject, text, act, state, "
    "reason, answer, complaint, call, message, event, at, handled_at, handled_by, notes";

auto members(Inbound& r) {
    return std::tie(r.province, r.uid, r.channel, r.source, r.place, r.body, r.number, r.sender,
                    r.sender_name, r.subject, r.text, r.act, r.state, r.reason, r.answer, r.complaint, r.call,
                    r.message, r.event, r.at, r.handled_at, r.handled_by, r.notes);
}

constexpr std::string_view file_columns = "inbound, name, content_type, size, sha256, refused, attachment";

auto members(InboundFile& f) {
    return std::tie(f.inbound, f.name, f.content_type, f.size, f.sha256, f.refused, f.attachment);
}

struct Insert {
    Inbound row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("inbound", columns) + " ON CONFLICT DO NOTHING RETURNING id",
                    in(members(row)), out(row.id)) {}
};

struct InsertFile {
    InboundFile row;
    std::string province;
    Statement statement;
    explicit InsertFile(Session& session)
        : statement(session,
                    insert_into("inbound_files", "province, " + std::string(file_columns)) + " RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct Update {
    Inbound row;
    Statement statement;
    explicit Update(Session& session)
        : statement(session,
                    "UPDATE inbound SET " +
                        assignments("number, act, state, reason, answer, complaint, call, message, event, "
                                    "handled_at, handled_by") +
                        " WHERE id = :id",
                    in(row.number, row.act, row.state, row.reason, row.answer, row.complaint, row.call,
                       row.message, row.event, row.handled_at, row.handled_by, row.id)) {}
};

struct SettleFile {
    InboundFile row;
    Statement statement;
    explicit SettleFile(Session& session)
        : statement(session,
                    "UPDATE inbound_files SET attachment = :attachment, refused = :refused WHERE id = :id",
                    in(row.attachment, row.refused, row.id)) {}
};

std::string select(std::string_view condition) {
    return "SELECT id, " + std::string(columns) + " FROM inbound WHERE " + std::string(condition);
}

template <class Key>
struct Find {
    Key key{};
    Inbound row;
    Statement statement;
    Find(Session& session, const std::string& condition)
        : statement(session, select(condition), in(key), out(row.id), out(members(row))) {}
};
struct ByUid : Find<std::string> {
    explicit ByUid(Session& session) : Find(session, "uid = :uid") {}
};
struct LockByUid : Find<std::string> {
    explicit LockByUid(Session& session)
        : Find(session, "uid = :uid" + std::string(dialect::lock_only_row(session.engine()))) {}
};
struct ByCall : Find<std::int64_t> {
    explicit ByCall(Session& session) : Find(session, "call = :call AND call <> 0 ORDER BY id LIMIT 1") {}
};
struct ByDraft : Find<std::int64_t> {
    explicit ByDraft(Session& session)
        : Find(session,
               "complaint = :complaint AND complaint <> 0 AND state = 'registered' ORDER BY at, id LIMIT 1") {
    }
};
struct BySource {
    std::string channel;
    std::string source;
    Inbound row;
    Statement statement;
    explicit BySource(Session& session)
        : statement(session, select("channel = :channel AND source = :source"), in(channel, source),
                    out(row.id), out(members(row))) {}
};
struct ByPlace : Find<std::string> {
    explicit ByPlace(Session& session) : Find(session, "place = :place AND place <> ''") {}
};

struct FilesOf {
    std::int64_t inbound = 0;
    InboundFile row;
    Statement statement;
    explicit FilesOf(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(file_columns) +
                        " FROM inbound_files WHERE inbound = :inbound ORDER BY id",
                    in(inbound), out(row.id), out(members(row))) {}
};

template <class Query, class Key>
std::optional<Inbound> find_with(ReadTx& tx, const Key& key) {
    auto& query = tx.session().prepared<Query>();
    query.key = key;
    if (!query.statement.one()) return std::nullopt;
    auto found = query.row;
    auto& files = tx.session().prepared<FilesOf>();
    files.inbound = found.id;
    files.statement.each([&] { found.files.push_back(files.row); });
    return found;
}

struct CountSince {
    std::string channel;
    std::string sender;
    std::int64_t since = 0;
    std::int64_t most = 0;
    std::int64_t number = 0;
    Statement statement;
    explicit CountSince(Session& session)
        : statement(session,
                    "SELECT count(*) FROM (SELECT 1 FROM inbound WHERE channel = :channel AND sender = "
                    ":sender AND at >= :since LIMIT :most) recent",
                    in(channel, sender, since, most), out(number)) {}
};

/// One stretch of the index a state, merged as in the queue; or the case's own.
struct PageQuery {
    std::int64_t body = 0;
    std::vector<std::string> states;
    std::int64_t complaint = 0;
    std::int64_t below = 0;
    std::int64_t below_id = 0;
    std::int64_t limit = 0;
    Inbound row;
    Statement statement;

    PageQuery(Session& session, std::size_t count)
        : states(count), statement(session, text(count), [&](soci::statement& binding) { bind(binding); }) {}

    void bind(soci::statement& binding) {
        out(row.id)(binding);
        out(members(row))(binding);
        if (states.empty()) in(complaint, below, below_id)(binding);
        for (const auto& state : states) in(body, state, below, below_id)(binding);
        in(limit)(binding);
    }

    static std::string text(std::size_t count) {
        std::string branches;
        if (count == 0) {
            branches =
                "SELECT at AS key, id AS entry FROM inbound WHERE complaint = :complaint AND complaint <> 0 "
                "AND (at, id) < (:below, :below_id)";
        }
        for (std::size_t i = 0; i < count; ++i) {
            const auto n = std::to_string(i);
            if (i > 0) branches += " UNION ALL ";
            branches += "SELECT at AS key, id AS entry FROM inbound WHERE body = :body" + n +
                        " AND state = :state" + n + " AND (at, id) < (:below" + n + ", :below_id" + n + ")";
        }
        return "SELECT i.id, " + qualified("i", columns) + " FROM (" + branches +
               " ORDER BY 1 DESC, 2 DESC LIMIT :most) p JOIN inbound i ON i.id = p.entry";
    }
};

struct CountState {
    std::int64_t body = 0;
    std::string state;
    std::int64_t number = 0;
    Statement statement;
    explicit CountState(Session& session)
        : statement(session, "SELECT count(*) FROM inbound WHERE body = :body AND state = :state",
                    in(body, state), out(number)) {}
};
struct CountCase {
    std::int64_t complaint = 0;
    std::int64_t number = 0;
    Statement statement;
    explicit CountCase(Session& session)
        : statement(session, "SELECT count(*) FROM inbound WHERE complaint = :complaint AND complaint <> 0",
                    in(complaint), out(number)) {}
};

struct Digests {
    std::int64_t after = 0;
    std::int64_t limit = 0;
    Digest row;
    Statement statement;
    explicit Digests(Session& session)
        : statement(session, "SELECT id, sha256 FROM inbound_files WHERE id > :after ORDER BY id LIMIT :most",
                    in(after, limit), out(row.id, row.sha256)) {}
};

struct ByMobile {
    std::string mobile;
    std::int64_t limit = 0;
    std::int64_t complaint = 0;
    Statement statement;
    // A number that was proven later was sent a code.
    explicit ByMobile(Session& session)
        : statement(
              session,
              "SELECT complaint FROM (SELECT complaint FROM contacts WHERE mobile = :mobile AND mobile "
              "<> '' UNION SELECT complaint FROM contact_codes WHERE address = :address) found ORDER BY "
              "complaint DESC LIMIT :most",
              in(mobile, mobile, limit), out(complaint)) {}
};

const std::vector<std::string>& states_of(const Query& query) {
    return query.states.empty() ? states() : query.states;
}

}  // namespace

const std::vector<std::string>& states() {
    static const std::vector<std::string> all{"kept", "registered", "set_aside", "unmatched"};
    return all;
}

bool insert(WriteTx& tx, Inbound& inbound) {
    auto& query = tx.session().prepared<Insert>();
    query.row = inbound;
    if (!query.statement.one()) return false;
    inbound.id = query.row.id;
    for (auto& file : inbound.files) {
        file.inbound = inbound.id;
        auto& files = tx.session().prepared<InsertFile>();
        files.row = file;
        files.province = inbound.province;
        files.statement.one();
        file.id = files.row.id;
    }
    return true;
}

void update(WriteTx& tx, const Inbound& inbound) {
    auto& query = tx.session().prepared<Update>();
    query.row = inbound;
    query.statement.run();
}

void settle_file(WriteTx& tx, const InboundFile& file) {
    auto& query = tx.session().prepared<SettleFile>();
    query.row = file;
    query.statement.run();
}

std::optional<Inbound> find(ReadTx& tx, std::string_view uid, bool for_update) {
    const std::string key(uid);
    return for_update ? find_with<LockByUid>(tx, key) : find_with<ByUid>(tx, key);
}

std::optional<Inbound> find_source(ReadTx& tx, std::string_view channel, std::string_view source) {
    auto& query = tx.session().prepared<BySource>();
    query.channel = channel;
    query.source = source;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::optional<Inbound> of_call(ReadTx& tx, std::int64_t call) {
    return find_with<ByCall>(tx, call);
}

std::optional<Inbound> find_case_register(ReadTx& tx, std::int64_t complaint) {
    return find_with<ByDraft>(tx, complaint);
}

bool known_place(ReadTx& tx, std::string_view place) {
    auto& query = tx.session().prepared<ByPlace>();
    query.key = place;
    return query.statement.one();
}

std::int64_t count_since(ReadTx& tx, std::string_view channel, std::string_view sender, base::UtcMillis since,
                         std::int64_t most) {
    auto& query = tx.session().prepared<CountSince>();
    query.channel = channel;
    query.sender = sender;
    query.since = since;
    query.most = most;
    query.statement.one();
    return query.number;
}

base::Result<Page> list(ReadTx& tx, const Query& query) {
    const bool of_case = query.complaint != 0;
    const std::vector<std::string> asked = of_case ? std::vector<std::string>{} : states_of(query);
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
    auto& page = tx.session().prepared_as<PageQuery>("inbound" + std::to_string(asked.size()), asked.size());
    page.body = query.body;
    page.complaint = query.complaint;
    for (std::size_t i = 0; i < asked.size(); ++i) page.states[i] = asked[i];
    page.below = std::numeric_limits<std::int64_t>::max();
    page.below_id = 0;
    if (!query.after.empty()) {
        const auto place = read_cursor('m', query.after);
        if (!place) return bad_cursor();
        std::tie(page.below, page.below_id) = *place;
    }
    page.limit = static_cast<std::int64_t>(limit) + 1;  // one more tells whether there is a next page
    Page found;
    page.statement.each([&] { found.rows.push_back(page.row); });
    std::ranges::sort(found.rows, std::ranges::greater{},
                      [](const Inbound& row) { return std::tie(row.at, row.id); });
    if (found.rows.size() > limit) {
        found.rows.resize(limit);
        found.next = write_cursor('m', {found.rows.back().at, found.rows.back().id});
    }
    return found;
}

std::int64_t count(ReadTx& tx, const Query& query) {
    if (query.complaint != 0) {
        auto& one = tx.session().prepared<CountCase>();
        one.complaint = query.complaint;
        one.statement.one();
        return one.number;
    }
    auto& one = tx.session().prepared<CountState>();
    one.body = query.body;
    std::int64_t rows = 0;
    for (const auto& state : states_of(query)) {
        one.state = state;
        one.statement.one();
        rows += one.number;
    }
    return rows;
}

std::vector<Digest> digests(ReadTx& tx, std::int64_t after, std::size_t limit) {
    auto& query = tx.session().prepared<Digests>();
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<Digest> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::vector<std::int64_t> cases_of_mobile(ReadTx& tx, std::string_view mobile, std::size_t limit) {
    auto& query = tx.session().prepared<ByMobile>();
    query.mobile = mobile;
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<std::int64_t> found;
    query.statement.each([&] { found.push_back(query.complaint); });
    return found;
}

}  // namespace qingqian::store::inbound
