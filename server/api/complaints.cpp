#include "complaints.hpp"

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/query.hpp"
#include "api/route.hpp"
#include "cases/access.hpp"
#include "cases/document_view.hpp"
#include "cases/file.hpp"
#include "cases/perform.hpp"
#include "cases/preview.hpp"
#include "cases/repetition.hpp"
#include "cases/routing.hpp"
#include "cases/view.hpp"
#include "cases/word_index.hpp"

namespace qingqian::api::complaints {
namespace {

using Shown = base::Result<http::Response>;

// Whoever may be sent a numbered document; a draft has none.
constexpr Access document_readers{.complainant = true, .respondent = true, .officer = true, .right = "work"};

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

Shown preview(store::ReadTx& tx, const Request& request, const cases::Transition& asked) {
    const auto principal = authorise(tx, request, case_hands);
    if (!principal) return std::unexpected(principal.error());
    const Call call{request, *principal};
    return shown(cases::preview_step(tx, call.environment(), call.actor(), call.id(), asked));
}

/// A question with a body: nothing is written, so it is no unit of work.
http::Route preview_route(const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/api/v1/complaints/{id}/transitions/preview";
    route.body = http::BodyKind::json;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, case_hands, false, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        const auto value = base::parse_json(exchange->body);
        if (!value) return void(exchange->respond(value.error()));
        auto asked = base::decode<cases::Transition>(*value);
        if (!asked) return void(exchange->respond(asked.error()));
        const auto request = request_of(services, exchange, false);
        services.store.read<http::Response>(
            [request, asked = std::move(*asked)](store::ReadTx& tx) { return preview(tx, *request, asked); },
            [exchange](Shown result) {
                if (!result) return void(exchange->respond(result.error()));
                exchange->respond(std::move(*result));
            });
    };
    return route;
}

Shown list(store::ReadTx& tx, const Call& call) {
    const auto query = queue_query(call, true);
    if (!query) return std::unexpected(query.error());
    const auto page = store::complaints::list(tx, *query);
    if (!page) return std::unexpected(page.error());
    cases::FoundIn found_in;
    if (!query->text.empty()) {
        found_in = [&](std::int64_t complaint) {
            return cases::excerpts(tx, call.environment(), complaint, query->text);
        };
    }
    return http::json(200, cases::page_text(call.environment(), *page, tx.now(), found_in));
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

Shown document(store::ReadTx& tx, const Call& call) {
    return shown(
        cases::read_document(tx, call.environment(), call.actor(), call.id(), call.place("document")));
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

Shown duplicates(store::ReadTx& tx, const Call& call) {
    cases::Heard heard;
    std::vector<base::FieldFault> faults;
    for (const auto& [name, value] : call.head().query) {
        auto* member = name == "respondent_code"    ? &heard.respondent_code
                       : name == "complainant_code" ? &heard.complainant_code
                       : name == "contract_number"  ? &heard.contract_number
                                                    : nullptr;
        if (member == nullptr) {
            unknown_filter(name, faults);
        } else if (base::code_points(value) > 100) {
            faults.push_back(
                base::fault(base::pointer_to("", name), "too_long", {{"max", "100"}, {"over", "1"}}));
        } else {
            *member = value;
        }
    }
    if (heard.respondent_code.empty()) faults.push_back(base::fault("/respondent_code", "required"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return answer(200, cases::duplicates_json(tx, call.environment(), call.actor(), heard));
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
    router.add(preview_route(services));
    router.add(make(services, api::read("/api/v1/complaints", queue_readers, list)));
    router.add(make(services, api::read("/api/v1/complaints/count", queue_readers, count)));
    router.add(make(services, read_logged("/api/v1/complaints/{id}", case_readers, read, "case")));
    router.add(
        make(services, read_logged("/api/v1/complaints/{id}/events", case_readers, events, "history")));
    router.add(make(services, api::read("/api/v1/complaints/{id}/clocks", case_readers, clocks)));
    router.add(make(services, read_logged("/api/v1/complaints/{id}/documents/{document}", document_readers,
                                          document, "document", "document")));
    router.add(
        make(services, read_logged("/api/v1/complaints/{id}/messages", case_readers, messages, "messages")));
    router.add(
        make(services, read_logged("/api/v1/complaints/{id}/receipt", receipt_readers, receipt, "receipt")));
    router.add(make(services, api::read("/api/v1/complaints/{id}/route", queue_readers, route)));
    router.add(make(services, api::read("/api/v1/complaints/{id}/related", case_parties, related)));
    router.add(make(
        services, api::read("/api/v1/complaints/{id}/respondent-record", queue_readers, respondent_record)));
    router.add(make(services, api::read("/api/v1/duplicates", registrars, duplicates)));
}

}  // namespace qingqian::api::complaints
