#include "inbound_parts.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cctype>
#include <stdexcept>

#include "access.hpp"
#include "base/random.hpp"
#include "message_view.hpp"
#include "step.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "workflow/definition.hpp"

namespace qingqian::cases::inbound {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = 4'000;  // code points, as the field of receive_message
constexpr std::size_t most_files = 50;

/// The wording of "SMS_STATUS", "MAIL_KEPT" in the sender's language, or else in Chinese.
const notifier::Wording& wording(const Environment& env, std::string_view channel, std::string_view name,
                                 std::string_view language) {
    std::string event(channel);
    for (const char letter : name)
        event += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    const std::string known(env.catalogue.language_or_default(language));
    const auto found = env.catalogue.wordings().find({event, "sender", known});
    if (found == env.catalogue.wordings().end()) throw std::runtime_error("no wording for " + event);
    return found->second;
}

std::string service(const Environment& env, std::string_view language) {
    return env.catalogue.signature(env.settings.province, language);
}

std::string first_code_points(std::string_view text, std::size_t most) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && ++count > most) break;
    }
    return std::string(text.substr(0, at));
}

std::string told(const records::Inbound& inbound) {
    std::string text = inbound.subject;
    if (!text.empty() && !inbound.text.empty()) text += "\n\n";
    text += inbound.text;
    if (text.empty()) text = "（无正文）";
    return first_code_points(text, longest_text);
}

std::string sender_of(const records::Inbound& inbound) {
    const auto address = masked_address(inbound.channel, inbound.sender);
    return inbound.sender_name.empty() ? address : inbound.sender_name + " <" + address + ">";
}

}  // namespace

records::Actor complainant_of(const records::Complaint& complaint) {
    records::Actor actor;
    actor.kind = "complainant";
    actor.name = complaint.complainant_name;
    actor.complaint = complaint.id;
    return actor;
}

bool from_officer(store::ReadTx& tx, const records::Message& message, std::string_view sender) {
    if (message.recipient.starts_with("officer:")) return true;
    const auto complaint = store::complaints::find_by_id(tx, message.complaint);
    if (!complaint) return false;
    const auto is_his = [&](const records::Officer& officer) {
        return std::ranges::equal(officer.email, sender, [](char own, char other) {
            return std::tolower(static_cast<unsigned char>(own)) == other;
        });
    };
    for (const auto body : {complaint->accepting_body, complaint->handling_body}) {
        if (body != 0 && std::ranges::any_of(store::identity::officers_of(tx, body), is_his)) return true;
    }
    return false;
}

std::string sms_answer(const Environment& env, std::string_view name, std::string_view language,
                       notifier::Places places) {
    const std::string known(env.catalogue.language_or_default(language));
    return env.catalogue
        .render(wording(env, "SMS_", name, language), known, "sms", env.settings.province, places)
        .text;
}

MailAnswer mail_answer(const Environment& env, std::string_view name, std::string_view language,
                       notifier::Places places) {
    const auto& words = wording(env, "MAIL_", name, language);
    places["service"] = service(env, language);
    MailAnswer answer{words.title.fill(places), {}};
    for (const auto& paragraph : words.paragraphs) {
        const auto filled = paragraph.fill(places);
        if (filled.empty()) continue;
        answer.text += (answer.text.empty() ? "" : "\n\n") + filled;
    }
    answer.text += "\n";
    return answer;
}

std::vector<std::string> attach_files(store::WriteTx& tx, const records::Complaint& complaint,
                                      std::string_view kind, std::uint64_t max_case_bytes,
                                      records::Inbound& inbound) {
    std::vector<std::string> uids;
    auto used = static_cast<std::uint64_t>(store::attachments::total_size(tx, complaint.id));
    for (auto& file : inbound.files) {
        if (!file.refused.empty() || !file.attachment.empty()) continue;
        used += static_cast<std::uint64_t>(file.size);
        if (used > max_case_bytes || uids.size() == most_files) {
            used -= static_cast<std::uint64_t>(file.size);
            file.refused = uids.size() == most_files ? "mail_too_many_files" : "case_files_too_large";
            store::inbound::settle_file(tx, file);
            continue;
        }
        records::Attachment attachment;
        attachment.uid = base::uuid_v7(tx.random(), tx.now());
        attachment.complaint = complaint.id;
        attachment.kind = kind;
        attachment.name = file.name;
        attachment.content_type = file.content_type;
        attachment.size = file.size;
        attachment.sha256 = file.sha256;
        attachment.created_at = tx.now();
        store::attachments::insert(tx, attachment);
        file.attachment = attachment.uid;
        store::inbound::settle_file(tx, file);
        uids.push_back(attachment.uid);
    }
    return uids;
}

base::Result<bool> put_on_case(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                               const records::Complaint& complaint, std::string_view file_kind,
                               std::uint64_t max_case_bytes, records::Inbound& inbound) {
    const auto uids = attach_files(tx, complaint, file_kind, max_case_bytes, inbound);
    inbound.complaint = complaint.id;
    inbound.state = "kept";
    constexpr std::string_view action = "receive_message";
    const auto& definition = env.definition(complaint.definition, complaint.definition_version);
    if (complaint.received_at == 0 || definition.action(action) == nullptr) return true;
    json::object input{{"via", inbound.channel},
                       {"sender", first_code_points(sender_of(inbound), 300)},
                       {"text", told(inbound)}};
    if (!uids.empty()) input["files"] = json::array(uids.begin(), uids.end());
    auto done = take_step(tx, env, actor, complaint, action, input, "/input");
    if (!done) return std::unexpected(std::move(done.error()));
    inbound.event = done->event.seq;
    return true;
}

}  // namespace qingqian::cases::inbound
