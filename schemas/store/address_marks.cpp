#include "store/address_marks.hpp"

#include "store/session.hpp"

namespace qingqian::store::address_marks {
namespace {

std::string normal(std::string_view channel, std::string_view address) {
    std::string text(address);
    if (channel != "mail") return text;
    for (char& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return text;
}

struct Put {
    Mark row;
    Statement statement;
    explicit Put(Session& session)
        : statement(session,
                    insert_into("address_marks", "channel, address, mark, at, message") +
                        " ON CONFLICT (channel, address) DO NOTHING",
                    in(row.channel, row.address, row.mark, row.at, row.message)) {}
};

struct Remove {
    Mark row;
    Statement statement;
    explicit Remove(Session& session)
        : statement(session,
                    "DELETE FROM address_marks WHERE channel = :channel AND address = :address AND mark = "
                    ":mark",
                    in(row.channel, row.address, row.mark)) {}
};

struct Find {
    std::string channel;
    std::string address;
    Mark row;
    Statement statement;
    explicit Find(Session& session)
        : statement(session,
                    "SELECT channel, address, mark, at, message FROM address_marks WHERE channel = :channel "
                    "AND address = :address",
                    in(channel, address), out(row.channel, row.address, row.mark, row.at, row.message)) {}
};

}  // namespace

bool put(WriteTx& tx, const Mark& mark) {
    auto& query = tx.session().prepared<Put>();
    query.row = mark;
    query.row.address = normal(mark.channel, mark.address);
    return query.statement.run() == 1;
}

bool remove(WriteTx& tx, std::string_view channel, std::string_view address, std::string_view mark) {
    auto& query = tx.session().prepared<Remove>();
    query.row.channel = channel;
    query.row.address = normal(channel, address);
    query.row.mark = mark;
    return query.statement.run() == 1;
}

std::optional<Mark> find(ReadTx& tx, std::string_view channel, std::string_view address) {
    auto& query = tx.session().prepared<Find>();
    query.channel = channel;
    query.address = normal(channel, address);
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

}  // namespace qingqian::store::address_marks
