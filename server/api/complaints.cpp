#include "complaints.hpp"

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/query.hpp"
#include "api/route.hpp"
#include "cases/access.hpp"
#include "cases/file.hpp"
#include "cases/perform.hpp"
#include "cases/repetition.hpp"
#include "cases/routing.hpp"
#include "cases/view.hpp"

namespace qingqian::api::complaints {
namespace {

using Shown = base::Result<http::Response>;

/// 200 with what a view yields, or its refusal.
Shown shown(base::Result<boost::json::object> view) {
    if (!view) return std::unexpected(std::move(view.error()));
    return answer(200, std::move(*view));
}

base::Result<cases::PreparedFiling> prepare(const Call& call, const cases::NewComplaint& input) {
    return cases::prepare(call.environment(), call.actor(), input, call.request.credentials.draft_secret,
                          call.services().clock.now());
}

base::Result<cases::Filed> file(store::WriteTx& tx, const Call& call, const cases::PreparedFiling& input) {
    return cases::idempotent(tx, call.key(), [&] {
        return cases::file(tx, call.environment(), call.actor(), input,
                           call.request.credentials.draft_secret);
    });
}

http::Response show_filed(const Call& call, const cases::Filed& filed) {
    const auto now = filed.complaint.updated_at;
    auto response = answer(201, cases::filed_json(call.environment(), filed, now), filed.complaint);
    response.set("Location", "/api/v1/complaints/" + filed.complaint.uid);
    return response;
}

base::Result<records::Complaint> save(store::WriteTx& tx, const Call& call, const cases::DraftChange& input) {
    return cases::save_draft(tx, call.environment(), call.actor(), call.id(), call.expected_revision(),
                             input);
}

Shown show_saved(store::ReadTx& tx, const Call& call, const records::Complaint& complaint) {
    return answer(200, cases::complaint_json(tx, call.environment(), call.actor(), complaint), complaint);
}

/// A saved draft also names its owner's earlier cases about the same contract.
Shown show_draft(store::ReadTx& tx, const Call& call, const records::Complaint& complaint) {
    auto document = cases::complaint_json(tx, call.environment(), call.actor(), complaint);
    document["earlier"] = cases::earlier_json(tx, call.environment(), call.actor(), complaint);
    return answer(200, std::move(document), complaint);
}

base::Result<cases::Performed> take(store::WriteTx& tx, const Call& call, const cases::Transition& input) {
    return cases::idempotent(tx, call.key(), [&] {
        return cases::perform(tx, call.environment(), call.actor(), call.id(), call.expected_revision(),
                              input.action, input.input.value_or(boost::json::object{}));
    });
}

Shown show_taken(store::ReadTx& tx, const Call& call, const cases::Performed& performed) {
    boost::json::object document;
    document["complaint"] = cases::complaint_json(tx, call.environment(), call.actor(), performed.complaint);
    if (performed.receipt) {
        document["receipt"] = cases::receipt_json(call.environment(), *performed.receipt, tx.now());
        document["earlier"] = cases::earlier_json(tx, call.environment(), call.actor(), performed.complaint);
    } else {
        document["receipt"] = nullptr;
    }
    if (!performed.access_code.empty()) document["access_code"] = performed.access_code;
    if (!performed.draft.empty()) {
        document["draft"] = boost::json::object{{"uid", performed.draft}, {"secret", nullptr}};
        if (!performed.draft_secret.empty()) document["draft"].as_object()["secret"] = performed.draft_secret;
    }
    return answer(201, std::move(document), performed.complaint);
}

Shown list(store::ReadTx& tx, const Call& call) {
    const auto query = queue_query(call, true);
    if (!query) return std::unexpected(query.error());
    const auto page = store::complaints::list(tx, *query);
    if (!page) return std::unexpected(page.error());
    return http::json(200, cases::page_text(call.environment(), *page, tx.now()));
}

Shown count(store::ReadTx& tx, const Call& call) {
    const auto query = queue_query(call, false);
    if (!query) return std::unexpected(query.error());
    return answer(200, {{"count", store::complaints::count(tx, *query)}});
}

Shown read(store::ReadTx& tx, const Call& call) {
    const auto complaint = cases::find_visible(tx, call.environment(), call.actor(), call.id());
    if (!complaint) return std::unexpected(complaint.error());
    return show_saved(tx, call, *complaint);
}

Shown events(store::ReadTx& tx, const Call& call) {
    return shown(cases::read_events(tx, call.environment(), call.actor(), call.id()));
}

Shown clocks(store::ReadTx& tx, const Call& call) {
    return shown(cases::read_clocks(tx, call.environment(), call.actor(), call.id()));
}

Shown messages(store::ReadTx& tx, const Call& call) {
    return shown(cases::read_messages(tx, call.environment(), call.actor(), call.id()));
}

Shown receipt(store::ReadTx& tx, const Call& call) {
    const auto found = cases::read_receipt(tx, call.environment(), call.actor(), call.id());
    if (!found) return std::unexpected(found.error());
    return answer(200, cases::receipt_json(call.environment(), *found, tx.now()));
}

Shown route(store::ReadTx& tx, const Call& call) {
    return shown(cases::read_route(tx, call.environment(), call.actor(), call.id()));
}

Shown related(store::ReadTx& tx, const Call& call) {
    return shown(cases::read_related(tx, call.environment(), call.actor(), call.id()));
}

Shown respondent_record(store::ReadTx& tx, const Call& call) {
    const auto page = read_page(call.head().query, 20);
    if (!page) return std::unexpected(page.error());
    return shown(cases::read_respondent_record(tx, call.environment(), call.actor(), call.id(), page->after,
                                               page->limit));
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    auto filing = write_prepared("POST", "/api/v1/complaints", filers, file, show_filed);
    prepared(filing, prepare);
    filing.creates = true;
    auto saving = write("PATCH", "/api/v1/complaints/{id}", case_actors, save, show_draft);
    saving.changes = true;
    auto taking = write("POST", "/api/v1/complaints/{id}/transitions", case_hands, take, show_taken);
    taking.creates = taking.changes = true;
    router.add(make(services, std::move(filing)));
    router.add(make(services, std::move(saving)));
    router.add(make(services, std::move(taking)));
    router.add(make(services, api::read("/api/v1/complaints", queue_readers, list)));
    router.add(make(services, api::read("/api/v1/complaints/count", queue_readers, count)));
    router.add(make(services, api::read("/api/v1/complaints/{id}", case_readers, read)));
    router.add(make(services, api::read("/api/v1/complaints/{id}/events", case_readers, events)));
    router.add(make(services, api::read("/api/v1/complaints/{id}/clocks", case_readers, clocks)));
    router.add(make(services, api::read("/api/v1/complaints/{id}/messages", case_readers, messages)));
    router.add(make(services, api::read("/api/v1/complaints/{id}/receipt", receipt_readers, receipt)));
    router.add(make(services, api::read("/api/v1/complaints/{id}/route", queue_readers, route)));
    router.add(make(services, api::read("/api/v1/complaints/{id}/related", case_parties, related)));
    router.add(make(
        services, api::read("/api/v1/complaints/{id}/respondent-record", queue_readers, respondent_record)));
}

}  // namespace qingqian::api::complaints
