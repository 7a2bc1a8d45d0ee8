#include "demo_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "calculate.hpp"
#include "workflow/credit_code.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases::demo {
namespace {

namespace json = boost::json;
using std::string_view;

constexpr std::array places{
    Place{"南京市", "320100", "320115", "025"},    Place{"无锡市", "320200", "320214", "0510"},
    Place{"徐州市", "320300", "320312", "0516"},   Place{"常州市", "320400", "320412", "0519"},
    Place{"苏州市", "320500", "320506", "0512"},   Place{"南通市", "320600", "320612", "0513"},
    Place{"连云港市", "320700", "320706", "0518"}, Place{"淮安市", "320800", "320812", "0517"},
    Place{"盐城市", "320900", "320903", "0515"},   Place{"扬州市", "321000", "321012", "0514"},
    Place{"镇江市", "321100", "321112", "0511"},   Place{"泰州市", "321200", "321203", "0523"},
    Place{"宿迁市", "321300", "321311", "0527"}};

constexpr std::array<string_view, 24> brands{"澜岳", "恒沐", "启晟", "瀚屿", "锦川", "云梓", "拓岩", "益衡",
                                             "汇砺", "晟朗", "景渡", "卓泓", "青榆", "鸿砚", "禾沣", "信澄",
                                             "越泽", "朗峤", "嘉筑", "正屹", "凌湖", "广砚", "安峪", "铭沅"};
constexpr std::array<string_view, 20> surnames{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                               "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"};
constexpr std::array<string_view, 20> given_names{"建平", "晓燕", "志强", "丽华", "永刚", "海涛", "雪梅",
                                                  "国栋", "春兰", "立新", "文斌", "秀英", "俊杰", "红霞",
                                                  "宏伟", "淑珍", "明远", "静怡", "德胜", "玉兰"};
constexpr std::array<string_view, 8> invented_counties{"临澜区", "云桥区",   "清湖县", "石渡区",
                                                       "安浦区", "松陵湾区", "望塘县", "禾口区"};

struct Trade {
    string_view firm;      ///< ending of the firm's name
    string_view industry;  ///< code of the form
    string_view purchase;
    string_view contract;  ///< what the contract is called
    string_view delivered;
};
constexpr std::array trades{
    Trade{"建筑工程", "construction", "works", "道路维修改造工程施工合同", "工程已完工并通过竣工验收"},
    Trade{"市政园林", "construction", "works", "绿化提升工程施工合同", "苗木和景观工程已经移交养护"},
    Trade{"机电设备", "industry", "goods", "配电设备采购合同", "设备已交付并安装调试完毕"},
    Trade{"钢构材料", "industry", "goods", "钢结构构件供货合同", "构件分批送达工地，均有签收单"},
    Trade{"智能科技", "software", "services", "信息系统开发服务合同", "系统已上线运行并通过验收"},
    Trade{"物业服务", "property", "services", "物业管理服务合同", "服务期满，逐月有考核确认单"},
    Trade{"医疗器械", "wholesale", "goods", "检验试剂采购合同", "货物按订单送达，入库单齐全"},
    Trade{"办公家具", "retail", "goods", "办公家具采购合同", "家具已安装到位并办理签收"},
    Trade{"勘测设计", "other", "services", "工程设计咨询合同", "设计成果已提交并通过评审"},
    Trade{"物流运输", "transport", "services", "货物运输服务合同", "运输任务已完成，回单齐全"}};

struct Debtor {
    string_view type;
    string_view level;
    string_view kind;    ///< first two characters of its credit code
    string_view ending;  ///< of its name
    string_view body;    ///< department that handles it; empty: the city's
};
constexpr std::array debtors{Debtor{"organ", "county", "11", "住房和城乡建设局", ""},
                             Debtor{"organ", "county", "11", "水务管理局", ""},
                             Debtor{"organ", "township", "11", "街道办事处", ""},
                             Debtor{"institution", "county", "12", "第一人民医院", ""},
                             Debtor{"institution", "county", "12", "实验中学", ""},
                             Debtor{"institution", "city", "12", "市政建设管理中心", ""},
                             Debtor{"soe_local", "", "91", "城市发展集团有限公司", "JS-GZW"},
                             Debtor{"soe_local", "", "91", "交通投资集团有限公司", "JS-JTT"},
                             Debtor{"private_large", "", "91", "建设集团有限公司", "JS-ZJT"},
                             Debtor{"private_large", "", "91", "置业集团有限公司", ""},
                             Debtor{"foreign_large", "", "91", "（中国）制造有限公司", ""}};

constexpr string_view code_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

// The check characters are found by trial: the rules for them live in workflow alone.
std::string credit_code(Dice& dice, string_view kind, string_view division) {
    std::string code(kind);
    code += division;
    for (std::size_t i = 0; i < 8; ++i) code += code_alphabet[static_cast<std::size_t>(dice.below(30))];
    for (const char inner : string_view("0123456789X")) {
        for (const char last : code_alphabet) {
            const auto whole = code + inner + last;
            const auto checked = workflow::check_credit_code(whole);
            const bool odd = std::ranges::find(checked.warnings, "inner_check") != checked.warnings.end();
            if (checked.valid && !odd) return whole;
        }
    }
    throw std::logic_error("no check characters fit");
}

std::string person(Dice& dice) {
    return std::string(dice.pick(surnames)) + std::string(dice.pick(given_names));
}

/// What the size standard makes of the figures.
string_view standard_size(string_view industry, const json::object& figures, int year) {
    const auto* row = calculator_rules().sizes.find(industry, "", std::chrono::year{year} / 1 / 1);
    if (row == nullptr) throw std::logic_error("no row of the size standard");
    const auto number = [&](string_view key) { return std::optional(figures.at(key).as_int64()); };
    const auto size =
        workflow::classify(*row, {number("employees"), number("revenue_fen"), number("assets_fen")});
    return workflow::to_string(size.value());
}

json::object complainant(Dice& dice, const Place& place, const Trade& trade, int year) {
    const std::string name = fmt::format("{}{}{}有限公司", place.city.substr(0, place.city.size() - 3),
                                         dice.pick(brands), trade.firm);
    json::object out{
        {"name", name},
        {"credit_code", credit_code(dice, "91", place.county)},
        {"division", place.county},
        {"address", fmt::format("{}{}路{}号", place.city, dice.pick(brands), dice.between(1, 388))},
        {"postcode", "2" + dice.digits(5)},
        {"industry", trade.industry},
        {"size_year", year},
        {"employees", dice.between(6, 180)},
        {"revenue_fen", dice.between(300, 4800) * 1'000'000},
        {"assets_fen", dice.between(200, 3900) * 1'000'000},
        {"legal_representative", person(dice)},
        {"contact_name", person(dice)},
        {"mobile", "139" + dice.digits(8)},
        {"consent_sms", true},
        {"consent_email", true},
        {"told_sme", dice.chance(70) ? "yes" : "unknown"}};
    out["size"] = standard_size(trade.industry, out, year);
    if (dice.chance(75)) out["email"] = fmt::format("lianxi{}@example.cn", dice.digits(5));
    if (dice.chance(40)) out["landline"] = fmt::format("{}-8{}", place.area, dice.digits(7));
    return out;
}

json::object respondent(Dice& dice, const Place& place, const Debtor& debtor) {
    const bool firm = debtor.kind == "91";
    const auto middle = firm ? dice.pick(brands) : dice.pick(invented_counties);
    json::object out{
        {"name", fmt::format("{}{}{}", place.city, middle, debtor.ending)},
        {"type", debtor.type},
        {"central_soe", false},
        {"division", place.county},
        {"address", fmt::format("{}{}大道{}号", place.city, dice.pick(brands), dice.between(1, 99))},
        {"contact_name", person(dice)},
        {"phone", fmt::format("{}-8{}", place.area, dice.digits(7))}};
    if (dice.chance(92)) {
        out["credit_code"] = credit_code(dice, debtor.kind, place.county);
    } else {
        out["credit_code_unknown_reason"] = "合同上没有载明，正在向对方索取";
    }
    if (!debtor.level.empty()) out["level"] = debtor.level;
    if (firm) {
        out["size"] = "large";
        out["size_basis"] = "企业信用信息公示系统的年报和官方网站";
    }
    return out;
}

constexpr std::array<string_view, 8> reasons{"no_funds", "inspection",    "audit",   "process",
                                             "new_head", "pay_when_paid", "quality", "settlement"};

/// Sums of one contract in fen, whole hundreds of yuan.
struct Sums {
    std::int64_t contract, paid, arrears, undisputed;
};

Sums random_sums(Dice& dice) {
    // Most debts are small, a few are large: the product of two throws is skewed that way.
    const auto contract = (dice.between(6, 90) * dice.between(6, 90) + 40) * 100'000;
    const auto paid = contract / 100 * dice.between(0, 80) / 10'000 * 10'000;
    const auto arrears = contract - paid;
    return {contract, paid, arrears,
            dice.chance(60) ? arrears : arrears / 100 * dice.between(30, 90) / 100 * 100};
}

json::object debt(Dice& dice, const Trade& trade, base::Day today, const Sums& sums) {
    using std::chrono::days;
    const auto delivered = today - days(dice.between(120, 500));
    const auto signed_on = delivered - days(dice.between(30, 240));
    json::array why{dice.pick(reasons)};
    if (dice.chance(35)) why.emplace_back("process");
    return {{"contract_name", trade.contract},
            {"contract_number", fmt::format("HT-{}", dice.digits(8))},
            {"purchase", trade.purchase},
            {"signed_on", base::to_iso(signed_on)},
            {"contract_fen", sums.contract},
            {"delivered_on", base::to_iso(delivered)},
            {"inspected_on", base::to_iso(delivered + days(15))},
            {"payment_days", dice.chance(50) ? 30 : 60},
            {"settlement", dice.chance(70) ? "once" : "progress"},
            {"payable_fen", sums.contract},
            {"paid_fen", sums.paid},
            {"arrears_fen", sums.arrears},
            {"undisputed_fen", sums.undisputed},
            {"disputed_fen", sums.arrears - sums.undisputed},
            {"due_on", base::to_iso(delivered + days(75))},
            {"reasons", std::move(why)},
            {"dunning", json::array{{{"on", base::to_iso(delivered + days(90))}, {"how", "电话催收"}},
                                    {{"on", base::to_iso(delivered + days(100))}, {"how", "发函催收"}}}}};
}

constexpr std::array<string_view, 6> defects{"投诉书没有加盖公章",         "合同缺少签字页",
                                             "欠款证明与投诉金额不一致",   "营业执照已经换发，提交的是旧照",
                                             "没有说明企业规模类型的依据", "没有写明催收经过"};
constexpr std::array<string_view, 6> cures{"重新提交签字并加盖公章的投诉书",
                                           "补充合同的完整扫描件",
                                           "补充经双方确认的对账单",
                                           "提交现行有效的营业执照",
                                           "补充签约时的从业人员和营业收入数据",
                                           "补充催收的日期和方式"};

struct Ground {
    string_view code, reason, channel;
};
constexpr std::array grounds{
    Ground{"N02", "经核查，同一合同款项纠纷已由人民法院立案受理，不属于本投诉渠道受理范围。", "court"},
    Ground{"N06", "被投诉人签约时为小型企业，不属于机关、事业单位和大型企业，本渠道不予受理。", "court"},
    Ground{"N07", "投诉人与被投诉人之间没有直接的合同关系，所附合同的相对方为第三方企业。", "arbitration"},
    Ground{"N08", "合同约定的付款期限尚未届满，目前不构成逾期，届期未付的可以重新提交。", "refile"},
    Ground{"N10", "被投诉人住所地在外省，应当由当地受理投诉部门办理，请通过国家平台提交。",
           "national_platform"}};

constexpr std::array<string_view, 4> notes{"已电话联系投诉人核对合同编号。", "对方财务表示本月安排付款计划。",
                                           "材料齐全，建议按期办理。", "已请对方提供结算确认资料。"};

}  // namespace

