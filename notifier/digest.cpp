#include "digest.hpp"

#include <stdexcept>
#include <string>

namespace qingqian::notifier {
namespace {

// Events have positive keys and reminders small negative ones.
constexpr std::int64_t first_key = -1'000'000'000'000'000;

/// The signature that is registered for the officer's province, as it stands in his own SMS.
std::string signature_of(const std::string& sms) {
    const auto end = sms.find("】");
    return sms.starts_with("【") && end != std::string::npos ? sms.substr(0, end + 3) : std::string();
}

const Wording& wording_in(const Catalogue& catalogue, std::string_view language) {
    for (const auto& known : {std::string(language), std::string("zh-CN")}) {
        const auto found = catalogue.wordings().find({std::string(digest_event), "digest", known});
        if (found != catalogue.wordings().end()) return found->second;
    }
    throw std::runtime_error("no wording for a digest");
}

std::string list_of(std::span<const records::Message> notices) {
    std::string list;
    for (const auto& notice : notices) {
        if (!list.empty()) list += "\n";
        list += "· " + notice.subject;
    }
    return list;
}

}  // namespace

records::Message digest_of(const Catalogue& catalogue, std::span<const records::Message> notices,
                           base::Random& random, base::UtcMillis now) {
    const auto& first = notices.front();
    const auto& words = wording_in(catalogue, first.language);
    const Places places{{"count", std::to_string(notices.size())}, {"list", list_of(notices)}};
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
    digest.subject = words.title.fill(places);
    for (const auto& paragraph : words.paragraphs)
        digest.text += (digest.text.empty() ? "" : "\n\n") + paragraph.fill(places);
    digest.text += "\n";
    return digest;
}

bool may_be_merged(const records::Message& message) {
    return message.recipient.starts_with("officer:") && message.channel != "site" &&
           message.urgency != records::urgency::code && message.event_name != digest_event &&
           message.tries == 0;
}

}  // namespace qingqian::notifier
