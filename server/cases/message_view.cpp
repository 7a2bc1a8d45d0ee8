#include "message_view.hpp"

#include <boost/json/parse.hpp>
#include <regex>

#include "base/embedded.hpp"
#include "cases/view.hpp"

namespace qingqian::cases {

namespace json = boost::json;

std::string without_codes(const records::Message& message) {
    static const std::regex access_code("[A-Z0-9]{4}(-[A-Z0-9]{4}){3}");
    static const std::regex digits("[0-9]{6}");
    if (message.event_name == one_time_code) return std::regex_replace(message.text, digits, "******");
    return std::regex_replace(message.text, access_code, "****-****-****-****");
}

std::string masked_address(const records::Message& message) {
    if (message.channel != "sms") return mask_mail(message.address);
    const std::string_view address = message.address;
    return mask_phone(address.starts_with("+86") ? address.substr(3) : address);
}

json::value reason_words(std::string_view code) {
    static const json::object words =
        json::parse(base::embedded_text("messages/reasons.json").value_or("{}")).as_object();
    const auto* found = words.if_contains(code);
    return found == nullptr ? json::value(nullptr) : *found;
}

}  // namespace qingqian::cases
