#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>

#include "support.hpp"
#include "workflow/bounds.hpp"
#include "workflow/ledger.hpp"
#include "workflow/plan.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

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
        {"propose_result",
         R"({"result":"经核查，被投诉人已于十二月一日付清无争议部分，其余分期支付。","outcome":"O2",
                     "verified":18650000,"undisputed":18000000,"disputed":650000,"paid":10000000,"planned":8650000})"},
        {"turn_down_result", R"({"reason":"核实金额与对账单对不上，请再核对。"})"},
        {"close",
         R"({"outcome":"O2","callback":"reached","no_redo_reason":"质保金另有约定，不在本案处理范围。"})"},
        {"note", R"({"text":"已电话联系。"})"},
        {"receive_message", R"({"via":"mail","sender":"li@example.cn","text":"补充一份对账单。"})"},
        {"extend_supplement", R"({"reason":"材料需要从外地调取。"})"},
        {"turn_down_refusal", R"({"reason":"合同约定的期限已经届满。"})"},
        {"merge", R"({"case":"JSTS20261101000001","reason":"与在办投诉是同一份合同。"})"},
        {"open_size_dispute",
         R"({"claimed_class":"small","size_body":"SZ-GXJ","reason":"对方主张我方不是小型企业。"})"},
        {"record_size_opinion", R"({"size_class":"small","opinion":"按签约时数据属于小型企业。"})"},
        {"return", R"({"reason":"项目由交通部门主管，不属于我局职责。"})"},
        {"reroute", R"({"handling_body":"SZ-GXJ"})"},
        {"send_back", R"({"reason":"住所地在贵市，按属地由贵局处理。"})"},
        {"add_co_bodies", R"({"co_bodies":["WX-GXJ"],"reason":"项目所在地在无锡，需要协办。"})"},
        {"remove_co_body", R"({"co_body":"WX-GXJ","reason":"协办事项已经办完，不再需要。"})"},
        {"inquire",
         R"({"extract":"供货合同项下货款到期未付，对方称等待验收，投诉方称已验收。","questions":"是否承认欠款？"})"},
        {"answer",
         R"({"contract_admitted":true,"admitted":18000000,"disputed":650000,"reason":"部分货物存在质量争议。"})"},
        {"reject_answer", R"({"reason":"没有提供验收和付款凭证。"})"},
        {"draft_supervision_letter",
         R"({"demand":"十一月二十三日要求答复，至今未答复，限五个工作日内答复。"})"},
        {"summon_interview", R"({"place":"三楼会议室","attendees":"单位负责人","topics":"拖欠款项的清偿"})"},
        {"record_interview", R"({"result":"ignored","statement":"表示暂无资金安排。"})"},
        {"circulate", R"({"recipients":"各市、县有关部门","facts":"督办后仍拒不配合，予以通报。"})"},
        {"record_circular", R"({"result":"ignored"})"},
        {"order_rectification", R"({"breach":"条例第九条","measures":"十个工作日内支付无争议款项。"})"},
        {"record_rectification", R"({"result":"partly"})"},
        {"urge", R"({"reason":"已超过处理期限，请抓紧办理。"})"},
        {"propose_extension", R"({"cause":"complex","reason":"需要等待第三方审计结果。"})"},
        {"refuse_extension", R"({"reason":"情况并不复杂，按期办结。"})"},
        {"prove_instalment", R"({"instalment":1,"proof":"file-debt_proof"})"},
        {"offer_proof", R"({"amount":100,"proof":"file-debt_proof"})"},
        {"record_payment", R"({"amount":100,"proof":"file-debt_proof"})"},
        {"record_waiver", R"({"amount":100,"proof":"file-debt_proof","reason":"投诉人书面放弃零头。"})"},
        {"correct_ledger", R"({"reason":"付款凭证金额看错了一位。"})"},
        {"change_plan", R"({"reason":"双方重新约定了付款时间。"})"},
        {"redo", R"({"redo_ground":"unsatisfied","reason":"反馈没有回应质保金部分。"})"},
        {"close_plan", R"({"callback":"reached"})"},
        {"report_default", R"({"reason":"第一期到期未付，催告无果。"})"},
        {"evaluate", R"({"rating":2,"resolved":false,"remark":"质保金没有解决"})"},
        {"record_callback", R"({"callback":"reached","satisfaction":"unsatisfied"})"},
        {"request_withdrawal", R"({"reason":"双方已经达成和解并履行。","signed":true})"},
        {"confirm_withdrawal", R"({"voluntary":true})"},
        {"refuse_withdrawal", R"({"reason":"经核实撤回不是投诉人的真实意思。"})"},
        {"terminate", R"({"ground":"judicial","reason":"人民法院已于受理后立案。"})"},
        {"reopen", R"({"new_facts":"对方在办结后再次确认欠款。"})"},
        {"propose_dishonesty",
         R"({"degree":"dishonest","facts":"督办、约谈后仍拒不支付无争议款项。","provision":"条例第二十六条"})"},
        {"record_hearing", R"({"hearing":"held","statement":"称资金困难。"})"},
        {"approve_dishonesty", R"({"decision":"记入信用记录，公示一年。"})"},
        {"turn_down_dishonesty", R"({"reason":"听取申辩后认为证据不足。"})"},
        {"expose", R"({"medium":"门户网站","content":"拒不支付中小企业款项的典型案例。"})"},
        {"end_exposure", R"({"result":"complied"})"},
        {"report_retaliation", R"({"facts":"对方以取消后续订单相威胁。"})"},
        {"settle_retaliation", R"({"result":"referred","reason":"已移送有关主管部门处理。"})"},
        {"assign", R"({"officer":"shouli"})"},
        {"recompute_due", R"({"clock":"handling","reason":"放假安排公布"})"},
        {"confirm_due", R"({"clock":"handling","reason":"放假安排公布"})"},
        {"mark_late", R"({"clock":"handling"})"},
    };
    const auto found = inputs.find(action);
    return found == inputs.end() ? boost::json::object{} : boost::json::parse(found->second).as_object();
}

