#include "intake.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <utility>

#include "base/random.hpp"
#include "normalise.hpp"
#include "step.hpp"
#include "store/calls.hpp"
#include "store/complaints.hpp"
#include "store/intake.hpp"
#include "view.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Actor;
using records::Complaint;
using store::intake::Source;

constexpr std::string_view channel = "forwarded";

Actor complainant_of(const Complaint& complaint) {
    Actor actor;
    actor.kind = "complainant";
    actor.name = complaint.complainant_name;
    actor.complaint = complaint.id;
    return actor;
}

std::string text_of(const json::object& form, std::string_view section, std::string_view key) {
    const auto* group = form.if_contains(section);
    if (group == nullptr || !group->is_object()) return {};
    const auto* value = group->get_object().if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

/// What a complete complaint would still need; faults of the draft itself are refused by the caller.
std::vector<base::FieldFault> missing_of(const Environment& env, const NewIntake& input, base::Day today) {
    json::object form = input.form;
    auto faults = check_form(env.form, form, FormCheck::submit, today);
    if (input.declarations) {
        for (auto& fault : check_declarations(env.form, *input.declarations))
            faults.push_back(std::move(fault));
    }
    return faults;
}

records::Call call_of(store::WriteTx& tx, const Environment& env, const Actor& actor,
                      const NewIntake& input) {
    records::Call call;
    call.uid = base::uuid_v7(tx.random(), tx.now());
    call.province = env.settings.province;
    // The line belongs where a case would have come in.
    const auto* own = env.body(actor.body);
    call.body = own != nullptr && own->kind == "accepting" ? own->id : env.accepting_body;
    call.officer = actor.officer;
    call.kind = channel;
    call.at = tx.now();
    call.firm = text_of(input.form, "complainant", "name");
    call.summary = trimmed(input.summary.value_or(""));
    call.caller_name = text_of(input.form, "complainant", "contact_name");
    call.caller_phone = text_of(input.form, "complainant", "mobile");
    if (call.caller_phone.empty()) call.caller_phone = text_of(input.form, "complainant", "landline");
    call.form = json::serialize(input.form);
    call.created_at = tx.now();
    return call;
}

base::Result<TakenIn> known(store::WriteTx& tx, const Environment& env, const Source& source,
                            const NewIntake& input) {
    TakenIn taken;
    taken.source_number = source.number;
    if (source.complaint != 0) {
        taken.complaint = store::complaints::find_by_id(tx, source.complaint);
        if (taken.complaint->received_at == 0) return taken;
        auto receipt = read_receipt(tx, env, complainant_of(*taken.complaint), taken.complaint->uid);
        if (!receipt) return std::unexpected(std::move(receipt.error()));
        taken.receipt = std::move(*receipt);
        return taken;
    }
    if (const auto call = store::calls::find_by_id(tx, source.call)) taken.call = call->uid;
    taken.missing = missing_of(env, input, base::legal_day(tx.now()));
    return taken;
}

base::Result<TakenIn> again(store::WriteTx& tx, const Environment& env, std::string_view platform,
                            std::string_view number, const NewIntake& input, std::string_view content_hash) {
    const auto source = store::intake::find(tx, platform, number);
    if (!source || source->content_hash != content_hash) return base::refuse("source_number_used");
    return known(tx, env, *source, input);
}

base::Result<TakenIn> keep_as_call(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                   Source source, const NewIntake& input,
                                   std::vector<base::FieldFault> missing) {
    if (trimmed(input.summary.value_or("")).empty()) {
        missing.push_back(base::fault("/summary", "required"));
        return std::unexpected(base::invalid_input(std::move(missing)));
    }
    auto call = call_of(tx, env, actor, input);
    store::calls::insert(tx, call);
    source.call = call.id;
    store::intake::update(tx, source);
    TakenIn taken;
    taken.source_number = source.number;
    taken.call = call.uid;
    taken.missing = std::move(missing);
    return taken;
}

base::Result<TakenIn> register_case(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                    Source source, const NewIntake& input) {
    NewComplaint complaint;
    complaint.form = input.form;
    complaint.language = input.language;
    complaint.channel = channel;
    auto draft = file(tx, env, actor, complaint);
    if (!draft) return std::unexpected(std::move(draft.error()));
    // The platform's account is nobody at the desk: whoever reviews the case takes it in hand.
    draft->complaint.assignee = 0;
    store::complaints::update(tx, draft->complaint);
    source.complaint = draft->complaint.id;
    store::intake::update(tx, source);
    json::object declared;
    if (input.declarations) {
        json::array ticked;
        for (const auto& one : *input.declarations)
            ticked.push_back(json::object{{"code", one.code}, {"version", one.version}});
        declared["declarations"] = std::move(ticked);
    }
    auto done = take_step(tx, env, actor, draft->complaint, "register", declared, "");
    if (!done) return std::unexpected(std::move(done.error()));
    TakenIn taken;
    taken.source_number = source.number;
    taken.complaint = std::move(done->complaint);
    taken.receipt = std::move(done->receipt);
    return taken;
}

/// The event `seq` of a case as its complainant sees it; null when he does not.
json::value told_event(store::ReadTx& tx, const Environment& env, const Complaint& complaint,
                       std::map<std::int64_t, json::array>& histories, std::int64_t seq) {
    auto known = histories.find(complaint.id);
    if (known == histories.end()) {
        auto read = read_events(tx, env, complainant_of(complaint), complaint.uid);
        known = histories.emplace(complaint.id, read ? read->at("items").as_array() : json::array{}).first;
    }
    const auto& items = known->second;
    const auto found = std::ranges::find_if(
        items, [&](const json::value& item) { return item.at("seq").as_int64() == seq; });
    return found == items.end() ? json::value(nullptr) : *found;
}

}  // namespace

