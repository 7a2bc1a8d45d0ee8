#include "calls.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "access.hpp"
#include "base/random.hpp"
#include "inbound.hpp"
#include "normalise.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "store/inbound.hpp"
#include "store/intake.hpp"
#include "view.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using base::FieldFault;
using records::Actor;
using records::Call;

// A clock that goes a little wrong at the desk is no fault.
constexpr base::UtcMillis tolerance = 5 * 60'000;

workflow::Scope reach(const Environment& env, const Actor& actor) {
    return env.rights.scope(actor.roles, "register");
}

bool by_hand(std::string_view kind) {
    return kind == "phone" || kind == "counter" || kind == "letter" || kind == "mail";
}

std::string phone_of(const NewCall& input, std::vector<FieldFault>& faults) {
    if (!input.caller_phone) return {};
    if (auto mobile = normalise_mobile(*input.caller_phone); is_mobile(mobile)) return mobile;
    if (auto phone = normalise_phone(*input.caller_phone)) return *phone;
    faults.push_back(base::fault("/caller_phone", "bad_phone"));
    return {};
}

void put(json::object& group, std::string_view key, std::string_view text, std::int64_t min,
         std::int64_t max) {
    const auto length = base::code_points(text);
    if (length >= min && length <= max && !group.contains(key)) group[key] = text;
}

json::object& group_of(json::object& form, std::string_view section) {
    auto& value = form[section];
    if (!value.is_object()) value = json::object{};
    return value.get_object();
}

/// What the register knows, as far as the form can hold it.
json::object form_of(const Call& call) {
    json::object form = json::parse(call.form).as_object();
    auto& complainant = group_of(form, "complainant");
    put(complainant, "name", call.firm, 2, 100);
    put(complainant, "contact_name", call.caller_name, 2, 50);
    if (is_mobile(call.caller_phone)) {
        put(complainant, "mobile", call.caller_phone, 11, 11);
    } else if (const auto landline = normalise_landline(call.caller_phone)) {
        put(complainant, "landline", *landline, 1, 40);
    }
    put(group_of(form, "claim"), "facts", call.summary, 1, 5000);
    return form;
}

base::Problem already_converted(store::ReadTx& tx, const Call& call) {
    auto problem = base::problem("call_converted");
    if (const auto complaint = store::complaints::find_by_id(tx, call.complaint)) {
        problem.extra["complaint"] = ref_json(*complaint);
    }
    return problem;
}

}  // namespace

