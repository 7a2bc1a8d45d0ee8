#include "cases/wordings.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "integration/cases/world.hpp"

using namespace qingqian;
using cases::WordingChange;
using store::wordings::Key;
using store::wordings::Table;
using test::World;

namespace {

const Key closed{"CLOSED", "applicant", "zh-CN"};

struct Desk : World {
    records::Actor admin = officer("guanli");

    base::Result<cases::WordingSaved> save(const Key& key, const WordingChange& change) {
        auto saved = store->write_now<cases::WordingSaved>(
            [&](store::WriteTx& tx) { return cases::save_wording(tx, *env, admin, key, change); });
        load();
        return saved;
    }
    base::Result<cases::WordingSaved> route(const Key& key, const cases::RouteChange& change) {
        auto saved = store->write_now<cases::WordingSaved>(
            [&](store::WriteTx& tx) { return cases::save_route(tx, *env, admin, key, change); });
        load();
        return saved;
    }
    store::wordings::Entry in_force(Table table, const Key& key) {
        store::wordings::Entry entry;
        read([&](store::ReadTx& tx) { entry = store::wordings::newest(tx, table, key).value(); });
        return entry;
    }
    std::string site_title() {
        return env->catalogue.render("CLOSED", "complainant", "zh-CN", "site", "JS", {}).subject;
    }
    std::vector<records::Message> messages(std::int64_t complaint) {
        std::vector<records::Message> found;
        read([&](store::ReadTx& tx) { found = store::outbox::of_case(tx, complaint); });
        return found;
    }
};

WordingChange words(std::int64_t version, std::string title, std::string sms = "编号{{number}}已办结。") {
    WordingChange change;
    change.version = version;
    change.title = std::move(title);
    change.sms = std::move(sms);
    return change;
}

std::vector<std::string> codes(const base::Problem& problem) {
    std::vector<std::string> found;
    for (const auto& fault : problem.fields) found.push_back(fault.pointer + " " + fault.code);
    return found;
}

}  // namespace

TEST_CASE("the shipped tables stand in the database as versions of the program") {
    Desk desk;
    const auto entry = desk.in_force(Table::wordings, closed);
    CHECK(entry.version == 1);
    CHECK(entry.officer == 0);
    CHECK(notifier::wording_text(entry.content).title == "投诉已办结");
    desk.read([](store::ReadTx& tx) {
        CHECK(store::wordings::in_force(tx, Table::wordings).size() > 150);
        CHECK(store::wordings::in_force(tx, Table::routes).size() > 200);
    });
    // Seeding again changes nothing.
    desk.write([](store::WriteTx& tx) { cases::seed_wordings(tx); });
    CHECK(desk.in_force(Table::wordings, closed).version == 1);
}

TEST_CASE("a wording is changed, kept against the program's own, and gone back from") {
    Desk desk;
    const auto saved = desk.save(closed, words(1, "已经办完"));
    REQUIRE(saved.has_value());
    CHECK(saved->entry.version == 2);
    CHECK(saved->entry.author == desk.admin.name);
    CHECK(desk.site_title() == "已经办完");
    desk.write([](store::WriteTx& tx) { cases::seed_reference(tx); });
    desk.load();
    CHECK(desk.site_title() == "已经办完");

    WordingChange back;
    back.version = 2;
    back.restores = 1;
    const auto restored = desk.save(closed, back);
    REQUIRE(restored.has_value());
    CHECK(restored->entry.version == 3);
    CHECK(desk.site_title() == "投诉已办结");
    back.version = 3;
    back.restores = 9;
    CHECK(codes(desk.save(closed, back).error()) == std::vector<std::string>{"/restores not_a_choice"});
    desk.read([](store::ReadTx& tx) {
        const auto all = store::wordings::versions(tx, Table::wordings, closed);
        REQUIRE(all.size() == 3);
        CHECK(all.front().version == 3);
        CHECK(all.back().officer == 0);
    });
}

TEST_CASE("of two who change one wording the second is shown the first's") {
    Desk desk;
    REQUIRE(desk.save(closed, words(1, "甲")).has_value());
    const auto late = desk.save(closed, words(1, "乙"));
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code == "wording_changed");
    CHECK(late.error().status == 409);
    CHECK(late.error().extra.at("in_force").at("title").as_string() == "甲");
    CHECK(desk.site_title() == "甲");
    CHECK(desk.save({"CLOSED", "nobody", "zh-CN"}, words(1, "丙")).error().code == "wording_not_found");
}

TEST_CASE("a wording with faults is refused with all of them, one over a part is saved with a warning") {
    Desk desk;
    auto change = words(1, "", "【x】{{debtor}}催款");
    change.paragraphs = std::vector<std::string>{"{{amount}}", ""};
    const auto refused = desk.save(closed, change);
    REQUIRE_FALSE(refused.has_value());
    const auto found = codes(refused.error());
    for (const std::string wanted :
         {"/title required", "/sms wording_unknown_place", "/sms wording_forbidden", "/sms wording_brackets",
          "/paragraphs/0 wording_unknown_place", "/paragraphs/1 required"}) {
        CAPTURE(wanted);
        CHECK(std::ranges::find(found, wanted) != found.end());
    }
    CHECK(codes(desk.save(closed, words(1, "题", "")).error()) ==
          std::vector<std::string>{"/sms wording_routed"});
    std::string longer;
    for (int i = 0; i < 80; ++i) longer += "字";
    const auto warned = desk.save(closed, words(1, "题", longer));
    REQUIRE(warned.has_value());
    REQUIRE(warned->warnings.size() == 1);
    CHECK(warned->warnings[0].code == "wording_sms_parts");
}

