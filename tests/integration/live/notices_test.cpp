// How officers are told: by the way they chose, substitutes with them, one digest a working day; and of
// webhooks that were paused.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "cases/notice_choices.hpp"
#include "cases/webhooks.hpp"
#include "integration/support/server.hpp"
#include "notifier/webhook_sender.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "store/inbox.hpp"
#include "store/notice_choices.hpp"
#include "store/outbox.hpp"
#include "store/substitutions.hpp"
#include "store/webhooks.hpp"

using namespace qingqian;
using test::TestServer;

namespace {

template <class T>
T read(TestServer& server, const std::function<T(store::ReadTx&)>& look) {
    auto found = server.store().read_now<T>([&](store::ReadTx& tx) -> base::Result<T> { return look(tx); });
    REQUIRE(found.has_value());
    return std::move(*found);
}

void write(TestServer& server, const std::function<void(store::WriteTx&)>& work) {
    const auto done = server.store().write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
        work(tx);
        return true;
    });
    REQUIRE(done.has_value());
}

cases::EnvironmentPtr environment(TestServer& server) {
    return read<cases::EnvironmentPtr>(server, [](store::ReadTx& tx) {
        cases::Settings settings;
        settings.mail_provider = "smtp";
        return cases::load_environment(tx, settings);
    });
}

records::Officer officer(TestServer& server, const std::string& login) {
    return read<records::Officer>(
        server, [&](store::ReadTx& tx) { return *store::identity::officer_by_login(tx, login); });
}

void give_mail(TestServer& server, const std::string& login) {
    write(server, [&](store::WriteTx& tx) {
        auto one = *store::identity::officer_by_login(tx, login);
        one.email = login + "@example.cn";
        store::identity::update_officer(tx, one);
    });
}

/// Files a case and transfers it to JS-H1; its number.
std::string transferred(TestServer& server, std::string_view secret) {
    const auto filed = server.file_complaint(secret);
    const auto intake = server.signed_in("intake");
    const auto step = [&](std::string_view action, const boost::json::object& input) {
        const auto etag = server.get("/api/v1/complaints/" + filed.number, {intake}).header("ETag");
        const boost::json::object body{{"action", action}, {"input", input}};
        const auto reply =
            server.post("/api/v1/complaints/" + filed.number + "/transitions",
                        {intake, test::fresh_key(), test::if_match(etag)}, boost::json::serialize(body));
        INFO(reply.body);
        REQUIRE(reply.status == 201);
    };
    step("accept", {});
    step("transfer", {{"handling_body", "JS-H1"}, {"override_reason", "应由该部门处理本投诉。"}});
    return filed.number;
}

std::vector<records::Message> to(TestServer& server, const std::string& number, std::int64_t officer,
                                 std::string_view channel) {
    auto messages = read<std::vector<records::Message>>(server, [&](store::ReadTx& tx) {
        return store::outbox::of_case(tx, store::complaints::find(tx, number)->id);
    });
    std::erase_if(messages, [&](const records::Message& message) {
        return message.recipient != "officer:" + std::to_string(officer) || message.channel != channel;
    });
    return messages;
}

std::string state_of(TestServer& server, const std::string& uid) {
    return read<std::string>(server, [&](store::ReadTx& tx) {
        const auto message = store::outbox::find(tx, uid);
        return message->state + " " + message->reason;
    });
}

}  // namespace

TEST_CASE("a substitute gets what the absent officer would get") {
    TestServer server(false);
    const auto away = officer(server, "handler");
    const auto other = officer(server, "foreign");
    write(server, [&](store::WriteTx& tx) {
        store::substitutions::Substitution substitution;
        substitution.officer = away.id;
        substitution.substitute = other.id;
        substitution.from_day = "2026-11-23";
        substitution.until_day = "2026-11-27";
        store::substitutions::insert(tx, substitution);
    });
    const auto number = transferred(server, test::draft_secret);
    CHECK(to(server, number, away.id, "site").size() == 1);
    CHECK(to(server, number, other.id, "site").size() == 1);
    server.clock().advance(7LL * 24 * 3'600'000);
    const auto later = transferred(server, "another-secret-of-thirty-two-chars");
    CHECK(to(server, later, away.id, "site").size() == 1);
    CHECK(to(server, later, other.id, "site").empty());
}

