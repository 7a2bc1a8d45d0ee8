// Webhooks stay out of this network: what a name resolves to is looked at when it is called, and a receiver
// cannot send us on.
#include <doctest/doctest.h>

#include <thread>

#include "integration/notifier/outbox_fixture.hpp"
#include "integration/notifier/scripted_gateway.hpp"
#include "notifier/webhook_sender.hpp"
#include "store/webhooks.hpp"

using namespace qingqian;
using test::OutboxFixture;
using test::ScriptedGateway;

namespace {

namespace webhooks = store::webhooks;

/// A subscription with one event on its way; the delivery's id.
std::int64_t subscribe(OutboxFixture& fixture, const std::string& url) {
    const auto made =
        fixture.store().write_now<std::int64_t>([&](store::WriteTx& tx) -> base::Result<std::int64_t> {
            webhooks::Webhook webhook;
            webhook.uid = base::uuid_v7(tx.random(), tx.now());
            webhook.name = "receiver";
            webhook.url = url;
            webhook.secret = "secret";
            webhook.events = "*";
            webhooks::insert(tx, webhook);
            webhooks::Delivery delivery;
            delivery.uid = base::uuid_v7(tx.random(), tx.now());
            delivery.webhook = webhook.id;
            delivery.complaint = 1;
            delivery.event = 1;
            delivery.type = "submitted";
            delivery.payload = "{}";
            webhooks::insert(tx, delivery);
            return delivery.id;
        });
    REQUIRE(made.has_value());
    return *made;
}

/// The first try of it.
webhooks::Attempt tried(OutboxFixture& fixture, std::int64_t delivery, bool private_allowed) {
    base::SystemClock clock;
    notifier::WebhookSender sender(fixture.store(), clock, {.private_allowed = private_allowed});
    sender.start();
    std::vector<webhooks::Attempt> attempts;
    for (int looks = 0; looks < 300 && attempts.empty(); ++looks) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        attempts = fixture.store()
                       .read_now<std::vector<webhooks::Attempt>>(
                           [&](store::ReadTx& tx) -> base::Result<std::vector<webhooks::Attempt>> {
                               return webhooks::attempts(tx, delivery);
                           })
                       .value();
    }
    REQUIRE(attempts.size() == 1);
    return attempts.front();
}

std::string port_of(const ScriptedGateway& gateway) {
    return gateway.url().substr(gateway.url().rfind(':') + 1);
}

}  // namespace

TEST_CASE("a name that resolves to an address of this network is refused when it is called") {
    ScriptedGateway inner([](const std::string&) { return ScriptedGateway::answer(200, "{}"); });
    // Names below localhost are the loopback's (RFC 6761, 6.3): looked at as a name they are of the outside.
    for (const std::string host : {"inner.localhost", "a.b.localhost"}) {
        OutboxFixture fixture;
        const auto url = "https://" + host + ":" + port_of(inner) + "/hook";
        CAPTURE(url);
        REQUIRE(notifier::webhook_url_fault(url, false).empty());
        const auto attempt = tried(fixture, subscribe(fixture, url), false);
        CHECK(attempt.fault == "address_refused");
        CHECK(attempt.status == 0);
        CHECK(attempt.answer.empty());
    }
    CHECK(inner.bodies().empty());
}

TEST_CASE("an address that was kept before it was refused is refused when it is called") {
    ScriptedGateway inner([](const std::string&) { return ScriptedGateway::answer(200, "{}"); });
    for (const std::string host : {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "0.0.0.0"}) {
        OutboxFixture fixture;
        const auto attempt =
            tried(fixture, subscribe(fixture, "https://" + host + ":" + port_of(inner) + "/"), false);
        CAPTURE(host);
        CHECK(attempt.fault == "address_refused");
    }
    CHECK(inner.bodies().empty());
}

TEST_CASE("a receiver sends nobody on into this network") {
    ScriptedGateway inner([](const std::string&) { return ScriptedGateway::answer(200, "{}"); });
    for (const int status : {301, 302, 307, 308}) {
        ScriptedGateway receiver([&](const std::string&) {
            return ScriptedGateway::answer(status, "", "Location: " + inner.url() + "/inner\r\n");
        });
        OutboxFixture fixture;
        const auto attempt = tried(fixture, subscribe(fixture, receiver.url() + "/hook"), true);
        CAPTURE(status);
        CHECK(attempt.status == status);
        CHECK(attempt.fault == "status");
        CHECK(receiver.bodies().size() == 1);
    }
    CHECK(inner.bodies().empty());
}
