#include "view_beside.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <string>

#include "base/decode.hpp"
#include "document_view.hpp"
#include "store/documents.hpp"
#include "store/identity.hpp"
#include "view.hpp"
#include "view_parts.hpp"
#include "workflow/ledger.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Actor;
using records::Complaint;
using records::Event;

bool tells(const workflow::Action& action, std::string_view audience) {
    return std::ranges::any_of(action.tells, [&](const workflow::Tell& row) {
        return std::ranges::find(row.audiences, audience) != row.audiences.end();
    });
}

json::value officer_name(store::ReadTx& tx, std::int64_t officer) {
    const auto found = officer == 0 ? std::nullopt : store::identity::officer_by_id(tx, officer);
    return found ? json::value(found->name) : json::value(nullptr);
}

json::value number_or_null(std::int64_t number) {
    return number == 0 ? json::value(nullptr) : json::value(number);
}

json::object entry_json(const records::LedgerEntry& entry, std::size_t place) {
    return {{"place", place},
            {"kind", entry.kind},
            {"amount_fen", entry.amount_fen},
            {"at", entry.at},
            {"corrects", number_or_null(entry.corrects)},
            {"paid_on", parts::text_or_null(entry.paid_on)},
            {"instalment", number_or_null(entry.instalment)},
            {"evidence", parts::text_or_null(entry.evidence)}};
}

json::object ledger_json(const std::vector<records::LedgerEntry>& entries) {
    const auto balance = workflow::balance_of(entries);
    json::array listed;
    for (const auto& entry : entries) listed.push_back(entry_json(entry, listed.size() + 1));
    return {{"balance", json::object{{"claimed", balance.claimed},
                                     {"verified", balance.verified},
                                     {"undisputed", balance.undisputed},
                                     {"disputed", balance.disputed},
                                     {"paid", balance.paid},
                                     {"planned", balance.planned},
                                     {"waived", balance.waived},
                                     {"owed", balance.owed()},
                                     {"remaining", balance.remaining()},
                                     {"assessed", balance.assessed}}},
            {"entries", std::move(listed)}};
}

json::array plan_json(const std::vector<records::Instalment>& plan) {
    json::array out;
    for (const auto& instalment : plan) {
        out.push_back(json::object{{"seq", instalment.seq},
                                   {"due", instalment.due},
                                   {"amount_fen", instalment.amount_fen},
                                   {"paid_fen", instalment.paid_fen},
                                   {"state", instalment.state},
                                   {"evidence", parts::text_or_null(instalment.evidence)}});
    }
    return out;
}

json::array bodies_json(const Environment& env, const std::vector<records::CaseBody>& bodies) {
    json::array out;
    for (const auto& part : bodies) {
        const auto* body = env.body(part.body);
        if (body == nullptr) continue;
        out.push_back(json::object{{"body", body_json(*body)},
                                   {"role", part.role},
                                   {"rule", parts::text_or_null(part.rule)},
                                   {"since", part.since},
                                   {"until", number_or_null(part.until)}});
    }
    return out;
}

/// Tracks and documents as one reader may see them.
class Beside {
  public:
    Beside(store::ReadTx& tx, const Environment& env, const workflow::CaseView& view,
           const std::vector<Event>& events, const std::vector<records::EventValue>& values,
           const Actor& reader)
        : tx_(tx),
          env_(env),
          view_(view),
          definition_(env.definition(view.complaint.definition, view.complaint.definition_version)),
          events_(events),
          values_(values),
          reader_(reader),
          documents_(store::documents::of_case(tx, view.complaint.id)) {}

    json::array tracks() const {
        json::array out;
        for (const auto& track : view_.tracks) {
            if (shows(track)) out.push_back(track_json(track));
        }
        return out;
    }

