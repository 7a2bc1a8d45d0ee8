#include "inbox.hpp"

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/inbox.hpp"

namespace qingqian::api::inbox {
namespace {

using Shown = base::Result<http::Response>;

/// `InboxRead` of the contract: one message, or everything up to and with it.
struct InboxRead {
    std::string uid;
    std::optional<bool> until;
};
BOOST_DESCRIBE_STRUCT(InboxRead, (), (uid, until))

constexpr auto bounds_of(const InboxRead*) {
    return std::array{base::Bound{"uid", 36, 36}};
}

Shown list(store::ReadTx& tx, const Call& call) {
    std::vector<base::FieldFault> faults;
    std::string after;
    std::size_t limit = 50;
    bool unread = false;
    for (const auto& [name, value] : call.head().query) {
        if (name == "unread") {
            unread = read_flag(name, value, faults).value_or(false);
        } else if (name == "after") {
            after = read_after(value, faults).value_or("");
        } else if (name == "limit") {
            limit = read_limit(value, faults).value_or(limit);
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    const auto page = store::inbox::list(tx, cases::inbox_of(tx, call.actor()), unread, after, limit);
    if (!page) return std::unexpected(page.error());
    return answer(200, cases::inbox_json(*page));
}

Shown count(store::ReadTx& tx, const Call& call) {
    return answer(200, {{"unread", store::inbox::unread(tx, cases::inbox_of(tx, call.actor()))}});
}

base::Result<std::int64_t> mark(store::WriteTx& tx, const Call& call, const InboxRead& read) {
    const auto recipient = cases::inbox_of(tx, call.actor());
    const bool found = read.until.value_or(false) ? store::inbox::mark_until(tx, recipient, read.uid)
                                                  : store::inbox::mark(tx, recipient, read.uid);
    if (recipient.empty() || !found) return base::refuse("message_not_found");
    return store::inbox::unread(tx, recipient);
}

http::Response show_marked(const Call&, const std::int64_t& unread) {
    return answer(200, {{"unread", unread}});
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/inbox", signed_in, list)));
    router.add(make(services, read("/api/v1/inbox/count", signed_in, count)));
    router.add(make(services, write("POST", "/api/v1/inbox/read", signed_in, mark, show_marked)));
}

}  // namespace qingqian::api::inbox
