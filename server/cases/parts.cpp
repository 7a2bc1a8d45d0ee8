#include "parts.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <string>
#include <string_view>

#include "store/case_parts.hpp"
#include "store/documents.hpp"
#include "store/history.hpp"

namespace qingqian::cases::case_parts {
namespace {

namespace json = boost::json;
using records::CaseBody;
using records::Instalment;
using records::LedgerEntry;
using records::Track;

json::object note_of(const Track& track) {
    return {{"kind", track.kind},           {"event", track.event},         {"state", track.state},
            {"opened_at", track.opened_at}, {"opened_by", track.opened_by}, {"opened_for", track.opened_for},
            {"document", track.document},   {"data", track.data},           {"result", track.result},
            {"ended_at", track.ended_at},   {"ended_by", track.ended_by}};
}

json::object note_of(const CaseBody& part) {
    return {{"body", part.body},
            {"role", part.role},
            {"rule", part.rule},
            {"since", part.since},
            {"until", part.until}};
}

json::object note_of(const Instalment& instalment) {
    return {
        {"seq", instalment.seq},           {"due", instalment.due},     {"amount_fen", instalment.amount_fen},
        {"paid_fen", instalment.paid_fen}, {"state", instalment.state}, {"evidence", instalment.evidence}};
}

// What an entry does not have is not noted.
json::object note_of(const LedgerEntry& entry) {
    json::object note{{"kind", entry.kind}, {"amount_fen", entry.amount_fen}};
    if (entry.corrects != 0) note["corrects"] = entry.corrects;
    if (!entry.paid_on.empty()) note["paid_on"] = entry.paid_on;
    if (!entry.evidence.empty()) note["evidence"] = entry.evidence;
    if (entry.instalment != 0) note["instalment"] = entry.instalment;
    return note;
}

json::object note_of(const records::Document& document) {
    return {{"uid", document.uid},   {"body", document.body},     {"type", document.type},
            {"year", document.year}, {"serial", document.serial}, {"number", document.number}};
}

json::object note_of(const records::CaseLink& link) {
    return {{"complaint", link.complaint}, {"other", link.other}, {"kind", link.kind}};
}

void put(json::object& changes, std::string_view name, json::array notes) {
    if (!notes.empty()) changes[name] = json::array{nullptr, std::move(notes)};
}

std::string text(const json::value& note, std::string_view member) {
    const auto* value = note.as_object().if_contains(member);
    return value == nullptr ? std::string{} : std::string(value->as_string());
}

std::int64_t number(const json::value& note, std::string_view member) {
    const auto* value = note.as_object().if_contains(member);
    return value == nullptr ? 0 : value->as_int64();
}

/// Puts the notes of events together again, in their order.
class Replaying {
  public:
    explicit Replaying(std::int64_t complaint) : complaint_(complaint) {}

    void take(const records::Event& event) {
        const auto payload = json::parse(event.payload);
        const auto& changes = payload.at("changes").as_object();
        each(changes, "tracks", [&](const json::value& note) { track(note); });
        each(changes, "parts", [&](const json::value& note) { body(note); });
        each(changes, "instalments", [&](const json::value& note) { instalment(note); });
        each(changes, "ledger", [&](const json::value& note) { entry(event, note); });
        each(changes, "documents", [&](const json::value& note) { document(event, note); });
        each(changes, "links", [&](const json::value& note) {
            parts_.links.push_back({number(note, "complaint"), number(note, "other"), text(note, "kind")});
        });
    }

    Parts take_parts() { return std::move(parts_); }

  private:
    template <class Take>
    static void each(const json::object& changes, std::string_view name, Take take) {
        const auto* change = changes.if_contains(name);
        if (change == nullptr) return;
        for (const auto& note : change->at(1).as_array()) take(note);
    }

    // A track is known by its kind and by the event that opened it; a step opens one of a kind at most.
    void track(const json::value& note) {
        Track row;
        row.complaint = complaint_;
        row.kind = text(note, "kind");
        row.event = number(note, "event");
        row.state = text(note, "state");
        row.opened_at = number(note, "opened_at");
        row.opened_by = number(note, "opened_by");
        row.opened_for = number(note, "opened_for");
        row.document = text(note, "document");
        row.data = text(note, "data");
        row.result = text(note, "result");
        row.ended_at = number(note, "ended_at");
        row.ended_by = number(note, "ended_by");
        const auto known = std::ranges::find_if(parts_.tracks, [&](const Track& track) {
            return track.kind == row.kind && track.event == row.event;
        });
        if (known == parts_.tracks.end()) {
            parts_.tracks.push_back(std::move(row));
        } else {
            *known = std::move(row);
        }
    }

