#include <doctest/doctest.h>

#include "integration/support/server.hpp"
#include "notifier/channels/signature.hpp"
#include "store/complaints.hpp"
#include "store/outbox.hpp"

using namespace qingqian;

namespace {

test::Reply call_back(const test::TestServer& server, const std::string& target, std::string_view body,
                      std::string_view signature) {
    return test::send(server.port(), "POST", target,
                      {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"X-Twilio-Signature", std::string(signature)}},
                      body);
}

records::Message sms_of(test::TestServer& server, const std::string& uid) {
    const auto found =
        server.store().read_now<records::Message>([&](store::ReadTx& tx) -> base::Result<records::Message> {
            const auto complaint = store::complaints::find(tx, uid);
            for (const auto& message : store::outbox::of_case(tx, complaint->id)) {
                if (message.channel == "sms") return message;
            }
            return base::refuse("not_found");
        });
    REQUIRE(found.has_value());
    return *found;
}

}  // namespace

TEST_CASE("a status callback counts when the carrier signed it, and only then") {
    test::TestServer server(false);
    const auto filed = server.file_complaint();
    const auto message = sms_of(server, filed.uid);
    const auto target = "/hooks/twilio/status?message=" + message.uid;
    const std::string body =
        "MessageSid=SM00000000000000000000000000000001&MessageStatus=delivered&To=%2B8613912345678";
    const auto fields = notifier::channels::parse_form(body);
    const auto right =
        notifier::channels::twilio_signature("token", "https://qq.example.cn" + target, fields);
    const auto forged =
        notifier::channels::twilio_signature("other", "https://qq.example.cn" + target, fields);

    CHECK(call_back(server, target, body, forged).code() == "bad_signature");
    CHECK(call_back(server, target, body + "0", right).code() == "bad_signature");
    CHECK(call_back(server, target + "x", body, right).code() == "bad_signature");
    CHECK(call_back(server, target, body, "").code() == "bad_signature");
    CHECK(sms_of(server, filed.uid).state == message.state);

    CHECK(call_back(server, target, body, right).status == 204);
    CHECK(sms_of(server, filed.uid).state == "delivered");
    CHECK(call_back(server, target, body, right).status == 204);
}

TEST_CASE("without a token every callback is refused") {
    const test::TestServer server(false,
                                  [](api::Settings& settings) { settings.sms[0].twilio.auth_token.clear(); });
    const auto signature = notifier::channels::twilio_signature(
        "", "https://qq.example.cn/hooks/twilio/status?message=x", notifier::channels::parse_form("a=b"));
    CHECK(call_back(server, "/hooks/twilio/status?message=x", "a=b", signature).code() == "bad_signature");
}
