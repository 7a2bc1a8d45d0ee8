#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "store/case_parts.hpp"
#include "store/documents.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

namespace json = boost::json;

using test::OnPostgres;
using test::OnSqlite;

void at(World& world, std::string_view day) {
    world.clock.set(base::day_begins(*base::parse_day(day)) + 10 * 3600 * 1000);
}

std::string attach(World& world, const records::Complaint& complaint, std::string_view kind) {
    records::Attachment file;
    world.write([&](store::WriteTx& tx) {
        file.uid = base::uuid_v7(tx.random(), tx.now());
        file.complaint = complaint.id;
        file.kind = kind;
        file.name = "凭证.pdf";
        file.content_type = "application/pdf";
        file.size = 10;
        file.sha256 = base::sha256_hex(file.uid);
        file.verdict = "clean";
        file.created_at = tx.now();
        store::attachments::insert(tx, file);
    });
    return file.uid;
}

records::CaseClock last_clock(World& world, std::int64_t complaint, std::string_view kind) {
    records::CaseClock found;
    world.read([&](store::ReadTx& tx) {
        for (auto& clock : store::history::clocks(tx, complaint)) {
            if (clock.kind == kind) found = std::move(clock);
        }
    });
    return found;
}

/// "start>raw>legal state" of the last clock of a kind.
std::string dates(World& world, std::int64_t complaint, std::string_view kind) {
    const auto clock = last_clock(world, complaint, kind);
    return clock.started_day + ">" + clock.due_raw + ">" + clock.due_legal + " " + clock.state;
}

/// "event recipient-kind" of what was told since the message before, each once, in order of their names.
std::vector<std::string> told(World& world, std::int64_t complaint, std::int64_t& after) {
    std::vector<std::string> found;
    world.read([&](store::ReadTx& tx) {
        for (const auto& message : store::outbox::of_case(tx, complaint)) {
            if (message.id <= after) continue;
            after = message.id;
            auto who = message.recipient.substr(0, message.recipient.find(':'));
            if (who == "officer") {
                const auto id = std::stoll(message.recipient.substr(message.recipient.find(':') + 1));
                who = store::identity::officer_by_id(tx, id)->login;
            }
            found.push_back(message.event_name + " " + who);
        }
    });
    std::ranges::sort(found);
    const auto rest = std::ranges::unique(found);
    found.erase(rest.begin(), rest.end());
    return found;
}

std::vector<std::string> ledger(World& world, std::int64_t complaint) {
    std::vector<std::string> found;
    world.read([&](store::ReadTx& tx) {
        for (const auto& entry : store::history::entries(tx, complaint))
            found.push_back(entry.kind + " " + std::to_string(entry.amount_fen));
    });
    return found;
}

std::vector<std::string> documents(World& world, std::int64_t complaint) {
    std::vector<std::string> found;
    world.read([&](store::ReadTx& tx) {
        for (const auto& document : store::documents::of_case(tx, complaint))
            found.push_back(document.number);
    });
    return found;
}

std::vector<records::Track> tracks(World& world, std::int64_t complaint) {
    std::vector<records::Track> found;
    world.read([&](store::ReadTx& tx) { found = store::case_parts::tracks(tx, complaint); });
    return found;
}