TEST_CASE("mails wait for one digest a working day, and what is not wanted says so") {
    TestServer server(false);
    for (const char* login : {"handler", "handling_head"}) give_mail(server, login);
    const auto choose = [&](std::string_view login, std::string_view way) {
        const auto reply =
            test::send(server.port(), "PUT", "/api/v1/notice-choices",
                       {server.signed_in(login), {"Content-Type", "application/json"}},
                       R"({"families":[{"family":"transfer","mail":")" + std::string(way) + R"("}]})");
        INFO(reply.body);
        REQUIRE(reply.status == 200);
    };
    choose("handler", "digest");
    choose("handling_head", "off");
    const auto handler = officer(server, "handler");
    const auto one = transferred(server, test::draft_secret);
    const auto two = transferred(server, "another-secret-of-thirty-two-chars");
    const auto off = to(server, one, officer(server, "handling_head").id, "mail");
    REQUIRE(off.size() == 1);
    CHECK(off[0].state == "skipped");
    CHECK(off[0].reason == "not_wanted");
    const auto first = to(server, one, handler.id, "mail");
    const auto second = to(server, two, handler.id, "mail");
    REQUIRE(first.size() == 1);
    REQUIRE(second.size() == 1);
    CHECK(first[0].state == "held");
    CHECK(to(server, one, handler.id, "site").size() == 1);

    // It is ten o'clock on Monday; the morning's hour was missed and is made up for, once.
    const auto env = environment(server);
    CHECK(cases::send_digests(server.store(), *env) == 1);
    CHECK(cases::send_digests(server.store(), *env) == 0);
    CHECK(state_of(server, first[0].uid) == "skipped in_digest");
    CHECK(state_of(server, second[0].uid) == "skipped in_digest");
    const auto digest = read<records::Message>(server, [&](store::ReadTx& tx) {
        return *store::outbox::find_by_id(tx, store::outbox::find(tx, first[0].uid)->replaced_by);
    });
    CHECK(digest.state == "queued");
    CHECK(digest.address == "handler@example.cn");
    CHECK(digest.text.find(first[0].subject) != std::string::npos);

    // Of Friday afternoon nothing comes on Saturday, and one on Monday at eight.
    constexpr base::UtcMillis hour = 3'600'000;
    server.clock().advance(4 * 24 * hour);
    const auto three = transferred(server, "a-third-secret-of-thirty-two-chars");
    CHECK(cases::send_digests(server.store(), *env) == 1);
    server.clock().advance(hour);
    const auto four = transferred(server, "a-fourth-secret-of-thirty-two-chars");
    CHECK(cases::send_digests(server.store(), *env) == 0);
    server.clock().advance(24 * hour);
    CHECK(cases::send_digests(server.store(), *env) == 0);
    server.clock().advance(2 * 24 * hour - 4 * hour);
    CHECK(cases::send_digests(server.store(), *env) == 0);
    server.clock().advance(2 * hour);
    CHECK(cases::send_digests(server.store(), *env) == 1);
}

