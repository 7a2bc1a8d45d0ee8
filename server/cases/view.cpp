#include "view.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "access.hpp"
#include "load.hpp"
#include "offers.hpp"
#include "release.hpp"
#include "respondent.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/identity.hpp"
#include "view_beside.hpp"
#include "view_parts.hpp"
#include "warnings.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Actor;
using records::Complaint;

/// The history of a case with its payloads read once.
struct History {
    std::vector<records::Event> events;
    std::vector<records::EventValue> values;

    History(store::ReadTx& tx, std::int64_t complaint)
        : events(store::history::events(tx, complaint)), values(store::history::values(tx, complaint)) {}

    const records::Event* last(std::string_view type) const {
        const auto found = std::ranges::find(events.rbegin(), events.rend(), type, &records::Event::type);
        return found == events.rend() ? nullptr : &*found;
    }

    json::value value(const records::Event& event, std::string_view name) const {
        return value_of(values, event, name);
    }
};

json::value supplement_of(const Complaint& complaint, const History& history) {
    const auto* event = complaint.state == "SUPPLEMENT" ? history.last("supplement_requested") : nullptr;
    if (event == nullptr) return nullptr;
    auto items = history.value(*event, "items");
    return items.is_null() ? json::value(nullptr) : json::value(json::object{{"items", std::move(items)}});
}

json::value result_of(const History& history) {
    if (const auto* event = history.last("replied")) return history.value(*event, "result");
    for (const auto* type : {"answered", "answered_at_once"}) {
        if (const auto* event = history.last(type)) return history.value(*event, "answer");
    }
    return nullptr;
}

json::value new_value(const json::object& changes, std::string_view name) {
    const auto* change = changes.if_contains(name);
    return change == nullptr ? json::value(nullptr) : change->at(1);
}

json::value label_of(const workflow::Definition& definition, std::string_view list, const json::value& code) {
    return code.is_string() ? choice_label(definition, list, code.get_string()) : json::value(nullptr);
}

// Ground, reason and open channel of document 5 (不予受理告知书).
json::value refusal_of(const workflow::Definition& definition, const Complaint& complaint,
                       const History& history) {
    const auto* event = complaint.state == "REFUSED" ? history.last("refused") : nullptr;
    if (event == nullptr) return nullptr;
    const auto payload = json::parse(event->payload);
    const auto& changes = payload.at("changes").as_object();
    const auto ground = new_value(changes, "ground");
    const auto channel = new_value(changes, "open_channel");
    const auto further = new_value(changes, "further_grounds");
    return json::object{{"ground", ground},
                        {"ground_label", label_of(definition, "refusal_grounds", ground)},
                        {"further_grounds", further.is_array() ? further : json::value(json::array{})},
                        {"provision", new_value(changes, "provision")},
                        {"reason", history.value(*event, "reason")},
                        {"open_channel", channel},
                        {"open_channel_label", label_of(definition, "channels_open", channel)}};
}

std::string assignee_name(store::ReadTx& tx, const Complaint& complaint) {
    if (complaint.assignee == 0) return {};
    const auto officer = store::identity::officer_by_id(tx, complaint.assignee);
    return officer ? officer->name : "";
}

void add_clocks(const Environment& env, const workflow::Definition& definition,
                const std::vector<records::CaseClock>& clocks, const Complaint& complaint,
                base::UtcMillis now, json::object& out) {
    json::array list;
    for (const auto& clock : clocks) {
        const bool running = clock.state == "running";
        list.push_back(parts::clock(env, definition, clock, now, running));
        // The clock knows the raw day, which the row does not.
        if (running && clock.kind == complaint.due_clock) out["due"] = parts::due_of(env, clock, now);
    }
    out["clocks"] = std::move(list);
}

}  // namespace

base::Result<json::object> read_complaint(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                          std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    return complaint_json(tx, env, reader, *complaint);
}

json::object complaint_json(store::ReadTx& tx, const Environment& env, const Actor& reader,
                            const Complaint& complaint) {
    if (reader.kind == "respondent") return respondent_json(tx, env, reader, complaint);
    const auto& definition = env.definition(complaint.definition, complaint.definition_version);
    const auto* state = definition.state(complaint.state);
    const bool own = reader.kind == "complainant";
    const History history(tx, complaint.id);
    const auto contacts = store::complaints::contacts(tx, complaint.id);
    workflow::CaseView view;
    view.complaint = complaint;
    load_whole(tx, env, view);
    view.last_refusal_proposer = refusal_proposer(definition, history.events);
    view.confirmed_at = confirmed_at(definition, history.events);

    json::object out = parts::summary(env, complaint, assignee_name(tx, complaint), tx.now());
    if (own) out["assignee"] = nullptr;
    add_clocks(env, definition, view.clocks, complaint, tx.now(), out);
    json::object form = json::parse(complaint.form).as_object();
    // Whoever fills in a draft goes on with all of it, or his next save would empty what he was not shown.
    if (sees_own(reader, complaint)) merge_contacts(env.form_of(complaint.definition), form, contacts);
    json::array people;
    for (const auto& contact : contacts) {
        // The respondent's people are business of the case, not of a private person who trusts us.
        people.push_back(parts::contact(contact, !own && contact.role != "respondent"));
    }
    json::array files;
    for (const auto& file : view.attachments) {
        if (may_see_file(env, reader, complaint, file)) files.push_back(file_json(tx, reader, file));
    }

    out["workflow"] = complaint.definition;
    out["owner"] = workflow::owner_of(definition, view);
    out["terminal"] = state != nullptr && state->terminal;
    out["channel"] = complaint.channel;
    out["language"] = complaint.language;
    out["warnings"] = remarks_json(
        form_warnings(form, env.calculators, env.calendar, env.settings.province, base::legal_day(tx.now())));
    out["form"] = std::move(form);
    out["form_version"] = complaint.form_version;
    out["contacts"] = std::move(people);
    out["accepting_body"] = parts::body_or_null(env, complaint.accepting_body);
    out["attachments"] = std::move(files);
    out["actions"] = offers_json(tx, env, view, reader);
    add_beside(tx, env, view, history.events, history.values, reader, out);
    out["supplement"] = supplement_of(complaint, history);
    out["result"] = result_of(history);
    out["refusal"] = refusal_of(definition, complaint, history);
    out["outcome"] = parts::text_or_null(complaint.outcome);
    out["event_count"] = complaint.event_count;
    out["head_hash"] = complaint.head_hash;
    out["closed_at"] = nullptr;
    if (complaint.closed_at != 0) out["closed_at"] = complaint.closed_at;
    return out;
}

}  // namespace qingqian::cases
