#include "compose.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "notifier/channels/mail.hpp"
#include "records/reasons.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;

bool digits_only(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

bool chinese(std::string_view language) {
    return language == "zh-CN";
}

const std::string& either(std::string_view language, const std::string& zh, const std::string& en) {
    return chinese(language) || en.empty() ? zh : en;
}

bool officer(const Recipient& recipient) {
    return recipient.key.starts_with("officer:");
}

std::string_view page_for(const Recipient& recipient) {
    if (officer(recipient)) return "/desk/c/";
    return recipient.key.starts_with("respondent:") ? "/respond?number=" : "/track?number=";
}

/// Why a channel can't be used for a recipient, coded; empty when it can.
std::string_view obstacle(const Recipient& recipient, const Context& context, std::string_view channel,
                          std::string_view address) {
    if (channel == "site") return {};
    const bool sms = channel == "sms";
    if (address.empty()) return sms ? reasons::no_phone : reasons::no_mail;
    if (sms ? !recipient.consent_sms : !recipient.consent_email) return reasons::no_consent;
    if ((sms ? context.sms_provider : context.mail_provider).empty()) return reasons::no_provider;
    return {};
}

std::string address_of(const Recipient& recipient, std::string_view channel) {
    if (channel == "sms") return e164(recipient.mobile);
    if (channel == "mail") return channels::parse_mailbox(recipient.email).address;
    return {};
}

/// The channels of the route, and the SMS of who asks for one.
std::vector<std::string> ways_to(const Recipient& recipient, const std::vector<std::string>& channels) {
    auto ways = channels;
    const bool there = std::ranges::find(ways, "sms") != ways.end();
    if (recipient.asks_sms && !ways.empty() && !there) ways.emplace_back("sms");
    return ways;
}

records::Message blank(const workflow::Notice& notice, const Context& context, base::Random& random,
                       base::UtcMillis now) {
    records::Message message;
    message.uid = base::uuid_v7(random, now);
    message.complaint = context.complaint;
    message.event = context.event;
    message.event_name = notice.event;
    message.created_at = now;
    message.updated_at = now;
    return message;
}

void skip(records::Message& message, std::string_view reason) {
    message.state = "skipped";
    message.reason = reason;
}

/// Renders each wording of a notice once, however many people it goes to.
class Renderer {
  public:
    Renderer(const Catalogue& catalogue, const workflow::Notice& notice, const Context& context)
        : catalogue_(catalogue), notice_(notice), context_(context) {}

    const Rendered& render(const Recipient& recipient, const std::string& language,
                           const std::string& channel) {
        const Key key{recipient.audience, language, channel, officer(recipient)};
        const auto known = rendered_.find(key);
        if (known != rendered_.end()) return known->second;
        auto rendered =
            catalogue_.render(notice_.event, recipient.audience, language, channel, context_.province,
                              places_of(notice_, context_, recipient, language));
        return rendered_.emplace(key, std::move(rendered)).first->second;
    }

  private:
    // All that places depend on, beside the notice and its context.
    using Key = std::tuple<std::string, std::string, std::string, bool>;

    const Catalogue& catalogue_;
    const workflow::Notice& notice_;
    const Context& context_;
    std::map<Key, Rendered> rendered_;
};

void address_and_render(records::Message& message, const Catalogue& catalogue, const workflow::Notice& notice,
                        const Recipient& recipient, const Context& context, Renderer& renderer) {
    message.language = catalogue.language_or_default(recipient.language);
    message.address = address_of(recipient, message.channel);
    if (!catalogue.has_wording(notice.event, recipient.audience, message.language, message.channel)) {
        skip(message, reasons::no_wording);
        return;
    }
    const auto& rendered = renderer.render(recipient, message.language, message.channel);
    message.subject = rendered.subject;
    message.text = rendered.text;
    message.html = rendered.html;
    if (message.channel == "site") {
        message.state = "delivered";
        message.provider = "site";
        return;
    }
    message.provider = message.channel == "sms" ? context.sms_provider : context.mail_provider;
    if (const auto why = obstacle(recipient, context, message.channel, message.address); !why.empty()) {
        skip(message, why);
        return;
    }
    message.next_try_at = message.created_at;
}

}  // namespace

Places places_of(const workflow::Notice& notice, const Context& context, const Recipient& recipient,
                 std::string_view language) {
    Places places(notice.values.begin(), notice.values.end());
    if (const auto clock = places.find("clock_en"); clock != places.end() && !chinese(language))
        places["clock"] = clock->second;
    places["number"] = context.number;
    places["accepting_body"] = either(language, context.accepting_body, context.accepting_body_en);
    places["accepting_body_phone"] = context.accepting_body_phone;
    places["handling_body"] = either(language, context.handling_body, context.handling_body_en);
    places["handling_body_phone"] = context.handling_body_phone;
    places["link"] = context.public_url + std::string(page_for(recipient)) + context.number;
    return places;
}

std::string e164(std::string_view number) {
    if (number.size() == 11 && digits_only(number) && number[0] == '1' && number[1] >= '3') {
        return "+86" + std::string(number);
    }
    const bool international = number.size() >= 8 && number.size() <= 16 && number[0] == '+' &&
                               number[1] != '0' && digits_only(number.substr(1));
    return international ? std::string(number) : std::string();
}

std::vector<records::Message> compose(const Catalogue& catalogue, const workflow::Notice& notice,
                                      std::span<const Recipient> recipients, const Context& context,
                                      base::Random& random, base::UtcMillis now) {
    std::vector<records::Message> messages;
    Renderer renderer(catalogue, notice, context);
    std::set<std::pair<std::string, std::string>> told;  // recipient, channel
    for (const auto& audience : notice.audiences) {
        const auto& channels = catalogue.channels(notice.event, audience);
        bool anybody = false;
        for (const auto& recipient : recipients) {
            if (recipient.audience != audience) continue;
            anybody = true;
            for (const auto& channel : ways_to(recipient, channels)) {
                if (!told.emplace(recipient.key, channel).second) continue;
                auto message = blank(notice, context, random, now);
                message.recipient = recipient.key;
                message.channel = channel;
                address_and_render(message, catalogue, notice, recipient, context, renderer);
                messages.push_back(std::move(message));
            }
        }
        if (anybody || audience == "agent") continue;
        for (const auto& channel : channels) {
            auto message = blank(notice, context, random, now);
            message.recipient = audience;
            message.channel = channel;
            message.language = "zh-CN";
            skip(message, reasons::no_recipient);
            messages.push_back(std::move(message));
        }
    }
    return messages;
}

}  // namespace qingqian::notifier