const Place& random_place(Dice& dice) {
    // Half of the cases come from the four cities of the south.
    constexpr std::array south{0, 1, 3, 4};
    return dice.chance(50) ? places[static_cast<std::size_t>(dice.pick(south))] : dice.pick(places);
}

Story tell_story(Dice& dice, base::Day today) {
    const auto& home = random_place(dice);
    const auto& there = dice.chance(70) ? home : random_place(dice);
    const auto& trade = dice.pick(trades);
    const auto& debtor = dice.pick(debtors);
    const auto year = static_cast<int>(std::chrono::year_month_day(today - std::chrono::days{600}).year());
    Story story;
    json::array debts;
    const auto contracts = dice.chance(80) ? 1 : dice.between(2, 3);
    for (std::int64_t i = 0; i < contracts; ++i) {
        const auto sums = random_sums(dice);
        story.arrears_fen += sums.arrears;
        story.undisputed_fen += sums.undisputed;
        debts.push_back(debt(dice, trade, today, sums));
    }
    const auto amount = workflow::format_yuan(story.arrears_fen);
    story.form = {
        {"complainant", complainant(dice, home, trade, year)},
        {"respondent", respondent(dice, there, debtor)},
        {"debts", std::move(debts)},
        {"claim",
         {{"request", fmt::format("请求督促被投诉人支付拖欠的合同款{}元，并按照约定支付逾期利息。", amount)},
          {"facts", fmt::format("我单位与被投诉人签订《{}》，{}。按照合同约定，被投诉人应当在付款期限内付清"
                                "款项，经多次催收，至今仍拖欠{}元。",
                                trade.contract, trade.delivered, amount)},
          {"in_court", "no"},
          {"repeated", "no"}}}};
    story.handling_body =
        debtor.body.empty() ? fmt::format("{}-GXJ", there.division) : std::string(debtor.body);
    return story;
}