TEST_CASE("an officer who chose SMS gets one of that family alone, without a party or sum") {
    TestServer server(false);
    write(server, [&](store::WriteTx& tx) {
        for (const char* login : {"handler", "handling_head"}) {
            auto one = *store::identity::officer_by_login(tx, login);
            one.mobile = login == std::string("handler") ? "13912340001" : "13912340002";
            store::identity::update_officer(tx, one);
        }
    });
    const auto choose = [&](std::string_view login, std::string_view choice) {
        return test::send(server.port(), "PUT", "/api/v1/notice-choices",
                          {server.signed_in(login), {"Content-Type", "application/json"}},
                          R"({"families":[)" + std::string(choice) + "]}");
    };
    CHECK(choose("handler", R"({"family":"transfer","mail":"now","sms":"digest"})").status == 422);
    const auto saved = choose("handler", R"({"family":"transfer","mail":"now","sms":"now"})");
    REQUIRE(saved.status == 200);
    CHECK(saved.json().at("mobile").as_string() == "139****0001");
    const auto choices = saved.json();
    for (const auto& family : choices.at("families").as_array()) {
        const bool chosen = family.at("family").as_string() == "transfer";
        CHECK(family.at("sms").as_string() == (chosen ? "now" : "off"));
    }
    // What does not speak of SMS leaves that choice as it is.
    const auto later = choose("handler", R"({"family":"transfer","mail":"off"})");
    REQUIRE(later.status == 200);
    const auto handler = officer(server, "handler");
    const auto number = transferred(server, test::draft_secret);
    const auto sms = to(server, number, handler.id, "sms");
    REQUIRE(sms.size() == 1);
    CHECK(sms[0].event_name == "TRANSFERRED");
    CHECK(sms[0].address == "+8613912340001");
    CHECK(sms[0].text.find(number) != std::string::npos);
    const auto complaint = read<records::Complaint>(
        server, [&](store::ReadTx& tx) { return *store::complaints::find(tx, number); });
    CHECK(sms[0].text.find(complaint.complainant_name) == std::string::npos);
    CHECK(sms[0].text.find(complaint.respondent_name) == std::string::npos);
    CHECK(to(server, number, handler.id, "site").size() == 1);
    CHECK(to(server, number, officer(server, "handling_head").id, "sms").empty());
    REQUIRE(choose("handler", R"({"family":"transfer","mail":"now","sms":"off"})").status == 200);
    const auto next = transferred(server, "another-secret-of-thirty-two-chars");
    CHECK(to(server, next, handler.id, "sms").empty());
}

TEST_CASE("where the routing has SMS the page says so, and saving it unchanged chooses nothing") {
    TestServer server(false);
    write(server, [&](store::WriteTx& tx) {
        auto one = *store::identity::officer_by_login(tx, "handler");
        one.mobile = "13912340001";
        store::identity::update_officer(tx, one);
    });
    const auto json = std::pair<std::string, std::string>{"Content-Type", "application/json"};
    const auto routed =
        test::send(server.port(), "PUT", "/api/v1/message-routes/TRANSFERRED/handling_body",
                   {server.signed_in("admin"), json}, R"({"version":1,"channels":["sms","mail","site"]})");
    INFO(routed.body);
    REQUIRE(routed.status == 200);
    const auto handler = officer(server, "handler");
    const auto sms_of = [&](const boost::json::value& choices, std::string_view family) {
        for (const auto& each : choices.at("families").as_array()) {
            if (each.at("family").as_string() == family) return std::string(each.at("sms").as_string());
        }
        return std::string();
    };
    const auto shown = server.get("/api/v1/notice-choices", {server.signed_in("handler")});
    CHECK(sms_of(shown.json(), "transfer") == "now");
    CHECK(sms_of(shown.json(), "breach") == "off");
    // The page sends every family as it stands there.
    boost::json::array all;
    const auto kept = shown.json();
    for (const auto& each : kept.at("families").as_array())
        all.push_back({{"family", each.at("family")}, {"mail", each.at("mail")}, {"sms", each.at("sms")}});
    const auto saved =
        test::send(server.port(), "PUT", "/api/v1/notice-choices", {server.signed_in("handler"), json},
                   boost::json::serialize(boost::json::object{{"families", all}}));
    REQUIRE(saved.status == 200);
    CHECK(sms_of(saved.json(), "transfer") == "now");
    CHECK(read<std::size_t>(server, [&](store::ReadTx& tx) {
              return store::notice_choices::of_officer(tx, handler.id).size();
          }) == 0);
    CHECK(to(server, transferred(server, test::draft_secret), handler.id, "sms").size() == 1);
    // Whoever wants none says so, and gets none.
    const auto off =
        test::send(server.port(), "PUT", "/api/v1/notice-choices", {server.signed_in("handler"), json},
                   R"({"families":[{"family":"transfer","mail":"now","sms":"off"}]})");
    CHECK(sms_of(off.json(), "transfer") == "off");
    const auto next =
        to(server, transferred(server, "another-secret-of-thirty-two-chars"), handler.id, "sms");
    REQUIRE(next.size() == 1);
    CHECK(next[0].reason == "not_wanted");
}

