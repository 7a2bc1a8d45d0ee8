#include "preview.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <limits>

#include "access.hpp"
#include "document_places.hpp"
#include "document_view.hpp"
#include "load.hpp"
#include "message_view.hpp"
#include "notifier/compose.hpp"
#include "step.hpp"
#include "store/contact_ways.hpp"
#include "tell.hpp"
#include "view_parts.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using notifier::Recipient;
using records::Actor;
using records::Complaint;
using workflow::Decision;

/// The step as the history would hold it, so that documents are filled as they would be.
void add_step(DocumentHistory& history, const Decision& decision, std::string_view action, const Actor& actor,
              base::UtcMillis now) {
    records::Event event;
    event.id = std::numeric_limits<std::int64_t>::max();
    event.seq = history.events.empty() ? 1 : history.events.back().seq + 1;
    event.type = decision.event;
    event.action = action;
    event.actor_kind = actor.kind;
    event.actor_name = actor.name;
    event.at = now;
    json::object changes = decision.changes;
    if (!decision.clocks.empty()) {
        json::array notes;
        for (const auto& change : decision.clocks) notes.push_back(clock_note(change));
        changes["clocks"] = json::array{nullptr, std::move(notes)};
    }
    event.payload = json::serialize(json::object{{"changes", std::move(changes)}});
    for (const auto& [name, value] : decision.values) {
        history.values.push_back({event.id, base::pointer_to("/values", name), "", json::serialize(value)});
    }
    for (auto entry : decision.ledger) {
        entry.event = event.id;
        history.entries.push_back(std::move(entry));
    }
    history.events.push_back(std::move(event));
}

json::array documents_json(store::ReadTx& tx, const Environment& env, const Complaint& complaint,
                           const Decision& decision, std::string_view action, const Actor& actor) {
    json::array out;
    if (decision.documents.empty()) return out;
    auto history = document_history(tx, complaint.id);
    add_step(history, decision, action, actor, tx.now());
    const auto& step = history.events.back();
    const auto places = document_places_at(env, complaint, history, step.seq);
    for (const auto& order : decision.documents) {
        records::Document document;
        document.type = order.type;
        document.body = order.body;
        document.at = tx.now();
        const auto* text = text_of_document(complaint, document, action);
        if (text != nullptr && may_read_document(*text, actor))
            out.push_back(document_page(env, complaint, document, step, *text, places));
    }
    return out;
}

bool is_person(std::string_view audience) {
    return audience == "complainant" || audience == "agent" || audience == "respondent";
}

/// One recipient for each desk, and the people of the parties.
std::vector<Recipient> recipients_of(store::ReadTx& tx, const Complaint& complaint,
                                     const std::vector<std::string>& audiences) {
    std::vector<Recipient> out;
    for (const auto& audience : audiences) {
        if (is_person(audience)) continue;
        Recipient desk;
        desk.audience = audience;
        desk.key = audience;
        desk.mobile = "13800000000";
        desk.email = "desk@example.org";
        out.push_back(std::move(desk));
    }
    for (const auto& person : store::contact_ways::reached(tx, complaint.id)) {
        const auto& contact = person.contact;
        if (std::ranges::find(audiences, contact.role) == audiences.end()) continue;
        Recipient recipient;
        recipient.audience = contact.role;
        recipient.key = contact.role;
        recipient.mobile = contact.mobile;
        recipient.email = contact.email;
        if (contact.role != "respondent") {
            recipient.language = person.language.empty() ? complaint.language : person.language;
            recipient.consent_sms = contact.consent_sms;
            recipient.consent_email = contact.consent_email;
        }
        out.push_back(std::move(recipient));
    }
    return out;
}

json::array messages_json(store::ReadTx& tx, const Environment& env, const Decision& decision) {
    base::SystemRandom random;
    json::array out;
    const auto context = message_context(env, decision.complaint, 0);
    for (const auto& notice : decision.notices) {
        const auto people = recipients_of(tx, decision.complaint, notice.audiences);
        for (const auto& message :
             notifier::compose(env.catalogue, notice, people, context, random, tx.now())) {
            out.push_back(json::object{{"audience", message.recipient.substr(0, message.recipient.find(':'))},
                                       {"channel", message.channel},
                                       {"subject", message.subject},
                                       {"text", message.text},
                                       {"reason", parts::text_or_null(message.reason)},
                                       {"reason_words", reason_words(message.reason)}});
        }
    }
    return out;
}

std::unexpected<base::Problem> refusal(base::Problem problem) {
    for (auto& fault : problem.fields) fault.pointer = "/input" + fault.pointer;
    return std::unexpected(std::move(problem));
}

}  // namespace

base::Result<json::object> preview_step(store::ReadTx& tx, const Environment& env, const Actor& actor,
                                        std::string_view uid_or_number, const Transition& asked) {
    const auto complaint = find_visible(tx, env, actor, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    const auto& definition = env.definition(complaint->definition, complaint->definition_version);
    const auto input = asked.input.value_or(json::object{});
    workflow::CaseView view;
    view.complaint = *complaint;
    if (const auto* action = definition.action(asked.action))
        load_for(tx, env, actor, definition, *action, input, view);
    const auto decision =
        workflow::decide(definition, view, asked.action, actor, input, env.calendar, env.terms, tx.now());
    if (!decision) return refusal(decision.error());
    return json::object{{"documents", documents_json(tx, env, *complaint, *decision, asked.action, actor)},
                        {"messages", messages_json(tx, env, *decision)}};
}

}  // namespace qingqian::cases
