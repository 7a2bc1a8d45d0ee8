#include "support.hpp"

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

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
    const std::string path = std::string(QINGQIAN_SOURCE_DIR) + "/tests/unit/workflow/" + name;
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot open " + path);
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
        file.kind = kind;
        view.attachments.push_back(file);
    }
    records::Body handling;
    handling.id = handling_id;
    handling.code = "NJ-GXJ";
    handling.name = "南京市工业和信息化局";
    handling.kind = "handling";
    view.bodies.push_back(handling);
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
    const std::map<std::string, std::vector<Step>> paths{
        {"DRAFT", {}},
        {"SUBMITTED", {submit}},
        {"SUPPLEMENT", {submit, {"request_supplement", head}}},
        {"REFUSED", {submit, {"refuse", head}}},
        {"ACCEPTED", {submit, accept}},
        {"TRANSFERRED", {submit, accept, transfer}},
        {"HANDLING", {submit, accept, transfer, sign}},
        {"REPLIED", {submit, accept, transfer, sign, reply}},
        {"CLOSED", {submit, accept, transfer, sign, reply, {"close", head}}},
        {"TERMINATED", {submit, {"request_supplement", head}, {"lapse", system_actor()}}},
    };
    CaseView view = draft_case();
    for (const auto& step : paths.at(state)) {
        const auto now = step.action == std::string("lapse") ? at("2026-12-08") : at("2026-11-23");
        const auto decided = take(view, step.action, step.actor, sound_input(step.action), now);
        if (!decided) throw std::logic_error(std::string(step.action) + ": " + reasons_of(decided.error()));
        view = stored(view, *decided, step.actor);
    }
    return view;
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

boost::json::object sound_input(const std::string& action) {
    static const std::map<std::string, std::string> inputs{
        {"submit",
         R"({"declarations":[{"code":"not_before_court","version":1},{"code":"truthful","version":1},
                      {"code":"sme_with_contract","version":1},{"code":"personal_data","version":1}]})"},
        {"register", R"({"channel":"phone"})"},
        {"request_supplement", R"({"items":[{"defect":"合同缺第二页","cure":"补交完整合同"}]})"},
        {"propose_refusal",
         R"({"ground":"N08","reason":"合同约定的付款期限尚未届满。","open_channel":"refile"})"},
        {"refuse",
         R"({"ground":"N08","further_grounds":["N07"],"reason":"合同约定的付款期限尚未届满。","open_channel":"court"})"},
        {"transfer", R"({"handling_body":"NJ-GXJ"})"},
        {"reply", R"({"result":"经核查，被投诉人已于十二月一日付清无争议部分，其余分期支付。","outcome":"O2",
                     "verified":18650000,"undisputed":18000000,"disputed":650000,"paid":10000000,"planned":8650000})"},
        {"close", R"({"outcome":"O2","callback":"reached"})"},
        {"note", R"({"text":"已电话联系。"})"},
    };
    const auto found = inputs.find(action);
    return found == inputs.end() ? boost::json::object{} : boost::json::parse(found->second).as_object();
}

base::Result<Decision> take(const CaseView& view, const std::string& action, const records::Actor& actor,
                            const boost::json::object& input, base::UtcMillis now) {
    return decide(complaint_definition(), view, action, actor, input, shipped_calendar(), shipped_terms(),
                  now);
}

CaseView stored(const CaseView& view, const Decision& decision, const records::Actor& actor) {
    CaseView after = view;
    after.complaint = decision.complaint;
    for (const auto& change : decision.clocks) {
        if (change.change == ClockChange::Kind::start) {
            after.clocks.push_back(change.clock);
            after.clocks.back().id = static_cast<std::int64_t>(after.clocks.size());
            continue;
        }
        for (auto& clock : after.clocks) {
            if (clock.id == change.clock.id) clock = change.clock;
        }
    }
    if (decision.event == "refusal_proposed") after.last_refusal_proposer = actor.officer;
    return after;
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