TEST_CASE("a change is for what is told from then on; what was rendered keeps its text") {
    Desk desk;
    const auto first = desk.submitted();
    const auto before = desk.messages(first.complaint.id);
    REQUIRE_FALSE(before.empty());
    const Key submitted{"SUBMITTED", "applicant", "zh-CN"};
    REQUIRE(desk.save(submitted, words(1, "收到了", "编号{{number}}收到了。")).has_value());
    const auto second = desk.submitted();
    const auto sms_of = [](const std::vector<records::Message>& all) {
        for (const auto& message : all) {
            if (message.channel == "sms") return message.text;
        }
        return std::string();
    };
    CHECK(sms_of(desk.messages(second.complaint.id)) ==
          "【江苏中小企业服务】编号" + second.complaint.number + "收到了。");
    const auto after = desk.messages(first.complaint.id);
    REQUIRE(after.size() == before.size());
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(after[i].text == before[i].text);
}

TEST_CASE("a route is changed within what the law asks: the platform, and SMS or mail") {
    Desk desk;
    cases::RouteChange change;
    change.version = 1;
    change.channels = std::vector<std::string>{"mail", "site"};
    REQUIRE(desk.route({"CLOSED", "complainant", ""}, change).has_value());
    CHECK(desk.env->catalogue.channels("CLOSED", "complainant") == std::vector<std::string>{"mail", "site"});
    change.version = 2;
    change.channels = std::vector<std::string>{"site"};
    CHECK(codes(desk.route({"CLOSED", "complainant", ""}, change).error()) ==
          std::vector<std::string>{"/channels route_needs_way"});
    change.version = 1;
    change.channels = std::vector<std::string>{"sms", "site"};
    // A plan is told by mail: there is no wording for an SMS about it.
    const auto missing = desk.route({"PLAN", "complainant", ""}, change);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().fields.at(0).code == "wording_channel_missing");
    change.channels = std::vector<std::string>{"pigeon", "site", "site"};
    CHECK(desk.route({"CLOSED", "handler", ""}, change).error().fields.size() == 3);
    change.channels = std::vector<std::string>{"site"};
    CHECK(desk.route({"CLOSED", "handler", ""}, change).has_value());
}

TEST_CASE("a carrier's template id is set, changed and taken away") {
    Desk desk;
    const Key key{"CLOSED", "aliyun", "zh-CN"};
    const auto set = [&](std::int64_t version, const std::string& id) {
        cases::TemplateChange change;
        change.version = version;
        change.carrier_id = id;
        auto saved = desk.store->write_now<cases::WordingSaved>(
            [&](store::WriteTx& tx) { return cases::save_template(tx, *desk.env, desk.admin, key, change); });
        desk.load();
        return saved;
    };
    REQUIRE(set(0, "SMS_1").has_value());
    CHECK(desk.env->catalogue.carrier_template("aliyun", "CLOSED", "zh-CN") == "SMS_1");
    CHECK(set(0, "SMS_2").error().code == "wording_changed");
    REQUIRE(set(1, "").has_value());
    CHECK(desk.env->catalogue.carrier_template("aliyun", "CLOSED", "zh-CN").empty());
}

TEST_CASE("a preview is filled from a real case and sends nothing") {
    Desk desk;
    const auto filed = desk.submitted();
    const auto before = desk.messages(filed.complaint.id).size();
    cases::WordingTrial trial{
        "题{{number}}", "编号{{number}}，{{due}}前。", {"由{{accepting_body}}办。"}, filed.complaint.number};
    boost::json::object shown;
    desk.read(
        [&](store::ReadTx& tx) { shown = cases::preview_wording(tx, *desk.env, closed, trial).value(); });
    CHECK(std::string(shown.at("sms").at("text").as_string()) ==
          "【江苏中小企业服务】编号" + filed.complaint.number + "，2026年12月7日前。");
    CHECK(shown.at("sms").at("encoding").as_string() == "UCS-2");
    CHECK(shown.at("faults").as_array().empty());
    const auto whole = boost::json::serialize(shown);
    CHECK(whole.find(filed.complaint.complainant_name) == std::string::npos);
    CHECK(whole.find(filed.complaint.respondent_name) == std::string::npos);
    CHECK(desk.messages(filed.complaint.id).size() == before);
    trial.number = "JSTS20991231999999";
    desk.read([&](store::ReadTx& tx) {
        CHECK(codes(cases::preview_wording(tx, *desk.env, closed, trial).error()) ==
              std::vector<std::string>{"/number unknown_case"});
    });
}
