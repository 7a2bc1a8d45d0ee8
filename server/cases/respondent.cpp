#include "respondent.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <string_view>

#include "access.hpp"
#include "base/random.hpp"
#include "load.hpp"
#include "offers.hpp"
#include "store/case_parts.hpp"
#include "store/history.hpp"
#include "view.hpp"
#include "view_beside.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Complaint;
using workflow::ClockChange;

// Terms that a letter to the respondent sets; the days of a plan it promised itself.
bool sets_term(const workflow::Definition& definition, const workflow::Decision& decision) {
    return std::ranges::any_of(decision.clocks, [&](const ClockChange& change) {
        const auto* kind = definition.clock(change.clock.kind);
        return change.change == ClockChange::Kind::start && kind != nullptr && kind->owner == "respondent" &&
               !kind->dated;
    });
}

// What the inquiry tells of a contract: enough to find it in the books, no word of the complaint.
constexpr std::array<std::string_view, 10> told_of_debt{
    "contract_name", "contract_number", "purchase", "signed_on",   "contract_fen",
    "delivered_on",  "payable_fen",     "paid_fen", "arrears_fen", "due_on"};

json::object extract_of(const Complaint& complaint) {
    const auto form = json::parse(complaint.form).as_object();
    json::array debts;
    if (const auto* listed = form.if_contains("debts"); listed != nullptr && listed->is_array()) {
        for (const auto& debt : listed->get_array()) {
            json::object told;
            for (const auto member : told_of_debt) {
                if (const auto* value = debt.as_object().if_contains(member)) told[member] = *value;
            }
            debts.push_back(std::move(told));
        }
    }
    return {{"complainant", json::object{{"name", complaint.complainant_name}}},
            {"respondent", json::object{{"name", complaint.respondent_name}}},
            {"debts", std::move(debts)}};
}

}  // namespace

std::string let_respondent_in(store::WriteTx& tx, const workflow::Definition& definition,
                              workflow::Decision& decision) {
    if (!sets_term(definition, decision)) return {};
    auto code = base::receipt_code(tx.random());
    store::case_parts::put_respondent_code(tx, decision.complaint.id, receipt_code_hash(code), tx.now());
    for (auto& notice : decision.notices) {
        if (notice.audiences == std::vector<std::string>{"respondent"}) notice.values["access_code"] = code;
    }
    return code;
}

json::object respondent_json(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                             const Complaint& complaint) {
    const auto& definition = env.definition(complaint.definition, complaint.definition_version);
    workflow::CaseView view;
    view.complaint = complaint;
    load_whole(tx, env, view);
    const auto events = store::history::events(tx, complaint.id);
    const auto values = store::history::values(tx, complaint.id);

    json::object out = parts::summary(env, complaint, "", tx.now());
    out["assignee"] = nullptr;
    out["due"] = nullptr;
    json::array clocks;
    for (const auto& clock : view.clocks) {
        const auto* kind = definition.clock(clock.kind);
        if (kind == nullptr || kind->owner != "respondent") continue;
        clocks.push_back(parts::clock(env, definition, clock, tx.now(), clock.state == "running"));
        if (clock.state == "running") out["due"] = parts::due_of(env, clock, tx.now());
    }
    json::array files;
    for (const auto& file : view.attachments) {
        if (may_see_file(env, reader, complaint, file)) files.push_back(attachment_json(file));
    }
    const auto* state = definition.state(complaint.state);
    out["workflow"] = complaint.definition;
    out["owner"] = workflow::owner_of(definition, view);
    out["terminal"] = state != nullptr && state->terminal;
    out["channel"] = "";
    out["form"] = extract_of(complaint);
    out["form_version"] = complaint.form_version;
    out["contacts"] = json::array{};
    out["accepting_body"] = parts::body_or_null(env, complaint.accepting_body);
    out["clocks"] = std::move(clocks);
    out["attachments"] = std::move(files);
    out["warnings"] = json::array{};
    out["supplement"] = nullptr;
    out["outcome"] = parts::text_or_null(complaint.outcome);
    out["event_count"] = 0;
    out["head_hash"] = "";
    out["closed_at"] = nullptr;
    if (complaint.closed_at != 0) out["closed_at"] = complaint.closed_at;
    add_beside(tx, env, view, events, values, reader, out);
    out["actions"] = offers_json(tx, env, view, reader);
    return out;
}

}  // namespace qingqian::cases
