#include "message_view.hpp"

#include <boost/json/parse.hpp>
#include <regex>

#include "base/embedded.hpp"
#include "cases/view.hpp"
#include "records/reasons.hpp"

namespace qingqian::cases {

namespace json = boost::json;

std::string without_codes(const records::Message& message) {
    static const std::regex access_code("[A-Z0-9]{4}(-[A-Z0-9]{4}){3}");
    static const std::regex digits("[0-9]{6}");
    if (message.event_name == one_time_code) return std::regex_replace(message.text, digits, "******");
    return std::regex_replace(message.text, access_code, "****-****-****-****");
}

std::string masked_address(std::string_view channel, std::string_view sender) {
    const auto open = sender.rfind('<');
    if (open != std::string_view::npos && sender.ends_with('>')) {
        const auto address = sender.substr(open + 1, sender.size() - open - 2);
        return std::string(sender.substr(0, open + 1)) + masked_address(channel, address) + ">";
    }
    if (channel != "sms") return mask_mail(sender);
    return mask_phone(sender.starts_with("+86") ? sender.substr(3) : sender);
}

std::string masked_address(const records::Message& message) {
    return masked_address(message.channel, message.address);
}

json::value reason_words(std::string_view code) {
    namespace reasons = records::reasons;
    static const json::object words =
        json::parse(base::embedded_text("messages/reasons.json").value_or("{}")).as_object();
    // What a carrier reported later is in its own code or word.
    const bool reported = code.starts_with(reasons::carrier_prefix);
    const bool relay = code.starts_with(reasons::relay_prefix);
    const auto own = reported ? code.substr(reasons::carrier_prefix.size())
                     : relay  ? code.substr(reasons::relay_prefix.size())
                              : code;
    if (const auto* found = words.if_contains(relay ? code : own)) return *found;
    if (!reported && !relay) return nullptr;
    // Carriers have thousands of codes, and invent new ones: whoever reads it can look it up there.
    json::object said = words.at(reported ? "carrier_" : "smtp ").as_object();
    for (auto& [language, text] : said) text = std::string(text.as_string()) + " " + std::string(own);
    return said;
}

}  // namespace qingqian::cases