json::object supplement_input(Dice& dice) {
    json::array items;
    const auto first = dice.below(static_cast<std::int64_t>(defects.size()));
    const auto count = dice.between(1, 3);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(first + i) % defects.size();
        items.push_back(json::object{{"defect", defects[at]}, {"cure", cures[at]}});
    }
    return {{"items", std::move(items)}};
}

json::object refusal_input(Dice& dice) {
    const auto& ground = dice.pick(grounds);
    return {{"ground", ground.code}, {"reason", ground.reason}, {"open_channel", ground.channel}};
}

static json::object findings(const Story& story, std::int64_t undisputed, std::int64_t paid,
                             std::int64_t planned, string_view outcome, string_view opinion) {
    const auto verified = story.arrears_fen;
    return {
        {"result", fmt::format("经核查，投诉人反映的合同关系属实，核实拖欠金额{}元，其中无争议{}元。{}",
                               workflow::format_yuan(verified), workflow::format_yuan(undisputed), opinion)},
        {"outcome", outcome},
        {"verified", verified},
        {"undisputed", undisputed},
        {"disputed", verified - undisputed},
        {"paid", paid},
        {"planned", planned}};
}

json::object promise_input(const Story& story) {
    return findings(story, story.arrears_fen, 0, story.arrears_fen, "O3",
                    "双方达成还款计划，被投诉人承诺按期支付。");
}

