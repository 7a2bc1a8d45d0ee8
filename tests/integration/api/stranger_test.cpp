#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <future>
#include <string>

#include "http/workers.hpp"
#include "identity/brake.hpp"
#include "integration/support/server.hpp"
#include "support/sample_files.hpp"

using namespace qingqian;

namespace {

constexpr base::UtcMillis minute = 60'000;

/// Signs in from wherever the test says.
class Door {
  public:
    explicit Door(test::TestServer& server) : sign_in_(server.store(), workers_, {}) {}
    ~Door() { workers_.stop(); }

    /// "in", or why not.
    std::string enter(std::string_view login, std::string_view password, std::string_view address) {
        std::promise<std::string> answer;
        sign_in_.officer(std::string(login), std::string(password), std::string(address),
                         [&](base::Result<identity::OpenedSession> opened) {
                             answer.set_value(opened ? "in" : opened.error().code);
                         });
        return answer.get_future().get();
    }
    identity::SignIn& sign_in() { return sign_in_; }

  private:
    http::Workers workers_{2};
    identity::SignIn sign_in_;
};

std::string draft() {
    return boost::json::serialize(boost::json::object{{"form", test::complete_form()}});
}

}  // namespace

TEST_CASE(
    "a stranger who tries an account keeps its officer out of nothing for long, and the officer hears of "
    "it") {
    test::TestServer server(false);
    Door door(server);
    int told = 0;
    door.sign_in().tell_of_failures([&](store::WriteTx&, const records::Officer& officer) {
        ++told;
        CHECK(officer.login == "intake");
    });
    REQUIRE(door.enter("intake", test::password, "198.51.100.7") == "in");
    // Twelve blocks, five tries each: all that is counted by the account alone.
    for (int block = 0; block < 12; ++block) {
        for (int i = 0; i < 5; ++i)
            door.enter("intake", "not the password", "203.0." + std::to_string(block) + ".9");
    }
    CHECK(told == 1);
    CHECK(door.enter("intake", "not the password", "203.0.0.10") == "too_many_requests");
    CHECK(door.enter("intake", test::password, "198.51.100.99") == "in");
    // From a new place he waits half a minute at most, even while the stranger goes on.
    CHECK(door.enter("intake", test::password, "192.0.2.1") == "too_many_requests");
    server.clock().advance(identity::login_brake.longest);
    CHECK(door.enter("intake", test::password, "192.0.2.1") == "in");
}

TEST_CASE("an address block that goes on trying waits longer each time") {
    test::TestServer server(false);
    Door door(server);
    for (int i = 0; i < 5; ++i)
        CHECK(door.enter("intake", "not the password", "203.0.113.1") == "login_failed");
    CHECK(door.enter("intake", test::password, "203.0.113.2") == "too_many_requests");
    CHECK(door.enter("intake", test::password, "203.0.114.2") == "in");
    server.clock().advance(2'000);
    CHECK(door.enter("intake", "not the password", "203.0.113.1") == "login_failed");
    server.clock().advance(3'000);
    CHECK(door.enter("intake", test::password, "203.0.113.2") == "too_many_requests");
}

TEST_CASE("the officer whose account is tried finds a message in the platform") {
    test::TestServer server(false);
    const auto intake = server.signed_in("intake");
    const auto wrong = R"({"kind":"officer","login":"intake","password":"not the password"})";
    for (int i = 0; i < 20; ++i) {
        server.post("/api/v1/sessions", {}, wrong);
        server.clock().advance(minute / 2);
    }
    const auto inbox = server.get("/api/v1/inbox", {intake});
    REQUIRE(inbox.status == 200);
    CHECK(inbox.body.contains("有人在尝试您的账号"));
    CHECK(inbox.json().at("items").as_array().size() == 1);
}

TEST_CASE("strangers begin so many drafts in an hour from one address block; officers are not counted") {
    test::TestServer server(false, [](api::Settings& settings) {
        settings.strangers.drafts = {.all = 0, .block = 3};
        settings.strangers.codes = {.all = 2, .block = 0};
        settings.strangers.uploads = {.all = 0, .block = 1};
    });
    std::string uid;
    for (int i = 0; i < 3; ++i) {
        const auto begun = server.post("/api/v1/complaints", {test::fresh_key(), test::secret()}, draft());
        REQUIRE(begun.status == 201);
        uid = std::string(std::string_view(begun.json().at("complaint").at("uid").as_string()));
    }
    const auto refused = server.post("/api/v1/complaints", {test::fresh_key(), test::secret()}, draft());
    CHECK(refused.status == 429);
    CHECK(refused.code() == "too_many_requests");
    CHECK(refused.header("Retry-After") == "1200");
    CHECK(
        server.post("/api/v1/complaints", {server.signed_in("intake"), test::fresh_key()}, draft()).status ==
        201);
    server.clock().advance(20 * minute);
    CHECK(server.post("/api/v1/complaints", {test::fresh_key(), test::secret()}, draft()).status == 201);

    const auto codes = "/api/v1/complaints/" + uid + "/contacts/complainant/codes";
    CHECK(server.post(codes, {test::secret()}, R"({"channel":"sms"})").status == 201);
    CHECK(server.post(codes, {test::secret()}, R"({"channel":"mail"})").status == 201);
    CHECK(server.post(codes, {test::secret()}, R"({"channel":"mail"})").code() == "too_many_requests");

    const auto file = samples::pdf();
    CHECK(server.upload(uid, {test::secret(), test::fresh_key()}, "kind=other&name=a.pdf", file).status ==
          201);
    CHECK(server.upload(uid, {test::secret(), test::fresh_key()}, "kind=other&name=b.pdf", file).code() ==
          "too_many_requests");
}
