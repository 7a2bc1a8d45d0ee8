#include "support.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <tuple>

#include "support/paths.hpp"
#include "workflow/load.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

const Calendar& shipped_calendar() {
    static const Calendar calendar = load_calendar();
    return calendar;
}

const Definition& complaint_definition() {
    static const Definition definition = load_definition("complaint");
    return definition;
}

const Terms& shipped_terms() {
    static const Terms terms = load_terms();
    return terms;
}

boost::json::value test_file(const std::string& name) {
    const auto path = qingqian::test::source_dir() / "tests/unit/workflow" / name;
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot open " + path.string());
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

base::UtcMillis at(const std::string& day, int hour) {
    return base::day_begins(base::parse_day(day).value()) + base::UtcMillis{hour} * 3'600'000;
}

CaseView draft_case() {
    CaseView view;
    view.complaint.id = 7;
    view.complaint.uid = "018f0000-0000-7000-8000-000000000007";
    view.complaint.number = "JSTS20261123000123";
    view.complaint.province = "JS";
    view.complaint.definition = "complaint";
    view.complaint.state = "DRAFT";
    view.complaint.accepting_body = accepting_id;
    view.complaint.arrears_fen = 18'650'000;
    for (const char* kind : {"complaint_letter", "licence", "contract", "debt_proof"}) {
        records::Attachment file;
        file.uid = std::string("file-") + kind;
        file.kind = kind;
        view.attachments.push_back(file);
    }
    records::Body handling;
    handling.id = handling_id;
    handling.code = "NJ-GXJ";
    handling.name = "南京市工业和信息化局";
    handling.kind = "handling";
    view.bodies.push_back(handling);
    for (const auto& [id, code] :
         {std::pair{21, "SZ-GXJ"}, std::pair{22, "WX-GXJ"}, std::pair{23, "CZ-GXJ"}}) {
        handling.id = id;
        handling.code = code;
        view.bodies.push_back(handling);
    }
    for (const auto& [id, body, login, role] :
         {std::tuple{31, accepting_id, "shouli", "intake"}, std::tuple{32, handling_id, "jingban", "handler"},
          std::tuple{33, handling_id, "guanli", "admin"}}) {
        records::Officer named;
        named.id = id;
        named.body = body;
        named.login = login;
        named.roles = {role};
        view.officers.push_back(named);
    }
    view.other = view.complaint;
    view.other->id = 8;
    view.other->number = "JSTS20261101000001";
    view.other->received_at = at("2026-11-01");
    return view;
}

CaseView case_in(const std::string& state) {
    struct Step {
        const char* action;
        records::Actor actor;
    };
    const auto head = officer(2, "intake_head", accepting_id);
    const auto handler = officer(3, "handler", handling_id);
    const Step submit{"submit", complainant()};
    const Step accept{"accept", head};
    const Step transfer{"transfer", head};
    const Step sign{"sign_for", handler};
    const Step reply{"reply", handler};
    const auto intake = officer(1, "intake", accepting_id);
    const std::map<std::string, std::vector<Step>> paths{
        {"DRAFT", {}},
        {"SUBMITTED", {submit}},
        {"SUPPLEMENT", {submit, {"request_supplement", head}}},
        {"REFUSED", {submit, {"propose_refusal", intake}, {"refuse", head}}},
        {"ACCEPTED", {submit, accept}},
        {"TRANSFERRED", {submit, accept, transfer}},
        {"RETURNED", {submit, accept, transfer, {"return", handler}}},
        {"HANDLING", {submit, accept, transfer, sign}},
        {"REPLIED", {submit, accept, transfer, sign, reply}},
        {"FOLLOWUP", {submit, accept, transfer, sign, reply, {"agree_plan", handler}}},
        {"WITHDRAW_PENDING", {submit, accept, {"request_withdrawal", complainant()}}},
        {"WITHDRAWN", {submit, accept, {"request_withdrawal", complainant()}, {"confirm_withdrawal", head}}},
        {"CLOSED", {submit, accept, transfer, sign, reply, {"close", head}}},
        {"TERMINATED", {submit, {"request_supplement", head}, {"lapse", system_actor()}}},
    };
    CaseView view = draft_case();
    for (const auto& step : paths.at(state)) {
        const auto now = step.action == std::string("lapse") ? at("2026-12-08") : at("2026-11-23");
        view = after(view, step.action, step.actor, now);
    }
    return view;
}

CaseView after(const CaseView& view, const std::string& action, const records::Actor& actor,
               base::UtcMillis now) {
    return after(view, action, actor, sound_input(action, view, now), now);
}

CaseView after(const CaseView& view, const std::string& action, const records::Actor& actor,
               const boost::json::object& input, base::UtcMillis now) {
    const auto decided = take(view, action, actor, input, now);
    if (!decided) {
        throw std::logic_error(action + ": " + reasons_of(decided.error()) + " " +
                               fields_of(decided.error()));
    }
    return stored(view, *decided, actor);
}

records::Actor complainant() {
    records::Actor actor;
    actor.kind = "complainant";
    actor.complaint = 7;
    return actor;
}

records::Actor system_actor() {
    records::Actor actor;
    actor.kind = "system";
    return actor;
}

records::Actor officer(std::int64_t id, const std::string& role, std::int64_t body) {
    records::Actor actor;
    actor.kind = "officer";
    actor.officer = id;
    actor.name = "officer";
    actor.body = body;
    actor.roles = {role};
    return actor;
}

base::Result<Decision> take(const CaseView& view, const std::string& action, const records::Actor& actor,
                            const boost::json::object& input, base::UtcMillis now) {
    return decide(complaint_definition(), view, action, actor, input, shipped_calendar(), shipped_terms(),
                  now);
}

CaseView stored(const CaseView& view, const Decision& decision, const records::Actor& actor) {
    CaseView kept = view;
    kept.complaint = decision.complaint;
    for (const auto& change : decision.clocks) {
        if (change.change == ClockChange::Kind::start) {
            kept.clocks.push_back(change.clock);
            kept.clocks.back().id = static_cast<std::int64_t>(kept.clocks.size());
            continue;
        }
        for (auto& clock : kept.clocks) {
            if (clock.id == change.clock.id) clock = change.clock;
        }
    }
    for (const auto& change : decision.tracks) {
        if (change.change == TrackChange::Kind::open) {
            kept.tracks.push_back(change.track);
            kept.tracks.back().id = static_cast<std::int64_t>(kept.tracks.size());
            continue;
        }
        for (auto& track : kept.tracks) {
            if (track.id == change.track.id) track = change.track;
        }
    }
    for (const auto& change : decision.parts) {
        if (change.change == BodyChange::Kind::add) {
            kept.parts.push_back(change.part);
            kept.parts.back().id = static_cast<std::int64_t>(kept.parts.size());
            continue;
        }
        for (auto& part : kept.parts) {
            if (part.id == change.part.id) part = change.part;
        }
    }
    for (const auto& change : decision.plan) {
        if (change.change == PlanChange::Kind::add) {
            kept.plan.push_back(change.instalment);
            continue;
        }
        for (auto& instalment : kept.plan) {
            if (instalment.seq == change.instalment.seq) instalment = change.instalment;
        }
    }
    kept.ledger.insert(kept.ledger.end(), decision.ledger.begin(), decision.ledger.end());
    kept.links.insert(kept.links.end(), decision.links.begin(), decision.links.end());
    if (decision.event == "refusal_proposed") kept.last_refusal_proposer = actor.officer;
    return kept;
}

std::string reasons_of(const base::Problem& problem) {
    const auto* reasons = problem.extra.if_contains("reasons");
    if (reasons == nullptr) return problem.code;
    std::string codes;
    for (const auto& reason : reasons->as_array()) {
        codes += (codes.empty() ? "" : ",") + std::string(reason.at("code").as_string());
    }
    return codes;
}

std::string fields_of(const base::Problem& problem) {
    std::string text;
    for (const auto& field : problem.fields)
        text += (text.empty() ? "" : " ") + field.pointer + ":" + field.code;
    return text;
}

std::string refused(const CaseView& view, const std::string& action, const records::Actor& actor,
                    const boost::json::object& input, base::UtcMillis now) {
    const auto decided = take(view, action, actor, input, now);
    if (decided) return "decided";
    return decided.error().code == "invalid_input" ? fields_of(decided.error()) : reasons_of(decided.error());
}
