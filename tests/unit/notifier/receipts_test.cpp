#include "notifier/receipts.hpp"

#include <doctest/doctest.h>

#include "notifier/breaker.hpp"
#include "notifier/dispatch.hpp"

using namespace qingqian;
using notifier::apply_report;

namespace {

records::Message in_state(std::string state, std::string sid) {
    records::Message message;
    message.channel = "sms";
    message.state = std::move(state);
    message.provider_id = std::move(sid);
    return message;
}

class Dice : public base::Random {
  public:
    explicit Dice(unsigned char byte) : byte_(byte) {}
    void fill(void* out, std::size_t size) override {
        for (std::size_t i = 0; i < size; ++i) static_cast<unsigned char*>(out)[i] = byte_;
    }

  private:
    unsigned char byte_;
};

}  // namespace

TEST_CASE("sent, delivered, failed, sent ends delivered") {
    auto message = in_state("accepted", "SM1");
    CHECK(apply_report(message, {"SM1", "sent", ""}, 1));
    CHECK(apply_report(message, {"SM1", "delivered", ""}, 2));
    CHECK_FALSE(apply_report(message, {"SM1", "failed", "30008"}, 3));
    CHECK_FALSE(apply_report(message, {"SM1", "sent", ""}, 4));
    CHECK(message.state == "delivered");
    CHECK(message.reason.empty());
    CHECK(message.updated_at == 2);
}

TEST_CASE("the first final word stands") {
    auto message = in_state("sent", "SM1");
    CHECK(apply_report(message, {"SM1", "undelivered", "30003"}, 1));
    CHECK(message.reason == "carrier_30003");
    CHECK_FALSE(apply_report(message, {"SM1", "delivered", ""}, 2));
    CHECK(message.state == "undelivered");
}

TEST_CASE("a report that overtakes our own record is kept") {
    auto message = in_state("claimed", "");
    CHECK(apply_report(message, {"SM1", "delivered", ""}, 1));
    CHECK(message.provider_id == "SM1");
    CHECK_FALSE(apply_report(message, {"SM1", "queued", ""}, 2));
    CHECK(message.state == "delivered");
}

TEST_CASE("a report settles what nobody knew, and what we had given up") {
    auto unknown = in_state("unknown", "");
    unknown.reason = "timeout";
    CHECK(apply_report(unknown, {"SM1", "sent", ""}, 1));
    CHECK(unknown.state == "sent");
    CHECK(unknown.reason.empty());
    auto given_up = in_state("failed", "");
    CHECK(apply_report(given_up, {"SM1", "delivered", ""}, 1));
    CHECK(given_up.state == "delivered");
    auto waiting = in_state("queued", "");
    CHECK(apply_report(waiting, {"SM1", "accepted", ""}, 1));
    CHECK(waiting.state == "accepted");
}

TEST_CASE("another sid, no sid and skipped messages move nothing") {
    auto message = in_state("accepted", "SM1");
    CHECK_FALSE(apply_report(message, {"SM2", "delivered", ""}, 1));
    CHECK_FALSE(apply_report(message, {"", "delivered", ""}, 1));
    CHECK(message.state == "accepted");
    auto skipped = in_state("skipped", "");
    CHECK_FALSE(apply_report(skipped, {"SM1", "delivered", ""}, 1));
}

TEST_CASE("back-off doubles, is bounded, and loses at most half to chance") {
    const notifier::BackOff back_off;
    Dice none(0);
    using namespace std::chrono_literals;
    CHECK(back_off.after(1, none) == 2s);
    CHECK(back_off.after(2, none) == 4s);
    CHECK(back_off.after(5, none) == 32s);
    CHECK(back_off.after(1'000'000, none) == 15min);
    base::SystemRandom random;
    for (int i = 0; i < 200; ++i) {
        const auto wait = back_off.after(3, random);
        CHECK(wait >= 4s);
        CHECK(wait <= 8s);
    }
}

TEST_CASE("the breaker opens, lets one try, closes") {
    using namespace std::chrono_literals;
    notifier::Breaker breaker(3, 10s);
    for (int i = 0; i < 3; ++i) {
        CHECK(breaker.allow(0));
        breaker.failure(0, 0s);
    }
    CHECK(breaker.open(0));
    CHECK_FALSE(breaker.allow(9'999));
    CHECK(breaker.allow(10'000));
    CHECK_FALSE(breaker.allow(10'000));
    breaker.failure(10'000, 0s);
    CHECK_FALSE(breaker.allow(29'999));
    CHECK(breaker.allow(30'000));
    breaker.success();
    CHECK(breaker.allow(30'000));
    CHECK(breaker.allow(30'000));
    CHECK_FALSE(breaker.open(30'000));
}

TEST_CASE("the breaker rests as long as the provider asks") {
    using namespace std::chrono_literals;
    notifier::Breaker breaker(1, 1s);
    breaker.failure(0, 60s);
    CHECK_FALSE(breaker.allow(59'999));
    CHECK(breaker.allow(60'000));
}
