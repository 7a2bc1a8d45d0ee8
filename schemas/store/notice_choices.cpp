#include "store/notice_choices.hpp"

#include <charconv>

#include "records/reasons.hpp"
#include "store/message_columns.hpp"
#include "store/session.hpp"

namespace qingqian::store::notice_choices {
namespace {

constexpr std::string_view officer_prefix = "officer:";

std::string recipient_of(std::int64_t officer) {
    return std::string(officer_prefix) + std::to_string(officer);
}

struct OfOfficer {
    std::int64_t officer = 0;
    Choice row;
    Statement statement;
    explicit OfOfficer(Session& session)
        : statement(session,
                    "SELECT family, channel, choice FROM notice_choices WHERE officer = :officer "
                    "ORDER BY family, channel",
                    in(officer), out(row.family, row.channel, row.choice)) {}
};

struct Put {
    std::int64_t officer = 0;
    Choice row;
    Statement statement;
    explicit Put(Session& session)
        : statement(session,
                    insert_into("notice_choices", "officer, family, channel, choice") +
                        " ON CONFLICT (officer, family, channel) DO UPDATE SET choice = excluded.choice",
                    in(officer, row.family, row.channel, row.choice)) {}
};

struct Waiting {
    std::string day;
    std::int64_t limit = 0;
    std::string recipient;
    Statement statement;
    explicit Waiting(Session& session)
        : statement(
              session,
              "SELECT DISTINCT recipient FROM messages m WHERE m.state = 'held' AND NOT EXISTS (SELECT 1 "
              "FROM digests d WHERE d.day = :day AND 'officer:' || d.officer = m.recipient) "
              "ORDER BY recipient LIMIT :most",
              in(day, limit), out(recipient)) {}
};

struct Held {
    std::string recipient;
    std::int64_t limit = 0;
    records::Message row;
    Statement statement;
    explicit Held(Session& session)
        : statement(
              session,
              "SELECT id, " + std::string(message_columns) +
                  " FROM messages WHERE recipient = :recipient AND state = 'held' ORDER BY id LIMIT :most",
              in(recipient, limit), out(row.id), out(message_members(row))) {}
};

struct TakeDigest {
    std::int64_t officer = 0;
    std::string day;
    std::int64_t at = 0;
    std::int64_t id = 0;
    Statement statement;
    explicit TakeDigest(Session& session)
        : statement(session,
                    insert_into("digests", "officer, day, created_at") +
                        " ON CONFLICT (officer, day) DO NOTHING RETURNING id",
                    in(officer, day, at), out(id)) {}
};

struct Replace {
    std::string reason{records::reasons::in_digest};
    std::int64_t message = 0;
    std::int64_t digest = 0;
    std::int64_t at = 0;
    Statement statement;
    explicit Replace(Session& session)
        : statement(session,
                    "UPDATE messages SET state = 'skipped', reason = :reason, replaced_by = :digest, "
                    "updated_at = :at WHERE id = :message AND state = 'held'",
                    in(reason, digest, at, message)) {}
};

}  // namespace

std::vector<Choice> of_officer(ReadTx& tx, std::int64_t officer) {
    auto& query = tx.session().prepared<OfOfficer>();
    query.officer = officer;
    std::vector<Choice> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

void put(WriteTx& tx, std::int64_t officer, const Choice& choice) {
    auto& query = tx.session().prepared<Put>();
    query.officer = officer;
    query.row = choice;
    query.statement.run();
}

std::vector<std::int64_t> waiting(ReadTx& tx, std::string_view day, std::size_t limit) {
    auto& query = tx.session().prepared<Waiting>();
    query.day = day;
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<std::int64_t> found;
    query.statement.each([&] {
        std::int64_t officer = 0;
        const auto* first = query.recipient.data() + officer_prefix.size();
        if (query.recipient.starts_with(officer_prefix))
            std::from_chars(first, query.recipient.data() + query.recipient.size(), officer);
        if (officer != 0) found.push_back(officer);
    });
    return found;
}

std::vector<records::Message> held(ReadTx& tx, std::int64_t officer, std::size_t limit) {
    auto& query = tx.session().prepared<Held>();
    query.recipient = recipient_of(officer);
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<records::Message> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::optional<std::int64_t> take_digest(WriteTx& tx, std::int64_t officer, std::string_view day) {
    auto& query = tx.session().prepared<TakeDigest>();
    query.officer = officer;
    query.day = day;
    query.at = tx.now();
    if (!query.statement.one()) return std::nullopt;
    return query.id;
}

void replace(WriteTx& tx, std::int64_t message, std::int64_t digest) {
    auto& query = tx.session().prepared<Replace>();
    query.message = message;
    query.digest = digest;
    query.at = tx.now();
    query.statement.run();
}

}  // namespace qingqian::store::notice_choices
