#include <string_view>
#include <tuple>

#include "store/complaints.hpp"
#include "store/session.hpp"

namespace qingqian::store::complaints {
namespace {

constexpr std::string_view columns =
    "complaint, role, name, mobile, landline, email, id_number, consent_sms, consent_email, consent_at";

/// A contact with its flags as the integers that are stored.
struct Buffer {
    records::Contact row;
    std::int64_t sms = 0;
    std::int64_t mail = 0;
    std::string province;

    auto members() {
        return std::tie(row.complaint, row.role, row.name, row.mobile, row.landline, row.email, row.id_number,
                        sms, mail, row.consent_at);
    }
    void take(const records::Contact& contact) {
        row = contact;
        sms = contact.consent_sms ? 1 : 0;
        mail = contact.consent_email ? 1 : 0;
    }
    records::Contact give() const {
        auto contact = row;
        contact.consent_sms = sms != 0;
        contact.consent_email = mail != 0;
        return contact;
    }
};

struct InsertContact : Buffer {
    Statement statement;
    explicit InsertContact(Session& session)
        : statement(session, insert_into("contacts", "province, " + std::string(columns)) + " RETURNING id",
                    in(province), in(members()), out(row.id)) {}
};

struct UpdateContact : Buffer {
    Statement statement;
    explicit UpdateContact(Session& session)
        : statement(session, "UPDATE contacts SET " + assignments(columns) + " WHERE id = :id", in(members()),
                    in(row.id)) {}
};

struct ContactsOf : Buffer {
    std::int64_t complaint = 0;
    Statement statement;
    explicit ContactsOf(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(columns) +
                        " FROM contacts WHERE complaint = :complaint ORDER BY id",
                    in(complaint), out(row.id), out(members())) {}
};

}  // namespace

void insert_contact(WriteTx& tx, records::Contact& contact) {
    auto& query = tx.session().prepared<InsertContact>();
    query.take(contact);
    query.province = tx.session().province_of(contact.complaint);
    query.statement.one();
    contact.id = query.row.id;
}

void update_contact(WriteTx& tx, const records::Contact& contact) {
    auto& query = tx.session().prepared<UpdateContact>();
    query.take(contact);
    query.statement.run();
}

std::vector<records::Contact> contacts(ReadTx& tx, std::int64_t complaint) {
    std::vector<records::Contact> found;
    auto& query = tx.session().prepared<ContactsOf>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.give()); });
    return found;
}

}  // namespace qingqian::store::complaints
