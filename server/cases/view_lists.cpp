#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

#include "access.hpp"
#include "base/decode.hpp"
#include "cases/message_view.hpp"
#include "release.hpp"
#include "step.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/identity.hpp"
#include "store/outbox.hpp"
#include "view.hpp"
#include "view_beside.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Actor;
using records::Complaint;

// Texts written to the parties. The others (notes, the note to the handling body) are between officers.
constexpr std::array<std::string_view, 3> told_complainant{"items", "reason", "result"};
constexpr std::array<std::string_view, 5> told_respondent{"extract", "questions", "evidence", "demand",
                                                          "result"};
// What changed beside the row; shown as tracks, bodies, plan and links of the case.
constexpr std::array<std::string_view, 4> shown_elsewhere{"parts", "links", "instalments", "tracks"};
constexpr std::array<std::string_view, 3> between_officers{"assignee", "due_clock", "acting_for"};

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

/// One history as one reader may see it.
class EventView {
  public:
    EventView(store::ReadTx& tx, const Environment& env, const Actor& reader, const Complaint& complaint)
        : env_(env),
          complaint_(complaint),
          definition_(env.definition(complaint.definition, complaint.definition_version)),
          reader_(reader),
          party_(reader.kind != "officer"),
          values_(store::history::values(tx, complaint.id)) {
        for (const auto& event : store::history::events(tx, complaint.id)) {
            if (sees_step(definition_, complaint, reader, event)) items_.push_back(render(tx, event));
        }
    }

    json::array take() { return std::move(items_); }

  private:
    json::object render(store::ReadTx& tx, const records::Event& event) const {
        const auto payload = json::parse(event.payload);
        const auto* action = definition_.action(event.action);
        json::object out{{"seq", event.seq},
                         {"type", event.type},
                         {"action", event.action},
                         {"at", event.at},
                         {"actor_kind", event.actor_kind},
                         {"actor_name", actor_name(event, action)},
                         {"changes", changes(tx, payload.at("changes").as_object())},
                         {"values", values(event)},
                         {"prev_hash", event.prev_hash},
                         {"hash", event.hash}};
        if (action != nullptr) out["label"] = parts::sentences(action->label);
        if (!party_) out["acting_for"] = acting_for(tx, payload.at("changes").as_object());
        return out;
    }

    json::value acting_for(store::ReadTx& tx, const json::object& stored) const {
        const auto* change = stored.if_contains("acting_for");
        return change == nullptr ? json::value(nullptr) : readable(tx, "acting_for", change->at(1));
    }

    // To the parties an officer acts as his body.
    std::string actor_name(const records::Event& event, const workflow::Action* action) const {
        if (!party_ || event.actor_kind != "officer") return event.actor_name;
        const bool handling = action != nullptr && action->body == "handling";
        const auto* body = env_.body(handling ? complaint_.handling_body : complaint_.accepting_body);
        return body == nullptr ? "" : body->name;
    }

    json::object changes(store::ReadTx& tx, const json::object& stored) const {
        json::object out;
        if (reader_.kind == "respondent") return out;
        for (const auto& [key, change] : stored) {
            if (is_one_of(shown_elsewhere, key) || (party_ && is_one_of(between_officers, key))) continue;
            json::array pair;
            for (const auto& side : change.as_array()) pair.push_back(readable(tx, key, side));
            out[key] = std::move(pair);
        }
        return out;
    }

    // Keys of the store mean nothing outside; names do.
    json::value readable(store::ReadTx& tx, std::string_view key, const json::value& value) const {
        if (!value.is_int64() || (key != "handling_body" && key != "assignee" && key != "acting_for"))
            return value;
        if (value.get_int64() == 0) return nullptr;
        if (key == "handling_body") {
            const auto* body = env_.body(value.get_int64());
            return body == nullptr ? json::value(nullptr) : json::value(body->name);
        }
        const auto officer = store::identity::officer_by_id(tx, value.get_int64());
        return officer ? json::value(officer->name) : json::value(nullptr);
    }

    json::object values(const records::Event& event) const {
        constexpr std::string_view below = "/values/";
        json::object out;
        for (const auto& value : values_) {
            if (value.event != event.id || !value.pointer.starts_with(below)) continue;
            const auto name = std::string_view(value.pointer).substr(below.size());
            if (name == "filing") continue;  // digests, for the audit
            const bool told = reader_.kind == "respondent" ? is_one_of(told_respondent, name)
                                                           : is_one_of(told_complainant, name);
            if (party_ && !told && event.actor_kind != reader_.kind) continue;
            out[name] = json::parse(value.value);
        }
        // Histories hold the addresses of those who wrote to us; no step needs more of them than this.
        auto* sender = event.action == "receive_message" && !party_ ? out.if_contains("sender") : nullptr;
        const auto* via = out.if_contains("via");
        if (sender != nullptr && sender->is_string() && via != nullptr && via->is_string())
            *sender = masked_address(via->get_string(), sender->get_string());
        return out;
    }

