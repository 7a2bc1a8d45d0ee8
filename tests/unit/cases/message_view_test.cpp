// Every message that was not sent, or did not arrive, says why in words.
#include "cases/message_view.hpp"

#include <doctest/doctest.h>

#include <boost/json/object.hpp>

using qingqian::cases::reason_words;

TEST_CASE("every reason that a message can carry has words in both languages") {
    for (const char* code :
         {// composing
          "no_wording", "no_phone", "no_mail", "no_consent", "opted_out", "no_provider", "no_recipient",
          "demo",
          // what an officer chose
          "not_wanted", "waits_for_digest", "in_digest", "merged",
          // before it leaves
          "quiet_hours_deferred", "number_limit", "code_limit", "expired", "bounced",
          // what carriers and relays said
          "invalid_number", "not_a_mobile", "gateway_rejected", "gateway_unavailable", "account_refused",
          "mailbox_refused", "mailbox_unavailable", "invalid_mail", "gave_up", "unreadable", "502", "504",
          // nobody knows
          "timeout", "connection", "no_sid", "interrupted", "mail_maybe_sent", "sms_maybe_sent",
          // the carrier's later words
          "21211", "21408", "21610", "21614", "30003", "30004", "30005", "30006", "30007", "30008"}) {
        CAPTURE(code);
        const auto words = reason_words(code);
        REQUIRE(words.is_object());
        for (const char* language : {"zh-CN", "en"}) CHECK_FALSE(words.at(language).as_string().empty());
    }
    CHECK(reason_words("").is_null());
    CHECK(reason_words("nonsense").is_null());
}
