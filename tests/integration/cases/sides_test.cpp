#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>

#include "store/case_parts.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

namespace json = boost::json;

records::Actor respondent(const records::Complaint& complaint) {
    records::Actor actor;
    actor.kind = "respondent";
    actor.name = complaint.respondent_name;
    actor.complaint = complaint.id;
    return actor;
}

/// A case that Nanjing handles, with Wuxi beside it, and an inquiry under way.
cases::Performed inquired(World& world) {
    const auto intake = world.officer("shouli");
    const auto nanjing = world.officer("nanjing");
    auto complaint = world.must(intake, world.submitted().complaint, "accept");
    complaint = world.must(intake, complaint, "transfer",
                           {{"handling_body", "320100-GXJ"},
                            {"co_bodies", json::array{"320200-GXJ"}},
                            {"override_reason", "被投诉人实际由南京市工信部门主管。"}});
    complaint = world.must(nanjing, complaint, "sign_for");
    auto done = world.perform(nanjing, complaint, "inquire",
                              {{"extract", "投诉人称2025年交付配电设备，货款尚未支付。"},
                               {"questions", "合同是否履行，欠款金额是否属实？"}});
    if (!done) throw std::runtime_error(done.error().code);
    return std::move(*done);
}

json::object seen(World& world, const records::Actor& reader, const records::Complaint& complaint) {
    json::object view;
    world.read([&](store::ReadTx& tx) {
        view = cases::read_complaint(tx, *world.env, reader, complaint.uid).value();
    });
    return view;
}

std::string listed(World& world, const records::Actor& reader, const records::Complaint& complaint,
                   bool messages = false) {
    std::string text;
    world.read([&](store::ReadTx& tx) {
        text = json::serialize(messages ? cases::read_messages(tx, *world.env, reader, complaint.uid).value()
                                        : cases::read_events(tx, *world.env, reader, complaint.uid).value());
    });
    return text;
}

bool offered(const json::object& view, std::string_view action) {
    return std::ranges::any_of(view.at("actions").as_array(), [&](const json::value& offer) {
        return offer.at("action").as_string() == action && offer.at("possible").as_bool();
    });
}

}  // namespace

TEST_CASE("the respondent sees what it was asked and what it may do, and nothing of the complaint") {
    World world;
    const auto asked = inquired(world);
    const auto view = seen(world, respondent(asked.complaint), asked.complaint);
    const auto text = json::serialize(view);
    CHECK(view.at("inquiry").at("questions") == "合同是否履行，欠款金额是否属实？");
    CHECK(view.at("due").at("clock") == "inquiry_answer");
    CHECK(view.at("form").at("debts").at(0).at("contract_fen") == 18650000);
    CHECK(offered(view, "answer"));
    CHECK_FALSE(offered(view, "sign_for"));
    // Nothing of the letter, of the firm's people, or of what the offices say to one another.
    for (const auto* hidden : {"13900001234", "李晓燕", "lianxi@example.cn", "多次催收", "王建平", "主管。",
                               "licence.pdf", "91350100M000100Y43"}) {
        CAPTURE(hidden);
        CHECK(text.find(hidden) == std::string::npos);
        CHECK(listed(world, respondent(asked.complaint), asked.complaint).find(hidden) == std::string::npos);
    }
    auto stranger = respondent(asked.complaint);
    stranger.complaint += 1;
    world.read([&](store::ReadTx& tx) {
        CHECK_FALSE(cases::read_complaint(tx, *world.env, stranger, asked.complaint.uid));
    });
}

TEST_CASE(
    "the respondent's code opens its case, a later letter's takes its place, and nobody reads it again") {
    World world;
    const auto asked = inquired(world);
    const auto opens = [&](std::string_view code) {
        std::int64_t found = 0;
        world.read([&](store::ReadTx& tx) {
            const auto complaint =
                store::case_parts::find_by_respondent_code(tx, cases::receipt_code_hash(code));
            found = complaint ? complaint->id : 0;
        });
        return found;
    };
    CHECK(opens(asked.access_code) == asked.complaint.id);
    bool sent = false;
    world.read([&](store::ReadTx& tx) {
        for (const auto& message : store::outbox::of_case(tx, asked.complaint.id)) {
            const bool theirs = message.recipient.starts_with("respondent:");
            const bool told = message.text.find(asked.access_code) != std::string::npos;
            CHECK_FALSE((told && !theirs));
            sent = sent || told;
        }
    });
    CHECK(sent);
    const auto nanjing = world.officer("nanjing");
    CHECK(listed(world, nanjing, asked.complaint, true).find(asked.access_code) == std::string::npos);
    world.clock.advance(30LL * 24 * 3600 * 1000);
    auto complaint = world.must(nanjing, asked.complaint, "draft_supervision_letter",
                                {{"demand", "请在五个工作日内书面答复并提出清偿安排。"}});
    const auto letter = world.perform(world.officer("nanjing_fzr"), complaint, "issue_supervision_letter");
    REQUIRE(letter);
    CHECK(opens(asked.access_code) == 0);
    CHECK(opens(letter->access_code) == asked.complaint.id);
}

