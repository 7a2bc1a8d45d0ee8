#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "notifier/catalogue.hpp"
#include "records/message.hpp"
#include "workflow/decide.hpp"

namespace qingqian::notifier {

/// Somebody who stands for an audience of a notice. The caller resolves audiences to people.
struct Recipient {
    std::string audience;  ///< complainant, agent, handling_body, accepting_body, handler …
    std::string key;       ///< who, for ever: "complainant:12" (contact), "officer:3"
    std::string language = "zh-CN";
    std::string mobile;  ///< 11 digits of the mainland, or E.164
    std::string email;
    bool consent_sms = true;  ///< officers need none
    bool consent_email = true;
    bool asks_sms = false;  ///< an officer who chose SMS: he gets one where the route has none
};

/// What the wordings may say of the case, and which channels exist here.
struct Context {
    std::int64_t complaint = 0;
    std::int64_t event = 0;      ///< history event the messages belong to; part of their unique key
    std::string number;          ///< case number
    std::string province;        ///< "JS": whose signature stands in the SMS
    std::string accepting_body;  ///< name as shown
    std::string accepting_body_en;
    std::string accepting_body_phone;  ///< public telephone of the desk; empty when none
    std::string handling_body;         ///< empty until transferred
    std::string handling_body_en;
    std::string handling_body_phone;
    std::string public_url;     ///< "https://qq.example.gov.cn", without a slash at the end
    std::string sms_provider;   ///< name of the configured provider; empty when none is
    std::string mail_provider;  ///< the same for e-mail
};

/// The messages that tell `notice` to its audiences: one row a recipient and channel, rendered once and for
/// all.
///
/// Pure but for `random` (identifiers). State `queued` where it is to be sent, `delivered` for `site` (it
/// stands in the platform with the commit), `skipped` with a coded reason where it can't be: `no_phone`,
/// `no_mail`, `no_consent`, `no_provider`, `no_wording`, `no_recipient` (an audience nobody
/// stands for; not for `agent`, whom most cases don't have). A recipient named twice is told once.
std::vector<records::Message> compose(const Catalogue& catalogue, const workflow::Notice& notice,
                                      std::span<const Recipient> recipients, const Context& context,
                                      base::Random& random, base::UtcMillis now);

/// What a wording's places are filled with for somebody who is told of `notice`.
Places places_of(const workflow::Notice& notice, const Context& context, const Recipient& recipient,
                 std::string_view language);

/// A telephone number as carriers want it: "13800138000" → "+8613800138000"; E.164 is kept. Empty when it is
/// neither a mainland mobile nor E.164.
std::string e164(std::string_view number);

}  // namespace qingqian::notifier
