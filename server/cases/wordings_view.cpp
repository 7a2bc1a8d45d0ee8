#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <set>

#include "cases/tell.hpp"
#include "cases/view_parts.hpp"
#include "cases/wordings.hpp"
#include "notifier/sms_words.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace rows = store::wordings;
using rows::Entry;
using rows::Key;
using rows::Table;

json::array strings(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

json::array fault_list(const std::vector<base::FieldFault>& faults) {
    json::array list;
    for (const auto& fault : faults) {
        list.push_back({{"pointer", fault.pointer},
                        {"code", fault.code},
                        {"sentences", parts::sentences(fault.sentence)}});
    }
    return list;
}

/// What every version says of itself: number, who, when, why.
json::object stamp(const Entry& entry) {
    return {{"version", entry.version},
            {"shipped", entry.officer == 0},
            {"author", entry.author},
            {"at", entry.at},
            {"note", entry.note}};
}

/// A version with its key under the names of its table and its content as members.
json::object entry_json(Table table, const Entry& entry) {
    auto out = stamp(entry);
    out["event"] = entry.event;
    const auto content = json::parse(entry.content.empty() ? "\"\"" : entry.content);
    if (table == Table::routes) {
        out["audience"] = entry.party;
        out["channels"] = content;
    } else if (table == Table::wordings) {
        out["voice"] = entry.party;
        out["language"] = entry.language;
        for (const auto& [name, value] : content.as_object()) out[name] = value;
    } else {
        out["provider"] = entry.party;
        out["language"] = entry.language;
        out["carrier_id"] = content;
    }
    return out;
}

json::object event_json(const std::string& event, const std::map<Table, std::vector<Entry>>& tables) {
    json::object out{{"event", event}};
    for (const auto& [table, name] :
         {std::pair{Table::routes, "routes"}, std::pair{Table::wordings, "wordings"},
          std::pair{Table::templates, "templates"}}) {
        json::array list;
        for (const auto& entry : tables.at(table)) {
            if (entry.event == event) list.push_back(entry_json(table, entry));
        }
        out[name] = std::move(list);
    }
    return out;
}

std::map<Table, std::vector<Entry>> all_tables(store::ReadTx& tx) {
    std::map<Table, std::vector<Entry>> tables;
    for (const auto table : {Table::routes, Table::wordings, Table::templates})
        tables[table] = rows::in_force(tx, table);
    return tables;
}

json::array places_json() {
    json::array list;
    for (const auto& place : notifier::known_places()) {
        list.push_back(
            {{"name", place.name}, {"label", parts::sentences(place.label)}, {"in_sms", place.in_sms}});
    }
    return list;
}

/// A notice as the case would give it now: its nearest term.
workflow::Notice notice_about(store::ReadTx& tx, const Environment& env, const records::Complaint& complaint,
                              const std::string& event) {
    workflow::Notice notice{
        event, {}, {{"code", "******"}, {"minutes", "5"}, {"access_code", "****-****-****-****"}}};
    for (const auto& clock : store::history::clocks(tx, complaint.id)) {
        if (clock.state != "running" || clock.kind != complaint.due_clock) continue;
        const auto* kind =
            env.definition(complaint.definition, complaint.definition_version).clock(clock.kind);
        notice.values["due"] = clock.due_legal;
        notice.values["clock"] = kind == nullptr ? clock.kind : kind->label.zh;
        notice.values["clock_en"] = kind == nullptr ? clock.kind : kind->label.en;
        if (clock.provisional) notice.values["provisional"] = "1";
    }
    return notice;
}

/// Stands in for a case where none is named.
records::Complaint some_case(const Environment& env, base::UtcMillis now) {
    records::Complaint complaint;
    complaint.number = env.settings.province + "TS20261123000123";
    complaint.province = env.settings.province;
    complaint.accepting_body = env.accepting_body;
    complaint.due = base::to_iso(base::legal_day(now));
    return complaint;
}

json::object rendered_json(const Environment& env, const notifier::Wording& wording,
                           std::string_view language, std::string_view province,
                           const notifier::Places& places) {
    json::object out;
    for (const auto& channel : notifier::channel_names()) {
        const auto& words = wording;
        if (channel == "sms" ? words.sms.empty() : words.paragraphs.empty()) {
            out[channel] = nullptr;
            continue;
        }
        const auto rendered = env.catalogue.render(words, language, channel, province, places);
        json::object shown{{"subject", rendered.subject}, {"text", rendered.text}};
        if (channel == "sms") {
            const auto size = notifier::sms_size(rendered.text);
            shown["units"] = static_cast<std::int64_t>(size.units);
            shown["parts"] = static_cast<std::int64_t>(size.parts);
            shown["encoding"] = size.ucs2 ? "UCS-2" : "GSM-7";
        }
        out[channel] = std::move(shown);
    }
    return out;
}

}  // namespace