TEST_CASE("the respondent answers, and the officers are told") {
    World world;
    const auto asked = inquired(world);
    const json::object answer{{"contract_admitted", true},
                              {"admitted", 18000000},
                              {"disputed", 650000},
                              {"reason", "安装验收尚有遗留问题，双方正在核对。"}};
    const auto done = world.perform(respondent(asked.complaint), asked.complaint, "answer", answer);
    REQUIRE(done);
    CHECK(done->event.actor_kind == "respondent");
    const auto own = listed(world, respondent(done->complaint), done->complaint);
    CHECK(own.find("安装验收尚有遗留问题") != std::string::npos);
    CHECK_FALSE(world.perform(respondent(done->complaint), done->complaint, "answer", answer));
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a body that takes part sees the case until it is taken out") {
    World world;
    auto complaint = inquired(world).complaint;
    const auto wuxi = world.officer("wuxi");
    const auto count = [&] {
        std::int64_t cases = 0;
        world.read([&](store::ReadTx& tx) {
            store::complaints::Query query;
            query.scope = store::complaints::scope_of(wuxi);
            query.states = {"HANDLING"};
            cases = store::complaints::count(tx, query);
        });
        return cases;
    };
    CHECK(count() == 1);
    const auto view = seen(world, wuxi, complaint);
    CHECK(view.at("bodies").as_array().size() == 2);
    CHECK(offered(view, "note"));
    CHECK_FALSE(offered(view, "inquire"));
    complaint = world.must(world.officer("shouli"), complaint, "remove_co_body",
                           {{"co_body", "320200-GXJ"}, {"reason", "协办事项已经完成，不再需要协办。"}});
    CHECK(count() == 0);
    const auto refused = world.perform(wuxi, complaint, "note", {{"text", "备注"}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "complaint_not_found");
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a report of retaliation shows to the complainant, the head of intake and the supervisor alone") {
    World world;
    const auto before = inquired(world).complaint;
    const auto own = World::complainant(before);
    const auto complaint =
        world.must(own, before, "report_retaliation", {{"facts", "被投诉人威胁取消后续合同。"}});
    CHECK(complaint.updated_at == before.updated_at);
    const std::string word = "retaliation";
    for (const auto* login : {"shouli", "nanjing", "nanjing_fzr", "wuxi"}) {
        CAPTURE(login);
        const auto officer = world.officer(login);
        const auto view = seen(world, officer, complaint);
        for (const auto& track : view.at("tracks").as_array()) CHECK(track.at("kind") != "retaliation");
        CHECK(listed(world, officer, complaint).find(word) == std::string::npos);
        CHECK(listed(world, officer, complaint, true).find("RETALIATION") == std::string::npos);
    }
    CHECK(json::serialize(seen(world, respondent(complaint), complaint)).find(word) == std::string::npos);
    for (const auto& reader : {world.officer("shenhe"), world.officer("duban"), own}) {
        CHECK(json::serialize(seen(world, reader, complaint).at("tracks")).find(word) != std::string::npos);
        CHECK(listed(world, reader, complaint).find("retaliation_reported") != std::string::npos);
    }
    CHECK(world.audit().faults.empty());
}

TEST_CASE("on new facts a draft is made, linked and its complainant's alone") {
    World world;
    const auto intake = world.officer("shouli");
    auto complaint = world.submitted().complaint;
    const json::object refusal{{"ground", "N08"},
                               {"reason", "合同约定的付款期限还没有到，到期后可再投诉。"},
                               {"open_channel", "refile"}};
    complaint = world.must(intake, complaint, "propose_refusal", refusal);
    complaint = world.must(world.officer("shenhe"), complaint, "refuse", refusal);
    const auto again = world.perform(World::complainant(complaint), complaint, "reopen",
                                     {{"new_facts", "付款期限已经届满，对方书面拒绝付款。"}});
    REQUIRE(again);
    CHECK(again->complaint.state == "REFUSED");
    REQUIRE_FALSE(again->draft_secret.empty());
    world.read([&](store::ReadTx& tx) {
        CHECK(cases::actor_of_draft(tx, again->draft, again->draft_secret));
        const auto draft = store::complaints::find(tx, again->draft).value();
        CHECK(draft.state == "DRAFT");
        CHECK(draft.complainant_name == complaint.complainant_name);
        const auto claim = json::parse(draft.form).at("claim");
        CHECK(claim.at("earlier_number").as_string() == complaint.number);
        CHECK_FALSE(cases::may_see(tx, *world.env, intake, draft));
    });
    CHECK(world.audit().faults.empty());
    world.tamper("DELETE FROM links");
    const auto report = world.audit();
    REQUIRE_FALSE(report.faults.empty());
    CHECK(report.faults.front().code == "link_differs");
}

TEST_CASE("an audit finds what was changed beside the row") {
    World world;
    auto complaint = inquired(world).complaint;
    complaint =
        world.must(world.officer("nanjing"), complaint, "record_plan",
                   json::parse(R"({"plan":[{"due":"2027-01-15","amount_fen":8000000}]})").as_object());
    REQUIRE(world.audit().faults.empty());
    const std::pair<const char*, const char*> tamperings[] = {
        {"UPDATE tracks SET result = 'answered' WHERE kind = 'inquiry'", "track_differs"},
        {"UPDATE case_bodies SET until = 1 WHERE role = 'co'", "body_differs"},
        {"UPDATE instalments SET amount_fen = amount_fen - 1", "plan_differs"},
        {"UPDATE documents SET number = number || 'x'", "document_differs"},
        {"UPDATE ledger SET amount_fen = amount_fen - 1 WHERE kind = 'planned'", "ledger_differs"}};
    for (const auto& [sql, code] : tamperings) {
        world.tamper(sql);
        const auto report = world.audit();
        CHECK(std::ranges::any_of(report.faults, [&](const auto& fault) { return fault.code == code; }));
    }
}