    json::array documents() const {
        json::array out;
        for (const auto& document : documents_) {
            const auto* step = step_of(document.event);
            if (step == nullptr || !sees_step(definition_, view_.complaint, reader_, *step)) continue;
            const auto* text = text_of_document(view_.complaint, document, step->action);
            const bool readable = text != nullptr && may_read_document(*text, reader_);
            // What is addressed to others is not the respondent's to know of.
            if (reader_.kind == "respondent" && !readable) continue;
            out.push_back(document_json(document, readable));
        }
        return out;
    }

  private:
    bool officer() const { return reader_.kind == "officer"; }

    const Event* step_of(std::int64_t seq) const {
        const auto found = std::ranges::find(events_, seq, &Event::seq);
        return found == events_.end() ? nullptr : &*found;
    }

    bool shows_step(std::int64_t seq) const {
        const auto* step = step_of(seq);
        return step != nullptr && sees_step(definition_, view_.complaint, reader_, *step);
    }

    json::object document_json(const records::Document& document, bool readable) const {
        const auto* kind = definition_.document(document.type);
        const base::Sentence label =
            kind == nullptr ? base::Sentence{document.type, document.type} : kind->label;
        return {{"uid", document.uid},
                {"type", document.type},
                {"label", parts::sentences(label)},
                {"number", document.number},
                {"body", parts::body_or_null(env_, document.body)},
                {"at", document.at},
                {"event_seq", document.event},
                {"readable", readable},
                {"voided_at", number_or_null(document.voided_at)}};
    }

    // A party sees what it was told of: when it began, or by the document that came later.
    bool shows(const records::Track& track) const {
        const auto* kind = definition_.track(track.kind);
        if (kind != nullptr && kind->restricted &&
            !workflow::sees_restricted(definition_, view_.complaint, reader_))
            return false;
        if (officer() || shows_step(track.event)) return true;
        const auto document = std::ranges::find(documents_, track.document, &records::Document::number);
        return !track.document.empty() && document != documents_.end() && shows_step(document->event);
    }

    // Departments stand in a track by their codes, which say nothing to people.
    json::value worded(std::string_view text) const {
        json::value data = json::parse(text);
        for (auto& entry : data.as_object()) {
            if (!entry.value().is_string()) continue;
            const auto* body = env_.body_by_code(entry.value().get_string());
            if (body != nullptr) entry.value() = parts::sentences({body->name, body->name_en});
        }
        return data;
    }

    json::object track_json(const records::Track& track) const {
        const auto* kind = definition_.track(track.kind);
        json::object out{{"kind", track.kind},
                         {"label", parts::sentences(kind == nullptr ? base::Sentence{track.kind, track.kind}
                                                                    : kind->label)},
                         {"basis", kind == nullptr ? "" : kind->basis},
                         {"state", track.state},
                         {"opened_at", track.opened_at},
                         {"opened_by", nullptr},
                         {"opened_for", nullptr},
                         {"document", parts::text_or_null(track.document)},
                         {"data", worded(track.data)},
                         {"result", parts::text_or_null(track.result)},
                         {"result_label", result_label(track.result)},
                         {"ended_at", number_or_null(track.ended_at)},
                         {"restricted", kind != nullptr && kind->restricted}};
        if (!officer()) return out;
        out["opened_by"] = officer_name(tx_, track.opened_by);
        out["opened_for"] = officer_name(tx_, track.opened_for);
        if (track.state == "open") out["proposal"] = proposal(track);
        return out;
    }

    // What stands in words in the step that proposed it: the last one that opened such a track.
    json::object proposal(const records::Track& track) const {
        const auto opens = [&](const Event& event) {
            const auto* action = definition_.action(event.action);
            return action != nullptr && std::ranges::any_of(action->effects, [&](const auto& effect) {
                       const auto call = workflow::read_call(effect);
                       return call.name == "open_track" && call.arguments.at(0) == track.kind;
                   });
        };
        json::object written;
        const auto step = std::find_if(events_.rbegin(), events_.rend(), opens);
        if (step == events_.rend()) return written;
        for (const auto& field : definition_.action(step->action)->fields) {
            auto value = field.personal ? value_of(values_, *step, field.name) : json::value(nullptr);
            if (!value.is_null()) written[field.name] = std::move(value);
        }
        return written;
    }

