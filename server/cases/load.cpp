#include "load.hpp"

#include <algorithm>
#include <string_view>

#include "access.hpp"
#include "routing.hpp"
#include "store/attachments.hpp"
#include "store/case_parts.hpp"
#include "store/history.hpp"
#include "store/identity.hpp"
#include "store/links.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using workflow::Action;
using workflow::CaseView;

bool calls(const std::vector<std::string>& list, std::string_view name) {
    return std::ranges::any_of(list,
                               [&](const auto& call) { return workflow::read_call(call).name == name; });
}

bool tells_respondent(const Action& action) {
    return std::ranges::any_of(action.tells, [](const workflow::Tell& row) {
        return std::ranges::find(row.audiences, "respondent") != row.audiences.end();
    });
}

// Recounting a term or marking it late looks at the row and its clocks alone; such steps come by the hundred
// thousand.
bool looks_at_parts(const Action& action) {
    return !action.guards.empty() || !action.effects.empty() || !action.to.empty() || !action.body.empty() ||
           tells_respondent(action);
}

void add_body(const Environment& env, std::int64_t id, CaseView& view) {
    if (const auto* body = env.body(id)) view.bodies.push_back(*body);
}

std::vector<std::string> head_signs(store::ReadTx& tx, const Environment& env,
                                    const records::Complaint& complaint) {
    return env.signatures.of_head(complaint.definition, complaint.province, base::legal_day(tx.now()));
}

void load_parts(store::ReadTx& tx, CaseView& view) {
    const auto id = view.complaint.id;
    view.tracks = store::case_parts::tracks(tx, id);
    view.parts = store::case_parts::bodies(tx, id);
    view.plan = store::case_parts::plan(tx, id);
    view.ledger = store::history::entries(tx, id);
}

/// Whatever the input names by code, login or number.
class Named {
  public:
    Named(store::ReadTx& tx, const Environment& env, const records::Actor& actor, CaseView& view)
        : tx_(tx), env_(env), actor_(actor), view_(view) {}

    void load(const workflow::InputField& field, const json::value& value) {
        if (field.type == "body") {
            body(value);
        } else if (field.type == "bodies" && value.is_array()) {
            for (const auto& code : value.get_array()) body(code);
        } else if (field.type == "officer" && value.is_string()) {
            if (auto found = store::identity::officer_by_login(tx_, value.get_string()))
                view_.officers.push_back(std::move(*found));
        } else if (field.type == "case" && value.is_string()) {
            // A case that the actor may not see is to him one that does not exist.
            if (auto found = find_visible(tx_, env_, actor_, value.get_string()))
                view_.other = std::move(*found);
        }
    }

  private:
    /// A department that was closed is given nothing new; where it has part already, it can still be named.
    bool may_be_named(const records::Body& body) const {
        if (body.open_on(base::to_iso(base::legal_day(tx_.now())))) return true;
        return view_.complaint.handling_body == body.id ||
               std::ranges::find(view_.parts, body.id, &records::CaseBody::body) != view_.parts.end();
    }
    void body(const json::value& code) {
        if (!code.is_string()) return;
        const auto* found = env_.body_by_code(code.get_string());
        if (found != nullptr && may_be_named(*found)) view_.bodies.push_back(*found);
    }

    store::ReadTx& tx_;
    const Environment& env_;
    const records::Actor& actor_;
    CaseView& view_;
};

bool names_files(const Action& action) {
    return std::ranges::any_of(action.fields, [](const workflow::InputField& field) {
        return field.type == "attachment" || field.type == "attachments";
    });
}

}  // namespace

std::int64_t refusal_proposer(const workflow::Definition& definition,
                              const std::vector<records::Event>& events) {
    std::int64_t proposer = 0;
    for (const auto& event : events) {
        if (event.type == "refusal_proposed") proposer = event.actor;
        const auto* action = definition.action(event.action);
        if (action != nullptr && calls(action->effects, "receive")) proposer = 0;
    }
    return proposer;
}

base::UtcMillis confirmed_at(const workflow::Definition& definition,
                             const std::vector<records::Event>& events) {
    base::UtcMillis at = 0;
    for (const auto& event : events) {
        const auto* action = definition.action(event.action);
        if (action == nullptr) continue;
        const bool told = std::ranges::any_of(action->tells, [](const workflow::Tell& row) {
            return std::ranges::find(row.audiences, "complainant") != row.audiences.end();
        });
        if (told) at = 0;
        // The first versions let it be confirmed again and again; once is enough there, too.
        if (action->name == "confirm_receipt" || calls(action->guards, "not_confirmed")) at = event.at;
    }
    return at;
}

bool said_unsatisfied(const workflow::Definition& definition, const std::vector<records::Event>& events) {
    bool unsatisfied = false;
    for (const auto& event : events) {
        const auto* action = definition.action(event.action);
        if (action == nullptr) continue;
        if (calls(action->effects, "await_verdict")) unsatisfied = false;
        if (!calls(action->effects, "set_callback") || !action->to.empty()) continue;
        const auto payload = json::parse(event.payload);
        const auto* said = payload.at("changes").as_object().if_contains("satisfaction");
        if (said != nullptr) unsatisfied = said->as_array().at(1) == json::value("unsatisfied");
    }
    return unsatisfied;
}

void load_for(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
              const workflow::Definition& definition, const Action& action, const json::object& input,
              CaseView& view) {
    const auto& complaint = view.complaint;
    add_body(env, complaint.accepting_body, view);
    add_body(env, complaint.handling_body, view);
    if (calls(action.guards, "route_explained") || calls(action.effects, "name_lead")) {
        auto routed = route_of(env, complaint, base::legal_day(tx.now()));
        view.route = {std::move(routed.rule), std::move(routed.body)};
    }
    if (calls(action.guards, "signed_by_head")) view.head_signs = head_signs(tx, env, complaint);
    if (complaint.id == 0) return;  // a filing in one step has nothing else yet
    const bool receives = calls(action.effects, "receive");
    if (receives || names_files(action) || calls(action.guards, "materials_present"))
        view.attachments = store::attachments::of_case(tx, complaint.id);
    if (complaint.event_count == 0) return;  // nor has a draft
    view.clocks = store::history::clocks(tx, complaint.id);
    if (looks_at_parts(action)) load_parts(tx, view);
    if (calls(action.guards, "not_refusal_proposer") || calls(action.guards, "refusal_proposed"))
        view.last_refusal_proposer = refusal_proposer(definition, store::history::events(tx, complaint.id));
    if (calls(action.guards, "not_confirmed"))
        view.confirmed_at = confirmed_at(definition, store::history::events(tx, complaint.id));
    if (calls(action.guards, "redo_decided"))
        view.unsatisfied = said_unsatisfied(definition, store::history::events(tx, complaint.id));
    Named named(tx, env, actor, view);
    for (const auto& field : action.fields) {
        if (const auto* value = input.if_contains(field.name)) named.load(field, *value);
    }
}

void load_whole(store::ReadTx& tx, const Environment& env, CaseView& view) {
    const auto& complaint = view.complaint;
    add_body(env, complaint.accepting_body, view);
    add_body(env, complaint.handling_body, view);
    view.head_signs = head_signs(tx, env, complaint);
    view.attachments = store::attachments::of_case(tx, complaint.id);
    if (complaint.event_count == 0) return;
    view.clocks = store::history::clocks(tx, complaint.id);
    load_parts(tx, view);
    for (const auto& link : store::links::of_case(tx, complaint.id))
        view.links.push_back({link.complaint, link.other, link.kind});
}

}  // namespace qingqian::cases