base::Result<Call> register_call(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                 const NewCall& input) {
    if (reach(env, actor) == workflow::Scope::none) return base::refuse("forbidden");
    std::vector<FieldFault> faults;
    if (!by_hand(input.kind)) faults.push_back(base::fault("/kind", "not_a_choice"));
    if (input.at.value_or(0) > tx.now() + tolerance) {
        faults.push_back(base::fault("/at", "time_in_future"));
    }
    Call call;
    call.caller_phone = phone_of(input, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    call.uid = base::uuid_v7(tx.random(), tx.now());
    call.province = env.settings.province;
    call.body = actor.body;
    call.officer = actor.officer;
    call.kind = input.kind;
    call.at = input.at.value_or(tx.now());
    call.firm = trimmed(input.firm.value_or(""));
    call.summary = trimmed(input.summary);
    call.advice = trimmed(input.advice.value_or(""));
    call.caller_name = trimmed(input.caller_name.value_or(""));
    call.created_at = tx.now();
    store::calls::insert(tx, call);
    return call;
}

void narrow(const Environment& env, const Actor& actor, store::calls::Query& query) {
    query.body = actor.body == 0 ? -1 : actor.body;
    if (reach(env, actor) == workflow::Scope::own) query.officer = actor.officer;
}

base::Result<Call> find_call(store::ReadTx& tx, const Environment& env, const Actor& actor,
                             std::string_view uid, bool for_update) {
    auto call = store::calls::find(tx, uid, for_update);
    store::calls::Query query;
    narrow(env, actor, query);
    if (!call || reach(env, actor) == workflow::Scope::none || call->body != query.body ||
        (query.officer != 0 && call->officer != query.officer)) {
        return base::refuse("call_not_found");
    }
    return std::move(*call);
}

base::Result<Filed> convert_call(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                 std::string_view uid) {
    const auto call = find_call(tx, env, actor, uid, true);
    if (!call) return std::unexpected(call.error());
    if (call->complaint != 0) return std::unexpected(already_converted(tx, *call));
    if (auto waiting = inbound::hand_over_draft(tx, actor, *call)) {
        store::calls::convert(tx, call->id, waiting->id);
        return Filed{std::move(*waiting), std::nullopt};
    }
    NewComplaint input;
    input.form = form_of(*call);
    input.channel = call->kind;
    auto filed = file(tx, env, actor, input);
    if (!filed) return filed;
    store::calls::convert(tx, call->id, filed->complaint.id);
    if (auto source = store::intake::of_call(tx, call->id)) {
        source->complaint = filed->complaint.id;
        store::intake::update(tx, *source);
    }
    return filed;
}

json::object call_json(store::ReadTx& tx, const Environment& env, const Call& call,
                       std::string_view officer_name, bool masked) {
    json::object out{{"uid", call.uid},
                     {"kind", call.kind},
                     {"at", call.at},
                     {"caller_name", call.caller_name},
                     {"caller_phone", masked ? mask_phone(call.caller_phone) : call.caller_phone},
                     {"firm", call.firm},
                     {"summary", call.summary},
                     {"advice", call.advice},
                     {"officer", json::object{{"id", call.officer}, {"name", officer_name}}},
                     {"body", parts::body_or_null(env, call.body)},
                     {"complaint", nullptr},
                     {"source", nullptr},
                     {"letter", nullptr},
                     {"created_at", call.created_at}};
    if (call.complaint != 0) {
        if (const auto complaint = store::complaints::find_by_id(tx, call.complaint))
            out["complaint"] = ref_json(*complaint);
    }
    if (call.kind == "forwarded") {
        if (const auto source = store::intake::of_call(tx, call.id))
            out["source"] = json::object{{"platform", source->platform}, {"number", source->number}};
    }
    if (call.kind == "mail") {
        if (const auto letter = store::inbound::of_call(tx, call.id)) out["letter"] = letter->uid;
    }
    return out;
}

json::object call_json(store::ReadTx& tx, const Environment& env, const Call& call, bool masked) {
    const auto officer = store::identity::officer_by_id(tx, call.officer);
    return call_json(tx, env, call, officer ? officer->name : "", masked);
}

json::object call_page_json(store::ReadTx& tx, const Environment& env, const store::calls::Page& page) {
    json::array items;
    for (const auto& row : page.rows) items.push_back(call_json(tx, env, row.call, row.officer_name, true));
    return {{"items", std::move(items)}, {"next", parts::text_or_null(page.next)}};
}

json::object call_figures_json(store::ReadTx& tx, const Environment& env, const Actor& actor,
                               store::calls::Query query) {
    std::int64_t calls = 0;
    std::int64_t converted = 0;
    json::array by_kind;
    for (const auto& kind : store::calls::kinds()) {
        query.kinds = {kind};
        query.converted = std::nullopt;
        const auto all = store::calls::count(tx, query);
        query.converted = true;
        const auto of_them = store::calls::count(tx, query);
        calls += all;
        converted += of_them;
        by_kind.push_back(json::object{{"kind", kind}, {"count", all}, {"converted", of_them}});
    }
    std::set<std::string> states;
    for (const auto& [key, definition] : env.definitions) {
        for (const auto& state : definition.states) states.insert(state.code);
    }
    const auto cases = store::calls::cases_received(tx, store::complaints::body_of(scope_of(env, actor)),
                                                    {states.begin(), states.end()}, query.from, query.until);
    return {{"calls", calls}, {"converted", converted}, {"by_kind", std::move(by_kind)}, {"cases", cases}};
}

}  // namespace qingqian::cases