    // A result was chosen from one of the definition's lists, or is a word of the workflow itself.
    json::value result_label(std::string_view result) const {
        if (result.empty()) return nullptr;
        for (const auto* list :
             {"measure_results", "size_classes", "retaliation_results", "track_results", "callback"}) {
            auto label = choice_label(definition_, list, result);
            if (!label.is_null()) return label;
        }
        return nullptr;
    }

    store::ReadTx& tx_;
    const Environment& env_;
    const workflow::CaseView& view_;
    const workflow::Definition& definition_;
    const std::vector<Event>& events_;
    const std::vector<records::EventValue>& values_;
    const Actor& reader_;
    std::vector<records::Document> documents_;
};

// 核查通知书 (document 9) as it was sent; the complainant hears that there is one.
json::value inquiry_json(const workflow::CaseView& view, const std::vector<Event>& events,
                         const std::vector<records::EventValue>& values, const Actor& reader) {
    if (reader.kind == "complainant") return nullptr;
    const auto event = std::ranges::find(events.rbegin(), events.rend(), "inquired", &Event::type);
    if (event == events.rend()) return nullptr;
    const auto track = std::ranges::find(view.tracks, event->seq, &records::Track::event);
    return json::object{
        {"document", track == view.tracks.end() ? nullptr : parts::text_or_null(track->document)},
        {"sent_at", event->at},
        {"extract", value_of(values, *event, "extract")},
        {"questions", value_of(values, *event, "questions")},
        {"evidence", value_of(values, *event, "evidence")}};
}

}  // namespace

bool sees_step(const workflow::Definition& definition, const Complaint& complaint, const Actor& reader,
               const Event& event) {
    const auto* action = definition.action(event.action);
    if (action != nullptr && action->restricted && !workflow::sees_restricted(definition, complaint, reader))
        return false;
    const bool party = reader.kind == "complainant" || reader.kind == "respondent";
    if (!party || event.actor_kind == reader.kind) return true;
    return action != nullptr && tells(*action, reader.kind);
}

json::value value_of(const std::vector<records::EventValue>& values, const Event& event,
                     std::string_view name) {
    const auto pointer = base::pointer_to("/values", name);
    for (const auto& value : values) {
        if (value.event == event.id && value.pointer == pointer) return json::parse(value.value);
    }
    return nullptr;
}

json::value choice_label(const workflow::Definition& definition, std::string_view list,
                         std::string_view code) {
    const auto choices = definition.choices.find(list);
    if (choices == definition.choices.end()) return nullptr;
    const auto found = std::ranges::find(choices->second, code, &workflow::Choice::code);
    return found == choices->second.end() ? json::value(nullptr)
                                          : json::value(parts::sentences(found->label));
}

void add_beside(store::ReadTx& tx, const Environment& env, const workflow::CaseView& view,
                const std::vector<Event>& events, const std::vector<records::EventValue>& values,
                const Actor& reader, json::object& out) {
    const auto& complaint = view.complaint;
    const Beside beside(tx, env, view, events, values, reader);
    const bool respondent = reader.kind == "respondent";
    out["tracks"] = beside.tracks();
    out["documents"] = beside.documents();
    out["plan"] = plan_json(view.plan);
    out["inquiry"] = inquiry_json(view, events, values, reader);
    out["outcome_label"] = choice_label(env.definition(complaint.definition, complaint.definition_version),
                                        "outcomes", complaint.outcome);
    // What the two sides say of one another, and how the offices share the work, is not the respondent's.
    out["bodies"] = respondent ? json::array{} : bodies_json(env, view.parts);
    if (respondent) return;
    out["ledger"] = ledger_json(view.ledger);
    out["rating"] = number_or_null(complaint.rating);
}

}  // namespace qingqian::cases