    void body(const json::value& note) {
        CaseBody row;
        row.complaint = complaint_;
        row.body = number(note, "body");
        row.role = text(note, "role");
        row.rule = text(note, "rule");
        row.since = number(note, "since");
        row.until = number(note, "until");
        const auto known = std::ranges::find_if(parts_.bodies, [&](const CaseBody& part) {
            return part.body == row.body && part.role == row.role && part.until == 0;
        });
        if (row.until == 0 || known == parts_.bodies.end()) {
            parts_.bodies.push_back(std::move(row));
        } else {
            *known = std::move(row);
        }
    }

    void instalment(const json::value& note) {
        Instalment row;
        row.complaint = complaint_;
        row.seq = number(note, "seq");
        row.due = text(note, "due");
        row.amount_fen = number(note, "amount_fen");
        row.paid_fen = number(note, "paid_fen");
        row.state = text(note, "state");
        row.evidence = text(note, "evidence");
        const auto known = std::ranges::find(parts_.plan, row.seq, &Instalment::seq);
        if (known == parts_.plan.end()) {
            parts_.plan.push_back(std::move(row));
        } else {
            *known = std::move(row);
        }
    }

    void entry(const records::Event& event, const json::value& note) {
        LedgerEntry row;
        row.complaint = complaint_;
        row.event = event.id;
        row.at = event.at;
        row.kind = text(note, "kind");
        row.amount_fen = number(note, "amount_fen");
        row.corrects = number(note, "corrects");
        row.paid_on = text(note, "paid_on");
        row.evidence = text(note, "evidence");
        row.instalment = number(note, "instalment");
        parts_.ledger.push_back(std::move(row));
    }

    void document(const records::Event& event, const json::value& note) {
        records::Document row;
        row.complaint = complaint_;
        row.uid = text(note, "uid");
        row.body = number(note, "body");
        row.type = text(note, "type");
        row.year = number(note, "year");
        row.serial = number(note, "serial");
        row.number = text(note, "number");
        row.event = event.seq;
        row.at = event.at;
        parts_.documents.push_back(std::move(row));
    }

    std::int64_t complaint_;
    Parts parts_;
};

template <class Rows>
Rows without_keys(Rows rows) {
    for (auto& row : rows) row.id = 0;
    return rows;
}

}  // namespace

void write(store::WriteTx& tx, workflow::Decision& decision, std::int64_t complaint, std::int64_t seq) {
    for (auto& change : decision.tracks) {
        change.track.complaint = complaint;
        if (change.change == workflow::TrackChange::Kind::open) {
            change.track.event = seq;
            store::case_parts::insert_track(tx, change.track);
        } else {
            store::case_parts::update_track(tx, change.track);
        }
    }
    for (auto& change : decision.parts) {
        change.part.complaint = complaint;
        if (change.change == workflow::BodyChange::Kind::add) {
            store::case_parts::insert_body(tx, change.part);
        } else {
            store::case_parts::update_body(tx, change.part);
        }
    }
    for (auto& change : decision.plan) {
        change.instalment.complaint = complaint;
        if (change.change == workflow::PlanChange::Kind::add) {
            store::case_parts::insert_instalment(tx, change.instalment);
        } else {
            store::case_parts::update_instalment(tx, change.instalment);
        }
    }
}

void note(const workflow::Decision& decision, const std::vector<records::Document>& documents,
          std::int64_t seq, json::object& changes) {
    json::array tracks;
    for (const auto& change : decision.tracks) {
        auto note = note_of(change.track);
        if (change.change == workflow::TrackChange::Kind::open) note["event"] = seq;
        tracks.push_back(std::move(note));
    }
    put(changes, "tracks", std::move(tracks));
    json::array bodies;
    for (const auto& change : decision.parts) bodies.push_back(note_of(change.part));
    put(changes, "parts", std::move(bodies));
    json::array plan;
    for (const auto& change : decision.plan) plan.push_back(note_of(change.instalment));
    put(changes, "instalments", std::move(plan));
    json::array entries;
    for (const auto& entry : decision.ledger) entries.push_back(note_of(entry));
    put(changes, "ledger", std::move(entries));
    json::array issued;
    for (const auto& document : documents) issued.push_back(note_of(document));
    put(changes, "documents", std::move(issued));
    json::array links;
    for (const auto& link : decision.links) links.push_back(note_of(link));
    put(changes, "links", std::move(links));
}

Parts replay(const std::vector<records::Event>& events, std::int64_t complaint) {
    Replaying replaying(complaint);
    for (const auto& event : events) replaying.take(event);
    return replaying.take_parts();
}

Parts stored(store::ReadTx& tx, std::int64_t complaint) {
    Parts found;
    found.tracks = without_keys(store::case_parts::tracks(tx, complaint));
    found.bodies = without_keys(store::case_parts::bodies(tx, complaint));
    found.plan = without_keys(store::case_parts::plan(tx, complaint));
    found.ledger = without_keys(store::history::entries(tx, complaint));
    found.documents = without_keys(store::documents::of_case(tx, complaint));
    return found;
}

}  // namespace qingqian::cases::case_parts