json::object reply_input(Dice& dice, const Story& story) {
    const auto verified = story.arrears_fen;
    const auto undisputed = story.undisputed_fen;
    std::int64_t paid = 0;
    std::int64_t planned = 0;
    string_view outcome = "O8";
    string_view opinion = "经协调双方尚未达成一致，已告知投诉人其他救济途径。";
    if (undisputed == verified && dice.chance(60)) {
        paid = verified;
        outcome = "O1";
        opinion = "被投诉人已将拖欠款项全部支付到位，投诉人确认收到。";
    } else if (undisputed == verified && dice.chance(50)) {
        paid = verified / 200 * 100;
        planned = verified - paid;
        outcome = "O2";
        opinion = "被投诉人已支付部分款项，其余款项双方签订了还款计划。";
    } else if (undisputed == verified) {
        planned = verified;
        outcome = "O3";
        opinion = "双方达成还款计划，被投诉人承诺按期支付。";
    } else if (undisputed > 0 && dice.chance(70)) {
        paid = undisputed;
        outcome = "O4";
        opinion = "无争议部分已经支付，有争议部分建议通过诉讼或者仲裁解决。";
    } else if (undisputed < verified) {
        outcome = "O5";
        opinion = "双方对结算金额分歧较大，建议通过司法途径解决。";
    }
    return findings(story, undisputed, paid, planned, outcome, opinion);
}

string_view note_text(Dice& dice) {
    return dice.pick(notes);
}

std::string plain_pdf(string_view line) {
    const std::string stream = fmt::format("BT /F1 18 Tf 72 720 Td ({}) Tj ET", line);
    const std::vector<std::string> objects{
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        fmt::format("<< /Length {} >>\nstream\n{}\nendstream", stream.size(), stream),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
    std::string pdf = "%PDF-1.4\n";
    std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        table += fmt::format("{:010} 00000 n \n", pdf.size());
        pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
    }
    const auto start = pdf.size();
    pdf += table;
    pdf +=
        fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, start);
    return pdf;
}

}  // namespace qingqian::cases::demo