base::Result<TakenIn> take_in(store::WriteTx& tx, const Environment& env, const Actor& actor,
                              std::string_view platform, const NewIntake& input,
                              std::string_view content_hash) {
    if (env.rights.scope(actor.roles, "register") == workflow::Scope::none) return base::refuse("forbidden");
    const auto number = trimmed(input.source_number);
    if (store::intake::find(tx, platform, number))
        return again(tx, env, platform, number, input, content_hash);
    json::object form = input.form;
    const auto today = base::legal_day(tx.now());
    auto faults = check_form(env.form, form, FormCheck::draft, today);
    if (number.empty()) faults.push_back(base::fault("/source_number", "required"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    Source source{.platform = std::string(platform),
                  .number = number,
                  .province = env.settings.province,
                  .content_hash = std::string(content_hash),
                  .complaint = 0,
                  .call = 0,
                  .created_at = tx.now()};
    auto missing = missing_of(env, input, today);
    // Of two senders of one number at the same time the second waits here for what the first makes of it.
    if (!store::intake::insert(tx, source)) return again(tx, env, platform, number, input, content_hash);
    if (missing.empty()) return register_case(tx, env, actor, std::move(source), input);
    return keep_as_call(tx, env, actor, std::move(source), input, std::move(missing));
}

json::object taken_in_json(const Environment& env, const TakenIn& taken, base::UtcMillis now) {
    json::object out{{"source_number", taken.source_number},
                     {"complaint", nullptr},
                     {"receipt", nullptr},
                     {"call", nullptr}};
    if (taken.complaint) out["complaint"] = ref_json(*taken.complaint);
    if (taken.receipt) out["receipt"] = receipt_json(env, *taken.receipt, now);
    if (!taken.call.empty()) out["call"] = taken.call;
    json::array missing;
    for (const auto& fault : taken.missing) {
        missing.push_back(json::object{
            {"pointer", fault.pointer},
            {"code", fault.code},
            {"sentences", json::object{{"zh-CN", fault.sentence.zh}, {"en", fault.sentence.en}}}});
    }
    out["missing"] = std::move(missing);
    return out;
}

void feed_source(store::WriteTx& tx, const Complaint& complaint, std::int64_t seq) {
    if (complaint.channel != channel) return;
    if (const auto source = store::intake::of_complaint(tx, complaint.id)) {
        store::intake::feed(tx, *source, seq);
    }
}

base::Result<json::object> read_intake_events(store::ReadTx& tx, const Environment& env,
                                              std::string_view platform, std::string_view after,
                                              std::size_t limit) {
    const auto entries = store::intake::entries(tx, platform, after, limit);
    if (!entries) return std::unexpected(entries.error());
    std::map<std::int64_t, json::array> histories;
    json::array items;
    for (const auto& entry : *entries) {
        const auto complaint = store::complaints::find_by_id(tx, entry.complaint);
        auto event = told_event(tx, env, *complaint, histories, entry.seq);
        if (event.is_null()) continue;
        items.push_back(json::object{{"cursor", entry.cursor},
                                     {"source_number", entry.number},
                                     {"complaint", ref_json(*complaint)},
                                     {"event", std::move(event)}});
    }
    const std::string next = entries->empty() ? std::string(after) : entries->back().cursor;
    return json::object{{"items", std::move(items)},
                        {"next", next.empty() ? json::value(nullptr) : json::value(next)},
                        {"more", entries->size() == limit}};
}

}  // namespace qingqian::cases