base::Result<json::object> preview_wording(store::ReadTx& tx, const Environment& env, const Key& key,
                                           const WordingTrial& trial) {
    if (!rows::newest(tx, Table::wordings, key)) return base::refuse("wording_not_found");
    auto complaint = some_case(env, tx.now());
    workflow::Notice notice{key.event,
                            {},
                            {{"due", complaint.due},
                             {"code", "******"},
                             {"minutes", "5"},
                             {"access_code", "****-****-****-****"}}};
    if (trial.number) {
        auto found = store::complaints::find(tx, *trial.number);
        if (!found || found->number.empty())
            return std::unexpected(base::invalid_input({base::fault("/number", "unknown_case")}));
        complaint = std::move(*found);
        notice = notice_about(tx, env, complaint, key.event);
    }
    const notifier::WordingText text{trial.title, trial.sms, trial.paragraphs};
    const auto findings = env.catalogue.inspect(key.language, text);
    auto faults = findings.faults;
    if (trial.number) {
        for (const auto& told : notifier::told_of_case(text.sms, complaint))
            faults.push_back(base::fault("/sms", told.code, {{"word", told.word}}));
    }
    notifier::Recipient reader;
    reader.key = key.party == "officer"      ? "officer:0"
                 : key.party == "respondent" ? "respondent:0"
                                             : "complainant:0";
    const auto places = notifier::places_of(notice, message_context(env, complaint, 0), reader, key.language);
    auto out = rendered_json(env, notifier::wording_of(text), key.language, complaint.province, places);
    out["number"] = complaint.number;
    out["faults"] = fault_list(faults);
    out["warnings"] = fault_list(findings.warnings);
    return out;
}

json::object wordings_json(store::ReadTx& tx, const Environment& env) {
    const auto tables = all_tables(tx);
    std::set<std::string> events;
    for (const auto& entry : tables.at(Table::routes)) events.insert(entry.event);
    json::array list;
    for (const auto& event : events) {
        auto shown = event_json(event, tables);
        // Whole texts stand on the event's own page.
        for (auto& wording : shown["wordings"].as_array()) {
            wording.as_object().erase("paragraphs");
            wording.as_object().erase("sms");
        }
        list.push_back(std::move(shown));
    }
    json::object voices;
    for (const auto& [audience, voice] : env.catalogue.voices()) voices[audience] = voice;
    return {{"events", std::move(list)},
            {"languages", strings(env.catalogue.languages())},
            {"channels", strings(notifier::channel_names())},
            {"voices", std::move(voices)},
            {"places", places_json()}};
}

base::Result<json::object> wording_event_json(store::ReadTx& tx, const Environment& env,
                                              std::string_view event) {
    if (!env.catalogue.has_event(event)) return base::refuse("wording_not_found");
    return event_json(std::string(event), all_tables(tx));
}

base::Result<json::object> versions_json(store::ReadTx& tx, Table table, const Key& key) {
    json::array items;
    for (const auto& entry : rows::versions(tx, table, key)) items.push_back(entry_json(table, entry));
    if (items.empty()) return base::refuse("wording_not_found");
    return json::object{{"items", std::move(items)}};
}

json::object saved_json(Table table, const WordingSaved& saved) {
    auto out = entry_json(table, saved.entry);
    out["warnings"] = fault_list(saved.warnings);
    return out;
}

}  // namespace qingqian::cases
