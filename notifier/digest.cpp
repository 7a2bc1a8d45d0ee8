#include "digest.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>
#include <vector>

#include "base/embedded.hpp"

namespace qingqian::notifier {
namespace {

namespace json = boost::json;

constexpr std::string_view file = "messages/digest.json";
// Events have positive keys and reminders small negative ones.
constexpr std::int64_t first_key = -1'000'000'000'000'000;

std::string lines_of(const json::value& value) {
    std::string text;
    for (const auto& line : value.as_array()) {
        if (!text.empty()) text.push_back('\n');
        text += std::string_view(line.as_string());
    }
    return text;
}

/// The signature that is registered for the officer's province, as it stands in his own SMS.
std::string signature_of(const std::string& sms) {
    const auto end = sms.find("】");
    return sms.starts_with("【") && end != std::string::npos ? sms.substr(0, end + 3) : std::string();
}

}  // namespace

Digest Digest::load() {
    const auto text = base::embedded_text(file);
    if (!text) throw std::runtime_error(std::string(file) + " is missing");
    Digest digest;
    try {
        const auto table = json::parse(*text);
        for (const auto& [language, words] : table.as_object()) {
            digest.words_[language] = {Pattern(std::string_view(words.at("sms").as_string())),
                                       Pattern(std::string_view(words.at("subject").as_string())),
                                       Pattern(lines_of(words.at("text")))};
        }
    } catch (const std::exception& error) {
        throw std::runtime_error(std::string(file) + ": " + error.what());
    }
    if (!digest.words_.contains("zh-CN")) throw std::runtime_error(std::string(file) + ": no zh-CN");
    return digest;
}

records::Message Digest::of(std::span<const records::Message> notices, base::Random& random,
                            base::UtcMillis now) const {
    const auto& first = notices.front();
    const auto known = words_.find(first.language);
    const auto& words = known == words_.end() ? words_.at("zh-CN") : known->second;
    const Places places{{"count", std::to_string(notices.size())}};
    records::Message digest;
    digest.uid = base::uuid_v7(random, now);
    digest.complaint = first.complaint;
    digest.event = first_key - first.id;
    digest.event_name = digest_event;
    digest.recipient = first.recipient;
    digest.channel = first.channel;
    digest.language = first.language;
    digest.address = first.address;
    digest.provider = first.provider;
    digest.urgency = records::urgency::bulk;
    digest.created_at = digest.next_try_at = digest.updated_at = now;
    if (first.channel == "sms") {
        digest.text = signature_of(first.text) + words.sms.fill(places);
        return digest;
    }
    std::vector<std::string> lines;
    for (const auto& notice : notices) lines.push_back(notice.subject);
    digest.subject = words.subject.fill(places);
    digest.text = words.text.fill(places, Escape::none, lines);
    return digest;
}

bool may_be_merged(const records::Message& message) {
    return message.recipient.starts_with("officer:") && message.channel != "site" &&
           message.urgency != records::urgency::code && message.event_name != digest_event &&
           message.tries == 0;
}

}  // namespace qingqian::notifier
