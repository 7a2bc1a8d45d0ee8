#include "store/contact_ways.hpp"

#include <tuple>

#include "store/complaints.hpp"
#include "store/session.hpp"

namespace qingqian::store::contact_ways {
namespace {

struct WaysOf {
    std::int64_t complaint = 0;
    Way row;
    Statement statement;
    explicit WaysOf(Session& session)
        : statement(session,
                    "SELECT contact, channel, address, verified_at FROM contact_ways WHERE complaint = "
                    ":complaint AND ended_at = 0 ORDER BY id",
                    in(complaint), out(row.contact, row.channel, row.address, row.verified_at)) {}
};

struct ChoicesOf {
    std::int64_t complaint = 0;
    Choice row;
    std::int64_t sms = 0;
    std::int64_t mail = 0;
    Statement statement;
    explicit ChoicesOf(Session& session)
        : statement(session,
                    "SELECT contact, language, consent_sms, consent_email, at FROM contact_choices WHERE "
                    "complaint = :complaint ORDER BY id",
                    in(complaint), out(row.contact, row.language, sms, mail, row.at)) {}
};

struct EndWay {
    std::int64_t now = 0;
    Way row;
    Statement statement;
    explicit EndWay(Session& session)
        : statement(session,
                    "UPDATE contact_ways SET ended_at = :now WHERE complaint = :complaint AND contact = "
                    ":contact AND channel = :channel AND ended_at = 0",
                    in(now, row.complaint, row.contact, row.channel)) {}
};

struct InsertWay {
    Way row;
    std::string province;
    Statement statement;
    explicit InsertWay(Session& session)
        : statement(session,
                    insert_into("contact_ways",
                                "province, complaint, contact, channel, address, verified_at, ended_at"),
                    in(province, row.complaint, row.contact, row.channel, row.address, row.verified_at,
                       row.ended_at)) {}
};

struct InsertChoice {
    Choice row;
    std::int64_t sms = 0;
    std::int64_t mail = 0;
    std::string province;
    Statement statement;
    explicit InsertChoice(Session& session)
        : statement(session,
                    insert_into("contact_choices",
                                "province, complaint, contact, language, consent_sms, consent_email, at"),
                    in(province, row.complaint, row.contact, row.language, sms, mail, row.at)) {}
};

constexpr std::string_view code_columns =
    "complaint, contact, channel, address, code_hash, tries, created_at, expires_at, ended_at";

struct CodeRow {
    Code row;
    auto members() {
        return std::tie(row.complaint, row.contact, row.channel, row.address, row.code_hash, row.tries,
                        row.created_at, row.expires_at, row.ended_at);
    }
};

struct EndCodes {
    std::int64_t now = 0;
    Code row;
    Statement statement;
    explicit EndCodes(Session& session)
        : statement(
              session,
              "UPDATE contact_codes SET ended_at = :now WHERE contact = :contact AND channel = :channel "
              "AND ended_at = 0",
              in(now, row.contact, row.channel)) {}
};

struct InsertCode : CodeRow {
    std::string province;
    Statement statement;
    explicit InsertCode(Session& session)
        : statement(session,
                    insert_into("contact_codes", "province, " + std::string(code_columns)) + " RETURNING id",
                    in(province), in(members()), out(row.id)) {}
};

struct NewestCode : CodeRow {
    std::int64_t contact = 0;
    std::string channel;
    Statement statement;
    explicit NewestCode(Session& session)
        : statement(
              session,
              "SELECT id, " + std::string(code_columns) +
                  " FROM contact_codes WHERE contact = :contact AND channel = :channel ORDER BY id DESC "
                  "LIMIT 1",
              in(contact, channel), out(row.id), out(members())) {}
};

struct UpdateCode {
    Code row;
    Statement statement;
    explicit UpdateCode(Session& session)
        : statement(session, "UPDATE contact_codes SET tries = :tries, ended_at = :ended WHERE id = :id",
                    in(row.tries, row.ended_at, row.id)) {}
};

struct CodesSince {
    std::string address;
    std::int64_t since = 0;
    std::int64_t found = 0;
    Statement statement;
    explicit CodesSince(Session& session)
        : statement(session,
                    "SELECT count(*) FROM contact_codes WHERE address = :address AND created_at >= :since",
                    in(address, since), out(found)) {}
};

struct CodesOf {
    std::int64_t contact = 0;
    std::int64_t since = 0;
    std::int64_t found = 0;
    Statement statement;
    explicit CodesOf(Session& session)
        : statement(session,
                    "SELECT count(*) FROM contact_codes WHERE contact = :contact AND created_at >= :since",
                    in(contact, since), out(found)) {}
};

Reached* of_contact(std::vector<Reached>& people, std::int64_t contact) {
    for (auto& person : people) {
        if (person.contact.id == contact) return &person;
    }
    return nullptr;
}

void take_way(Reached& person, const Way& way) {
    if (way.channel == "sms") {
        person.contact.mobile = way.address;
        person.mobile_verified_at = way.verified_at;
    } else {
        person.contact.email = way.address;
        person.email_verified_at = way.verified_at;
    }
}

}  // namespace

std::vector<Reached> reached(ReadTx& tx, std::int64_t complaint, std::vector<records::Contact> contacts) {
    std::vector<Reached> people;
    for (auto& contact : contacts) {
        people.emplace_back();
        people.back().contact = std::move(contact);
    }
    auto& ways = tx.session().prepared<WaysOf>();
    ways.complaint = complaint;
    ways.statement.each([&] {
        if (auto* person = of_contact(people, ways.row.contact)) take_way(*person, ways.row);
    });
    auto& choices = tx.session().prepared<ChoicesOf>();
    choices.complaint = complaint;
    choices.statement.each([&] {
        auto* person = of_contact(people, choices.row.contact);
        if (person == nullptr) return;
        person->language = choices.row.language;
        person->contact.consent_sms = choices.sms != 0;
        person->contact.consent_email = choices.mail != 0;
        person->contact.consent_at = choices.row.at;
    });
    return people;
}

std::vector<Reached> reached(ReadTx& tx, std::int64_t complaint) {
    return reached(tx, complaint, complaints::contacts(tx, complaint));
}

void end_way(WriteTx& tx, const Way& way) {
    auto& end = tx.session().prepared<EndWay>();
    end.row = way;
    end.now = tx.now();
    end.statement.run();
}

void put_way(WriteTx& tx, Way way) {
    end_way(tx, way);
    auto& query = tx.session().prepared<InsertWay>();
    query.row = way;
    query.province = tx.session().province_of(way.complaint);
    query.statement.run();
}

void put_choice(WriteTx& tx, const Choice& choice) {
    auto& query = tx.session().prepared<InsertChoice>();
    query.row = choice;
    query.sms = choice.consent_sms ? 1 : 0;
    query.mail = choice.consent_email ? 1 : 0;
    query.province = tx.session().province_of(choice.complaint);
    query.statement.run();
}

void add_code(WriteTx& tx, Code& code) {
    auto& end = tx.session().prepared<EndCodes>();
    end.row = code;
    end.now = tx.now();
    end.statement.run();
    auto& query = tx.session().prepared<InsertCode>();
    query.row = code;
    query.province = tx.session().province_of(code.complaint);
    query.statement.one();
    code.id = query.row.id;
}

std::optional<Code> newest_code(ReadTx& tx, std::int64_t contact, std::string_view channel) {
    auto& query = tx.session().prepared<NewestCode>();
    query.contact = contact;
    query.channel = channel;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

void update_code(WriteTx& tx, const Code& code) {
    auto& query = tx.session().prepared<UpdateCode>();
    query.row = code;
    query.statement.run();
}

std::int64_t codes_since(ReadTx& tx, std::string_view address, base::UtcMillis since) {
    auto& query = tx.session().prepared<CodesSince>();
    query.address = address;
    query.since = since;
    query.statement.one();
    return query.found;
}

std::int64_t codes_of(ReadTx& tx, std::int64_t contact, base::UtcMillis since) {
    auto& query = tx.session().prepared<CodesOf>();
    query.contact = contact;
    query.since = since;
    query.statement.one();
    return query.found;
}

}  // namespace qingqian::store::contact_ways