namespace {

std::string working_day(base::Day from, std::optional<base::Day> last) {
    for (auto day = from; !last || day <= *last; day += std::chrono::days{1}) {
        if (shipped_calendar().is_working_day(day)) return base::to_iso(day);
    }
    return base::to_iso(from);
}

boost::json::array two_instalments(const CaseView& view, base::UtcMillis now) {
    const auto first = base::legal_day(now) + std::chrono::days{30};
    const auto remaining = balance_of(view.ledger).remaining();
    boost::json::array plan{
        {{"due", base::to_iso(first)}, {"amount_fen", std::max<std::int64_t>(1, remaining / 2)}}};
    if (remaining > 1) {
        plan.push_back({{"due", base::to_iso(first + std::chrono::days{31})},
                        {"amount_fen", remaining - remaining / 2}});
    }
    return plan;
}

std::string fitting_outcome(const Balance& balance) {
    for (const auto* outcome : {"O1", "O2", "O3", "O4", "O5", "O6", "O7"}) {
        if (outcome_fits(outcome, balance)) return outcome;
    }
    return "O8";
}

void fit_result(boost::json::object& input, const CaseView& view) {
    auto balance = balance_of(view.ledger);
    if (balance.paid == 0 && balance.waived == 0 && promised(view.plan) == 0) return;
    const auto promise = promised(view.plan);
    balance.verified = std::max(view.complaint.arrears_fen, balance.paid + balance.waived + promise);
    balance.undisputed = balance.verified;
    balance.disputed = 0;
    balance.assessed = true;
    balance.planned = next_instalment(view.plan) == nullptr ? 0 : promise;
    input["verified"] = balance.verified;
    input["undisputed"] = balance.undisputed;
    input["disputed"] = 0;
    input["paid"] = balance.paid;
    input["planned"] = balance.planned;
    input["outcome"] = fitting_outcome(balance);
}

void fit_correction(boost::json::object& input, const CaseView& view) {
    for (std::size_t i = 0; i < view.ledger.size(); ++i) {
        const auto place = static_cast<std::int64_t>(i + 1);
        const auto& entry = view.ledger[i];
        if (entry.kind != "paid" && entry.kind != "waived") continue;
        if (std::ranges::any_of(view.ledger, [&](const auto& other) { return other.corrects == place; }))
            continue;
        input["entry"] = place;
        input["amount"] = entry.amount_fen > 1 ? entry.amount_fen - 1 : 0;
        return;
    }
    input["entry"] = 1;
    input["amount"] = 1;
}

}  // namespace

boost::json::object sound_input(const std::string& action, const CaseView& view, base::UtcMillis now) {
    auto input = sound_input(action);
    const Reckoning with{shipped_calendar(), shipped_terms(), now};
    const auto today = base::legal_day(now);
    const auto day = [&](const char* rule) { return bound_day(rule, view, with); };
    if (action == "propose_extension")
        input["new_date"] = working_day(day("after_handling").value_or(today), day("day90"));
    if (action == "redo") input["new_date"] = working_day(today + std::chrono::days{1}, day("day90"));
    if (action == "extend_supplement")
        input["until"] = working_day(day("after_supplement").value_or(today), day("supplement_cap"));
    if (action == "summon_interview") input["held_on"] = base::to_iso(today + std::chrono::days{2});
    for (const auto* pays : {"prove_instalment", "offer_proof", "record_payment"}) {
        if (action == pays) input["paid_on"] = base::to_iso(today);
    }
    if (action == "prove_instalment") {
        if (const auto* next = next_instalment(view.plan)) {
            input["instalment"] = next->seq;
            input["amount"] = next->amount_fen - next->paid_fen;
        } else {
            input["amount"] = 1;
        }
    }
    for (const auto* small : {"offer_proof", "record_payment", "record_waiver"}) {
        if (action == small)
            input["amount"] = std::max<std::int64_t>(
                1, std::min<std::int64_t>(100, balance_of(view.ledger).remaining() - promised(view.plan)));
    }
    if (action == "record_plan" || action == "agree_plan" || action == "change_plan")
        input["plan"] = two_instalments(view, now);
    if (action == "reply" || action == "propose_result") fit_result(input, view);
    if (action == "close" || action == "close_plan")
        input["outcome"] = fitting_outcome(balance_of(view.ledger));
    if (action == "correct_ledger") fit_correction(input, view);
    if (action == "request_supplement") input["reason"] = "补交的合同又缺附件，再次要求。";
    if (action == "assign" && owner_of(complaint_definition(), view) == "handling")
        input["officer"] = "jingban";
    if (action == "reroute" && view.complaint.handling_body == 21) input["handling_body"] = "NJ-GXJ";
    return input;
}
