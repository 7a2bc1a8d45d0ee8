#include "contacts.hpp"

#include "api/access.hpp"
#include "api/route.hpp"
#include "cases/contacts.hpp"
#include "cases/respondent_ways.hpp"
#include "cases/reveal.hpp"

namespace qingqian::api::contacts {
namespace {

using Shown = base::Result<http::Response>;
using Object = boost::json::object;

constexpr Access complainants{.draft = true, .complainant = true};
constexpr Access contact_readers{.officer = true, .right = "contacts"};
constexpr Access code_askers{.draft = true, .complainant = true, .gate = Gate::code};

Shown list(store::ReadTx& tx, const Call& call) {
    auto view = cases::contacts_json(tx, call.environment(), call.actor(), call.id());
    if (!view) return std::unexpected(std::move(view.error()));
    return answer(200, std::move(*view));
}

base::Result<Object> send(store::WriteTx& tx, const Call& call, const cases::CodeRequest& request) {
    return cases::send_code(tx, call.environment(), call.actor(), call.id(), call.place("role"), request);
}

base::Result<cases::CodeOutcome> enter(store::WriteTx& tx, const Call& call, const cases::CodeEntry& entry) {
    return cases::enter_code(tx, call.environment(), call.actor(), call.id(), call.place("role"), entry);
}

base::Result<Object> choose(store::WriteTx& tx, const Call& call, const cases::ContactChoice& choice) {
    return cases::choose(tx, call.environment(), call.actor(), call.id(), call.place("role"), choice);
}

Shown respondent(store::ReadTx& tx, const Call& call) {
    auto view = cases::respondent_ways_json(tx, call.environment(), call.actor(), call.id());
    if (!view) return std::unexpected(std::move(view.error()));
    return answer(200, std::move(*view));
}

base::Result<Object> set_respondent(store::WriteTx& tx, const Call& call,
                                    const cases::RespondentAddresses& input) {
    return cases::set_respondent_ways(tx, call.environment(), call.actor(), call.id(), input);
}

base::Result<Object> reveal(store::WriteTx& tx, const Call& call, const cases::Reveal& reveal) {
    return cases::reveal_contact(tx, call.environment(), call.actor(), call.id(), call.place("role"), reveal,
                                 call.services().settings.node);
}

http::Response show(const Call&, const Object& view) {
    return answer(200, view);
}

http::Response show_sent(const Call&, const Object& view) {
    return answer(201, view);
}

http::Response show_outcome(const Call& call, const cases::CodeOutcome& outcome) {
    if (outcome.refused) return http::problem(*outcome.refused, call.head());
    return answer(200, outcome.contact);
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    const std::string collection = "/api/v1/complaints/{id}/contacts";
    const std::string contact = collection + "/{role}";
    const std::string other_side = "/api/v1/complaints/{id}/respondent-ways";
    router.add(make(services, read(collection, case_parties, list)));
    router.add(make(services, read(other_side, queue_readers, respondent)));
    router.add(make(services, write("PUT", other_side, case_officers, set_respondent, show)));
    router.add(make(services, write("PATCH", contact, complainants, choose, show)));
    router.add(make(services, write("POST", contact + "/codes", code_askers, send, show_sent)));
    router.add(make(services, write("POST", contact + "/reveal", contact_readers, reveal, show)));
    router.add(make(services, write("POST", contact + "/verifications", complainants, enter, show_outcome)));
}

}  // namespace qingqian::api::contacts
