#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "notifier/channels/gateway.hpp"
#include "notifier/channels/twilio.hpp"

namespace qingqian::notifier::channels {

/// A configured carrier of SMS: one that speaks Twilio's API, or a regional one with an interface of its own.
struct SmsProvider {
    std::string name{twilio_name};  ///< stands in `Message::provider`
    TwilioConfig twilio;
    std::optional<GatewayConfig> gateway;  ///< set: this instead of `twilio`
    std::int64_t per_second = 0;           ///< what it takes a second; 0 = no bound

    /// Whether it can be asked what it did with a message.
    bool lists() const { return !gateway.has_value(); }
};

}  // namespace qingqian::notifier::channels