json::object object(std::string_view text) {
    return json::parse(text).as_object();
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE_TEMPLATE("a case goes the whole way, every date, message, document and entry as it should be", W,
                   OnSqlite, OnPostgres) {
    W world;
    std::int64_t heard = 0;
    const auto intake = world.officer("shouli");
    const auto head = world.officer("shenhe");
    const auto suzhou = world.officer("suzhou");
    const auto wuxi = world.officer("wuxi");
    const auto nanjing = world.officer("nanjing");
    const auto nanjing_head = world.officer("nanjing_fzr");

    auto complaint = world.submitted().complaint;
    const auto id = complaint.id;
    const auto own = World::complainant(complaint);
    const auto step = [&](const records::Actor& actor, std::string_view action, json::object input = {}) {
        complaint = world.must(actor, complaint, action, input);
    };
    CHECK(dates(world, id, "review") == "2026-11-23>2026-12-07>2026-12-07 running");
    CHECK(told(world, id, heard) == Names{"SUBMITTED complainant"});

    at(world, "2026-11-24");
    step(intake, "request_supplement", object(R"({"items":[{"defect":"没有公章","cure":"加盖公章"}]})"));
    CHECK(dates(world, id, "review") == "2026-11-23>2026-12-07>2026-12-07 stopped");
    CHECK(dates(world, id, "supplement") == "2026-11-24>2026-12-08>2026-12-08 running");
    CHECK(told(world, id, heard) == Names{"SUPPLEMENT complainant"});

    at(world, "2026-11-26");
    step(own, "resubmit");
    CHECK(dates(world, id, "review") == "2026-11-26>2026-12-10>2026-12-10 running");
    at(world, "2026-11-27");
    step(intake, "accept");
    CHECK(dates(world, id, "transfer") == "2026-11-27>2026-12-11>2026-12-11 running");
    told(world, id, heard);

    at(world, "2026-11-30");
    step(intake, "transfer",
         object(R"({"handling_body":"320500-GXJ","co_bodies":["320200-GXJ"],"note":"请依法处理"})"));
    CHECK(dates(world, id, "transfer") == "2026-11-27>2026-12-11>2026-12-11 met");
    CHECK(dates(world, id, "sign_for") == "2026-11-30>2026-12-02>2026-12-02 running");
    CHECK(told(world, id, heard) == Names{"CO_HANDLING wuxi", "CO_HANDLING wuxi_fzr",
                                          "TRANSFERRED complainant", "TRANSFERRED suzhou",
                                          "TRANSFERRED suzhou_fzr"});
    world.read([&](store::ReadTx& tx) {
        CHECK(cases::may_see(tx, *world.env, wuxi, complaint));
        CHECK_FALSE(cases::may_see(tx, *world.env, nanjing, complaint));
        const auto parts = store::case_parts::bodies(tx, id);
        REQUIRE(parts.size() == 2);
        CHECK(parts[0].role == "lead");
        CHECK(parts[0].rule == "js-3205");
    });

    at(world, "2026-12-01");
    step(suzhou, "return",
         {{"reason", "被投诉人由南京市管理，不属于本部门职责。"}, {"proposed_body", "320100-GXJ"}});
    CHECK(told(world, id, heard) ==
          Names{"RETURNED complainant", "RETURNED shenhe", "RETURNED shouli", "RETURNED shouli2"});
    const auto unexplained = world.perform(intake, complaint, "reroute", {{"handling_body", "320100-GXJ"}});
    REQUIRE_FALSE(unexplained);
    REQUIRE(unexplained.error().fields.size() == 1);
    CHECK(unexplained.error().fields[0].pointer == "/input/override_reason");
    step(intake, "reroute",
         {{"handling_body", "320100-GXJ"}, {"override_reason", "被投诉人实际由南京市工信部门主管。"}});
    CHECK(dates(world, id, "transfer") == "2026-11-27>2026-12-11>2026-12-11 met");
    CHECK(dates(world, id, "sign_for") == "2026-12-01>2026-12-03>2026-12-03 running");
    told(world, id, heard);

    at(world, "2026-12-02");
    step(nanjing, "sign_for");
    CHECK(dates(world, id, "handling") == "2026-12-02>2027-01-01>2027-01-01 running");
    CHECK(last_clock(world, id, "handling").provisional);  // the notice for 2027 is not out
    CHECK(told(world, id, heard) == Names{"SIGNED complainant"});
    const auto asked = world.perform(nanjing, complaint, "inquire",
                                     {{"extract", "投诉人称2025年交付配电设备，货款186500元尚未支付。"},
                                      {"questions", "合同是否履行，欠款金额是否属实，何时支付？"}});
    REQUIRE(asked);
    complaint = asked->complaint;
    CHECK(asked->access_code.size() == 19);
    CHECK(dates(world, id, "inquiry_answer") == "2026-12-02>2026-12-16>2026-12-16 running");
    CHECK(told(world, id, heard) == Names{"INQUIRY complainant", "INQUIRY respondent"});

    at(world, "2026-12-17");
    CHECK(cases::run_timers(*world.store, *world.env).failed == 0);
    complaint = world.stored(id);
    REQUIRE(tracks(world, id).size() == 2);
    CHECK(tracks(world, id)[1].kind == "supervision");
    CHECK(tracks(world, id)[1].state == "open");
    told(world, id, heard);
    const auto early = world.perform(nanjing_head, complaint, "summon_interview",
                                     {{"held_on", "2026-12-21"},
                                      {"place", "市工信局三楼会议室"},
                                      {"attendees", "被投诉人主要负责人"},
                                      {"topics", "拖欠款项的清偿安排"}});
    REQUIRE_FALSE(early);
    CHECK(early.error().code == "action_not_possible");
    step(nanjing, "draft_supervision_letter", {{"demand", "请在五个工作日内书面答复并提出清偿安排。"}});
    const auto unsigned_letter = world.perform(nanjing, complaint, "issue_supervision_letter");
    REQUIRE_FALSE(unsigned_letter);
    CHECK(unsigned_letter.error().code == "wrong_role");
    step(nanjing_head, "issue_supervision_letter");
    CHECK(dates(world, id, "inquiry_answer") == "2026-12-02>2026-12-16>2026-12-16 stopped");
    CHECK(last_clock(world, id, "inquiry_answer").late);
    CHECK(dates(world, id, "supervision_answer") == "2026-12-17>2026-12-24>2026-12-24 running");
    CHECK(told(world, id, heard) == Names{"URGED complainant", "URGED duban", "URGED respondent",
                                          "URGED shenhe", "URGED shouli", "URGED shouli2"});

    at(world, "2026-12-25");
    CHECK(cases::run_timers(*world.store, *world.env).failed == 0);
    complaint = world.stored(id);
    if (tracks(world, id)[1].ended_at == 0) step(nanjing, "note_supervision_ignored");
    CHECK(tracks(world, id)[1].result == "ignored");
    step(nanjing_head, "summon_interview",
         {{"held_on", "2026-12-28"},
          {"place", "市工信局三楼会议室"},
          {"attendees", "被投诉人主要负责人"},
          {"topics", "拖欠款项的清偿安排"}});
    at(world, "2026-12-28");
    step(nanjing, "record_interview", {{"result", "complied"}, {"statement", "承诺分两期付清全部货款。"}});
    told(world, id, heard);

    const auto beyond = world.perform(
        nanjing, complaint, "propose_extension",
        {{"new_date", "2027-03-03"}, {"cause", "complex"}, {"reason", "双方正在对账，金额较大，情况复杂。"}});
    REQUIRE_FALSE(beyond);
    CHECK(beyond.error().fields.at(0).code == "date_beyond_day_90");
    step(
        nanjing, "propose_extension",
        {{"new_date", "2027-02-26"}, {"cause", "complex"}, {"reason", "双方正在对账，金额较大，情况复杂。"}});
    auto both = nanjing_head;
    both.officer = nanjing.officer;
    const auto same = world.perform(both, complaint, "approve_extension");
    REQUIRE_FALSE(same);
    CHECK(same.error().code == "action_not_possible");
    step(nanjing_head, "approve_extension");
    CHECK(last_clock(world, id, "handling").due_legal == "2027-02-26");
    CHECK(last_clock(world, id, "handling").started_day == "2026-12-02");
    CHECK(told(world, id, heard) == Names{"EXTENDED complainant", "EXTENDED nanjing", "EXTENDED respondent",
                                          "EXTENDED shenhe", "EXTENDED shouli", "EXTENDED shouli2",
                                          "EXTENSION_PROPOSED nanjing_fzr"});

    at(world, "2026-12-30");
    step(
        nanjing, "record_plan",
        object(
            R"({"plan":[{"due":"2027-01-15","amount_fen":8000000},{"due":"2027-02-10","amount_fen":10650000}]})"));
    CHECK(last_clock(world, id, "instalment").due_raw == "2027-01-15");
    CHECK(told(world, id, heard) == Names{"PLAN complainant", "PLAN respondent"});
    at(world, "2027-01-14");
    step(nanjing, "prove_instalment",
         {{"instalment", 1},
          {"amount", 8000000},
          {"paid_on", "2027-01-13"},
          {"proof", attach(world, complaint, "proof")}});
    CHECK(complaint.remaining_fen == 10650000);
    CHECK(last_clock(world, id, "instalment").due_raw == "2027-02-10");
    told(world, id, heard);

    at(world, "2027-01-18");
    json::object result{{"result", "经核查，欠款属实，被投诉人已支付首期款，其余按计划支付。"},
                        {"outcome", "O2"},
                        {"verified", 18650000},
                        {"undisputed", 18650000},
                        {"disputed", 0},
                        {"paid", 8000000},
                        {"planned", 10650000}};
    auto untrue = result;
    untrue["paid"] = 9000000;
    CHECK_FALSE(world.perform(nanjing, complaint, "reply", untrue));
    step(nanjing, "reply", result);
    CHECK(last_clock(world, id, "handling").state == "met");
    CHECK(last_clock(world, id, "closing").started_day == "2027-01-18");
    CHECK(told(world, id, heard) == Names{"RESULT complainant", "RESULT respondent", "RESULT shenhe",
                                          "RESULT shouli", "RESULT shouli2"});
    at(world, "2027-01-19");
    step(own, "evaluate", {{"rating", 2}, {"resolved", false}, {"remark", "希望写明其余款项的付款方式。"}});
    CHECK(complaint.rating == 2);
    const auto twice = world.perform(own, complaint, "evaluate", {{"rating", 5}});
    REQUIRE_FALSE(twice);
    at(world, "2027-01-20");
    step(head, "redo",
         {{"redo_ground", "unsatisfied"},
          {"reason", "反馈没有写明其余款项的付款方式，请补充核实。"},
          {"new_date", "2027-02-26"}});
    CHECK(complaint.state == "HANDLING");
    CHECK(dates(world, id, "handling").starts_with("2026-12-02>2027-02-26>2027-02-26 running"));
    told(world, id, heard);

    at(world, "2027-02-05");
    step(nanjing, "prove_instalment",
         {{"instalment", 2},
          {"amount", 10650000},
          {"paid_on", "2027-02-05"},
          {"proof", attach(world, complaint, "proof")}});
    CHECK(complaint.remaining_fen == 0);
    CHECK(last_clock(world, id, "instalment").state == "met");
    at(world, "2027-02-22");
    step(nanjing, "reply", test::good_reply());
    CHECK(complaint.rating == 0);
    at(world, "2027-02-23");
    step(intake, "close", {{"outcome", "O1"}, {"callback", "reached"}});
    CHECK(complaint.state == "CLOSED");
    CHECK(complaint == world.stored(id));

    CHECK(ledger(world, id) == Names{"claimed 18650000", "planned 18650000", "paid 8000000",
                                     "planned -8000000", "verified 18650000", "undisputed 18650000",
                                     "paid 10650000", "planned -10650000"});
    CHECK(documents(world, id) ==
          Names{"江苏省中小企业发展中心补〔2026〕1号", "江苏省中小企业发展中心受〔2026〕1号",
                "江苏省中小企业发展中心转〔2026〕1号", "苏州市工业和信息化局退〔2026〕1号",
                "江苏省中小企业发展中心转〔2026〕2号", "南京市工业和信息化局核〔2026〕1号",
                "南京市工业和信息化局督〔2026〕1号", "南京市工业和信息化局约〔2026〕1号",
                "南京市工业和信息化局谈〔2026〕1号", "南京市工业和信息化局延〔2026〕1号",
                "南京市工业和信息化局延审〔2026〕1号", "南京市工业和信息化局还〔2026〕1号",
                "南京市工业和信息化局复〔2027〕1号", "南京市工业和信息化局复〔2027〕2号",
                "江苏省中小企业发展中心结〔2027〕1号", "江苏省中小企业发展中心卷〔2027〕1号"});
    std::map<std::string, std::string> ended;
    for (const auto& track : tracks(world, id)) ended[track.kind] = track.result + " " + track.document;
    CHECK(ended ==
          std::map<std::string, std::string>{{"inquiry", "ignored 南京市工业和信息化局核〔2026〕1号"},
                                             {"supervision", "ignored 南京市工业和信息化局督〔2026〕1号"},
                                             {"interview", "complied 南京市工业和信息化局约〔2026〕1号"},
                                             {"extension", "approved 南京市工业和信息化局延〔2026〕1号"}});
    const auto report = world.audit();
    for (const auto& fault : report.faults) MESSAGE(fault.code << " " << fault.sentence.en);
    CHECK(report.faults.empty());
}
