#include "store/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <tuple>

#include "records/reasons.hpp"
#include "store/message_columns.hpp"
#include "store/session.hpp"

namespace qingqian::store::outbox {
namespace {

struct InsertMessage {
    records::Message row;
    std::string province;
    Statement statement;
    explicit InsertMessage(Session& session)
        : statement(session,
                    insert_into("messages", "province, " + std::string(message_columns)) +
                        " ON CONFLICT (event, recipient, channel) DO NOTHING RETURNING id",
                    in(province), in(message_members(row)), out(row.id)) {}
};

struct Claim {
    std::int64_t claimed_at = 0;
    std::int64_t limit = 0;
    std::int64_t urgency = 0;
    std::string channel;
    records::Message row;
    Statement statement;
    explicit Claim(Session& session)
        : statement(session,
                    "UPDATE messages SET state = 'claimed', claimed_at = :at, updated_at = :changed "
                    "WHERE id IN (SELECT id FROM messages WHERE state = 'queued' AND channel = :channel AND "
                    "urgency = :urgency AND next_try_at <= :now ORDER BY next_try_at, id LIMIT :most" +
                        std::string(dialect::lock_free_rows(session.engine())) + ") RETURNING id, " +
                        std::string(message_columns),
                    in(claimed_at, claimed_at, channel, urgency, claimed_at, limit), out(row.id),
                    out(message_members(row))) {}
};

struct NextDue {
    std::string channel;
    std::int64_t urgency = 0;
    std::int64_t next = 0;
    Statement statement;
    explicit NextDue(Session& session)
        : statement(session,
                    "SELECT next_try_at FROM messages WHERE state = 'queued' AND channel = :channel "
                    "AND urgency = :urgency ORDER BY next_try_at, id LIMIT 1",
                    in(channel, urgency), out(next)) {}
};

struct MessageQuery {
    records::Message row;
    static std::string text(std::string_view rest) {
        return "SELECT id, " + std::string(message_columns) + " FROM messages WHERE " + std::string(rest);
    }
};

struct SentTo {
    std::string address;
    std::string event_name;
    std::int64_t before = 0;
    std::int64_t limit = 0;
    std::int64_t at = 0;
    Statement statement;
    explicit SentTo(Session& session)
        : statement(session,
                    "SELECT claimed_at FROM messages WHERE channel = 'sms' AND address = :address AND "
                    "event_name = :event AND id < :before AND claimed_at > 0 AND state NOT IN ('queued', "
                    "'skipped') "
                    "ORDER BY id DESC LIMIT :most",
                    in(address, event_name, before, limit), out(at)) {}
};

struct OfText : MessageQuery {
    std::string address;
    std::string event_name;
    std::int64_t limit = 0;
    Statement statement;
    explicit OfText(Session& session)
        : statement(session,
                    text("channel = 'sms' AND address = :address AND event_name = :event ORDER BY id DESC "
                         "LIMIT :most"),
                    in(address, event_name, limit), out(row.id), out(message_members(row))) {}
};

struct OlderWaits {
    std::string address;
    std::int64_t before = 0;
    std::int64_t urgency = 0;
    base::UtcMillis until = 0;
    std::int64_t found = 0;
    Statement statement;
    // The state is hidden behind an expression: otherwise an engine without statistics walks through all that
    // waits (messages_queued_by_urgency) instead of the few messages of this number (sms_by_address).
    explicit OlderWaits(Session& session)
        : statement(session,
                    "SELECT id FROM messages WHERE channel = 'sms' AND address = :address AND state || '' = "
                    "'queued' AND id < :before AND urgency <= :urgency AND tries = 0 AND next_try_at <= "
                    ":until LIMIT 1",
                    in(address, before, urgency, until), out(found)) {}
};

struct WaitingFor : MessageQuery {
    std::string recipient;
    std::string channel;
    std::int64_t limit = 0;
    Statement statement;
    // As above: two columns of messages_queued_by_recipient are to weigh more than a range of urgencies.
    explicit WaitingFor(Session& session)
        : statement(session,
                    text("state = 'queued' AND recipient = :recipient AND channel = :channel AND tries = 0 "
                         "AND urgency + 0 > 0 ORDER BY id LIMIT :most"),
                    in(recipient, channel, limit), out(row.id), out(message_members(row))) {}
};

struct OfEvent : MessageQuery {
    std::int64_t event = 0;
    std::string recipient;
    Statement statement;
    explicit OfEvent(Session& session)
        : statement(session, text("event = :event AND recipient = :recipient ORDER BY channel"),
                    in(event, recipient), out(row.id), out(message_members(row))) {}
};

struct Stranded : MessageQuery {
    std::int64_t before = 0;
    std::int64_t limit = 0;
    Statement statement;
    explicit Stranded(Session& session)
        : statement(session,
                    text("state = 'claimed' AND claimed_at < :before ORDER BY claimed_at, id LIMIT :most"),
                    in(before, limit), out(row.id), out(message_members(row))) {}
};

struct Unknown : MessageQuery {
    std::int64_t limit = 0;
    Statement statement;
    explicit Unknown(Session& session)
        : statement(session, text("state = 'unknown' ORDER BY next_try_at, id LIMIT :most"), in(limit),
                    out(row.id), out(message_members(row))) {}
};

struct Unconfirmed : MessageQuery {
    std::int64_t before = 0;
    std::int64_t limit = 0;
    std::string known{records::reasons::never_confirmed};
    Statement statement;
    explicit Unconfirmed(Session& session)
        : statement(
              session,
              text("state = 'unknown' AND claimed_at < :before AND reason <> :known ORDER BY next_try_at, "
                   "id LIMIT :most"),
              in(before, known, limit), out(row.id), out(message_members(row))) {}
};

struct FindByUid : MessageQuery {
    std::string uid;
    Statement statement;
    explicit FindByUid(Session& session)
        : statement(session, text("uid = :uid"), in(uid), out(row.id), out(message_members(row))) {}
};

struct FindById : MessageQuery {
    std::int64_t id = 0;
    Statement statement;
    explicit FindById(Session& session)
        : statement(session, text("id = :id"), in(id), out(row.id), out(message_members(row))) {}
};

struct OfCase : MessageQuery {
    std::int64_t complaint = 0;
    Statement statement;
    explicit OfCase(Session& session)
        : statement(session, text("complaint = :complaint ORDER BY id LIMIT 500"), in(complaint), out(row.id),
                    out(message_members(row))) {}
};

struct UpdateMessage {
    records::Message row;
    Statement statement;
    explicit UpdateMessage(Session& session)
        : statement(session,
                    "UPDATE messages SET " +
                        assignments("state, reason, provider, provider_id, tries, next_try_at, "
                                    "claimed_at, updated_at, replaced_by") +
                        " WHERE id = :id",
                    in(row.state, row.reason, row.provider, row.provider_id, row.tries, row.next_try_at,
                       row.claimed_at, row.updated_at, row.replaced_by, row.id)) {}
};

struct InsertAttempt {
    records::Attempt row;
    Statement statement;
    explicit InsertAttempt(Session& session)
        : statement(session,
                    insert_into("attempts", "message, at, outcome, code, detail, provider") + " RETURNING id",
                    in(row.message, row.at, row.outcome, row.code, row.detail, row.provider), out(row.id)) {}
};

struct InsertReceipt {
    records::Receipt row;
    Statement statement;
    explicit InsertReceipt(Session& session)
        : statement(session,
                    insert_into("receipts", "message, provider_id, status, error_code, at") +
                        " ON CONFLICT (message, provider_id, status) DO NOTHING RETURNING id",
                    in(row.message, row.provider_id, row.status, row.error_code, row.at), out(row.id)) {}
};

struct AttemptsOf {
    std::int64_t message = 0;
    records::Attempt row;
    Statement statement;
    explicit AttemptsOf(Session& session)
        : statement(session,
                    "SELECT id, message, at, outcome, code, detail, provider FROM attempts WHERE message = "
                    ":message ORDER BY id",
                    in(message),
                    out(row.id, row.message, row.at, row.outcome, row.code, row.detail, row.provider)) {}
};

template <class Query>
std::vector<records::Message> all(Query& query) {
    std::vector<records::Message> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

template <class Query>
std::optional<records::Message> first(Query& query) {
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

}  // namespace

bool insert(WriteTx& tx, records::Message& message) {
    auto& query = tx.session().prepared<InsertMessage>();
    query.row = message;
    query.province = tx.session().province_of(message.complaint);
    if (!query.statement.one()) return false;
    message.id = query.row.id;
    return true;
}

std::vector<records::Message> claim(WriteTx& tx, std::string_view channel, base::UtcMillis now,
                                    std::size_t limit) {
    std::vector<records::Message> claimed;
    auto& query = tx.session().prepared<Claim>();
    query.channel = channel;
    query.claimed_at = now;
    // Each urgency by itself, so that the index serves the order and nothing that waits is read in vain.
    for (auto urgency = records::urgency::code; urgency <= records::urgency::bulk; ++urgency) {
        if (claimed.size() >= limit) break;
        query.urgency = urgency;
        query.limit = static_cast<std::int64_t>(limit - claimed.size());
        auto some = all(query);
        // RETURNING promises no order.
        std::ranges::sort(some, [](const auto& l, const auto& r) {
            return std::tie(l.next_try_at, l.id) < std::tie(r.next_try_at, r.id);
        });
        claimed.insert(claimed.end(), std::make_move_iterator(some.begin()),
                       std::make_move_iterator(some.end()));
    }
    return claimed;
}

std::optional<base::UtcMillis> next_due(ReadTx& tx, std::string_view channel) {
    auto& query = tx.session().prepared<NextDue>();
    query.channel = channel;
    std::optional<base::UtcMillis> due;
    for (auto urgency = records::urgency::code; urgency <= records::urgency::bulk; ++urgency) {
        query.urgency = urgency;
        if (query.statement.one()) due = std::min(due.value_or(query.next), query.next);
    }
    return due;
}

std::vector<base::UtcMillis> sent_to(ReadTx& tx, std::string_view address, std::string_view event_name,
                                     std::int64_t before, std::size_t limit) {
    std::vector<base::UtcMillis> times;
    auto& query = tx.session().prepared<SentTo>();
    query.address = address;
    query.event_name = event_name;
    query.before = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] { times.push_back(query.at); });
    return times;
}

std::vector<records::Message> of_text(ReadTx& tx, std::string_view address, std::string_view event_name,
                                      std::size_t limit) {
    auto& query = tx.session().prepared<OfText>();
    query.address = address;
    query.event_name = event_name;
    query.limit = static_cast<std::int64_t>(limit);
    return all(query);
}

bool older_waits(ReadTx& tx, const records::Message& message, base::UtcMillis until) {
    auto& query = tx.session().prepared<OlderWaits>();
    query.address = message.address;
    query.before = message.id;
    query.urgency = message.urgency;
    query.until = until;
    return query.statement.one();
}

std::vector<records::Message> waiting_for(ReadTx& tx, std::string_view recipient, std::string_view channel,
                                          std::size_t limit) {
    auto& query = tx.session().prepared<WaitingFor>();
    query.recipient = recipient;
    query.channel = channel;
    query.limit = static_cast<std::int64_t>(limit);
    return all(query);
}

std::vector<records::Message> of_event(ReadTx& tx, std::int64_t event, std::string_view recipient) {
    auto& query = tx.session().prepared<OfEvent>();
    query.event = event;
    query.recipient = recipient;
    return all(query);
}

std::vector<records::Message> stranded(ReadTx& tx, base::UtcMillis before, std::size_t limit) {
    auto& query = tx.session().prepared<Stranded>();
    query.before = before;
    query.limit = static_cast<std::int64_t>(limit);
    return all(query);
}

std::vector<records::Message> unconfirmed(ReadTx& tx, base::UtcMillis before, std::size_t limit) {
    auto& query = tx.session().prepared<Unconfirmed>();
    query.before = before;
    query.limit = static_cast<std::int64_t>(limit);
    return all(query);
}

std::vector<records::Message> unknown(ReadTx& tx, std::size_t limit) {
    auto& query = tx.session().prepared<Unknown>();
    query.limit = static_cast<std::int64_t>(limit);
    return all(query);
}

std::optional<records::Message> find(ReadTx& tx, std::string_view uid) {
    auto& query = tx.session().prepared<FindByUid>();
    query.uid = uid;
    return first(query);
}

std::optional<records::Message> find_by_id(ReadTx& tx, std::int64_t id) {
    auto& query = tx.session().prepared<FindById>();
    query.id = id;
    return first(query);
}

void update(WriteTx& tx, const records::Message& message) {
    auto& query = tx.session().prepared<UpdateMessage>();
    query.row = message;
    query.statement.run();
}

void add_attempt(WriteTx& tx, records::Attempt& attempt) {
    auto& query = tx.session().prepared<InsertAttempt>();
    query.row = attempt;
    query.statement.one();
    attempt.id = query.row.id;
}

bool add_receipt(WriteTx& tx, records::Receipt& receipt) {
    auto& query = tx.session().prepared<InsertReceipt>();
    query.row = receipt;
    if (!query.statement.one()) return false;
    receipt.id = query.row.id;
    return true;
}

std::vector<records::Message> of_case(ReadTx& tx, std::int64_t complaint) {
    auto& query = tx.session().prepared<OfCase>();
    query.complaint = complaint;
    return all(query);
}

std::vector<records::Attempt> attempts(ReadTx& tx, std::int64_t message) {
    std::vector<records::Attempt> found;
    auto& query = tx.session().prepared<AttemptsOf>();
    query.message = message;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::outbox