TEST_CASE("a substitute is sent what he chose for himself, not what the absent officer chose") {
    TestServer server(false);
    write(server, [&](store::WriteTx& tx) {
        for (const char* login : {"handler", "foreign"}) {
            auto one = *store::identity::officer_by_login(tx, login);
            one.mobile = login == std::string("handler") ? "13912340001" : "13912340003";
            store::identity::update_officer(tx, one);
        }
        store::substitutions::Substitution substitution;
        substitution.officer = store::identity::officer_by_login(tx, "handler")->id;
        substitution.substitute = store::identity::officer_by_login(tx, "foreign")->id;
        substitution.from_day = "2026-11-23";
        substitution.until_day = "2026-11-27";
        store::substitutions::insert(tx, substitution);
        store::notice_choices::put(tx, store::identity::officer_by_login(tx, "handler")->id,
                                   {"transfer", "sms", "now"});
    });
    const auto away = officer(server, "handler");
    const auto other = officer(server, "foreign");
    const auto one = transferred(server, test::draft_secret);
    CHECK(to(server, one, away.id, "sms").size() == 1);
    CHECK(to(server, one, other.id, "sms").empty());
    write(server, [&](store::WriteTx& tx) {
        store::notice_choices::put(tx, other.id, {"transfer", "sms", "now"});
        store::notice_choices::put(tx, away.id, {"transfer", "sms", "off"});
    });
    const auto two = transferred(server, "another-secret-of-thirty-two-chars");
    CHECK(to(server, two, away.id, "sms").empty());
    REQUIRE(to(server, two, other.id, "sms").size() == 1);
    CHECK(to(server, two, other.id, "sms")[0].address == "+8613912340003");
    CHECK(to(server, two, other.id, "site").size() == 1);
}

TEST_CASE("a webhook that fails again and again is paused, and administrators are told") {
    TestServer server(false);
    const auto admin = server.signed_in("admin");
    const auto made = server.post("/api/v1/webhooks", {admin},
                                  R"({"name":"省平台","url":"https://receiver.example.cn/","events":["*"]})");
    INFO(made.body);
    REQUIRE(made.status == 201);
    (void)server.file_complaint();
    notifier::WebhookOptions options;
    options.pause_after = 3;
    std::int64_t delivery = 0;
    write(server,
          [&](store::WriteTx& tx) { delivery = store::webhooks::claim(tx, tx.now(), 10).front().id; });
    const auto fail = [&](const std::string& fault) {
        write(server, [&](store::WriteTx& tx) {
            notifier::WebhookTry tried;
            tried.delivery = delivery;
            tried.at = tx.now();
            tried.fault = fault;
            notifier::record_webhook_try(tx, tried, options);
        });
    };
    const auto webhook = [&] {
        return read<store::webhooks::Webhook>(
            server, [](store::ReadTx& tx) { return store::webhooks::all(tx).front(); });
    };
    fail("timeout");
    fail("timeout");
    fail("");
    CHECK(webhook().failures == 0);
    for (int i = 0; i < 3; ++i) fail("connection");
    CHECK(webhook().state == "paused");
    CHECK(webhook().reason == "failing");
    write(server,
          [&](store::WriteTx& tx) { CHECK(store::webhooks::claim(tx, tx.now() + 1'000'000, 10).empty()); });
    const auto env = environment(server);
    for (const std::size_t told : {1UL, 0UL}) {
        write(server, [&](store::WriteTx& tx) { CHECK(cases::tell_of_paused_webhooks(tx, *env) == told); });
    }
    const auto unread = read<std::int64_t>(server, [&](store::ReadTx& tx) {
        return store::inbox::unread(tx, "officer:" + std::to_string(officer(server, "admin").id));
    });
    CHECK(unread == 1);
}