    const Environment& env_;
    const Complaint& complaint_;
    const workflow::Definition& definition_;
    const Actor& reader_;
    bool party_;
    std::vector<records::EventValue> values_;
    json::array items_;
};

json::object message_json(const records::Message& message, std::int64_t seq, bool masked) {
    json::object out{
        {"uid", message.uid},         {"event_name", message.event_name}, {"recipient", message.recipient},
        {"channel", message.channel}, {"address", message.address},       {"subject", message.subject},
        {"text", message.text},       {"state", message.state},           {"reason", message.reason},
        {"tries", message.tries},     {"created_at", message.created_at}, {"updated_at", message.updated_at}};
    out["reason_words"] = reason_words(message.reason);
    if (masked && !message.address.empty()) out["address"] = masked_address(message);
    if (seq != 0) out["event_seq"] = seq;
    return out;
}

}  // namespace

base::Result<json::object> read_events(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                       std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    return json::object{{"items", EventView(tx, env, reader, *complaint).take()}};
}

base::Result<json::object> read_clocks(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                       std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    const auto& definition = env.definition(complaint->definition, complaint->definition_version);
    json::array items;
    for (const auto& clock : store::history::clocks(tx, complaint->id)) {
        const auto* kind = definition.clock(clock.kind);
        const bool own = kind != nullptr && kind->owner == reader.kind;
        // How far the case has come is not the respondent's to know; what it has to keep is.
        if (reader.kind == "respondent" && !own) continue;
        items.push_back(parts::clock(env, definition, clock, tx.now(), true));
    }
    return json::object{{"items", std::move(items)}};
}

base::Result<json::object> read_messages(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                         std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    const auto& definition = env.definition(complaint->definition, complaint->definition_version);
    const bool party = reader.kind != "officer";
    std::map<std::int64_t, const records::Event*> known;
    const auto events = store::history::events(tx, complaint->id);
    for (const auto& event : events) known[event.id] = &event;
    json::array items;
    for (const auto& message : store::outbox::of_case(tx, complaint->id)) {
        // Who has come in by a receipt code alone must not read here the code that proves a telephone his.
        if (party && (message.event_name == one_time_code || !message.recipient.starts_with(reader.kind)))
            continue;
        const auto event = known.find(message.event);
        const bool of_event = event != known.end();
        if (of_event && !sees_step(definition, *complaint, reader, *event->second)) continue;
        auto shown = message_json(message, of_event ? event->second->seq : 0, !party);
        if (!party) shown["text"] = without_codes(message);
        items.push_back(std::move(shown));
    }
    return json::object{{"items", std::move(items)}};
}

base::Result<json::object> read_attachments(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                            std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    json::array items;
    for (const auto& file : store::attachments::of_case(tx, complaint->id)) {
        if (may_see_file(env, reader, *complaint, file)) items.push_back(file_json(tx, reader, file));
    }
    return json::object{{"items", std::move(items)}};
}

base::Result<Receipt> read_receipt(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                   std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    std::int64_t seq = 0;
    for (const auto& event : store::history::events(tx, complaint->id)) {
        if (event.at == complaint->received_at &&
            json::parse(event.payload).at("changes").as_object().contains("materials")) {
            seq = event.seq;
        }
    }
    if (seq == 0) return base::refuse("complaint_not_found");
    auto receipt = receipt_at(tx, *complaint, seq);
    std::vector<records::Attachment> came;
    for (const auto& file : receipt.materials) {
        came.emplace_back();
        came.back().kind = file.kind;
    }
    const auto form = json::parse(complaint->form);
    for (const auto& material :
         missing_materials(env.form_of(complaint->definition), form.as_object(), came)) {
        receipt.missing.push_back(material.kind);
    }
    return receipt;
}

json::object verification_json(store::ReadTx& tx, std::string_view number, std::string_view hash) {
    std::string lower(hash);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto seq = store::history::find_hash(tx, number, lower);
    json::object out{{"known", seq.has_value()}, {"seq", nullptr}, {"event_count", nullptr}};
    if (!seq) return out;
    out["seq"] = *seq;
    if (const auto complaint = store::complaints::find(tx, number))
        out["event_count"] = complaint->event_count;
    return out;
}

}  // namespace qingqian::cases
