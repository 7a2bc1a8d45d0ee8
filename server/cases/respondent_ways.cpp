#include "respondent_ways.hpp"

#include <vector>

#include "cases/access.hpp"
#include "cases/normalise.hpp"
#include "cases/perform.hpp"
#include "cases/view.hpp"
#include "notifier/compose.hpp"
#include "store/contact_ways.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace ways = store::contact_ways;

base::Result<ways::Reached> respondent_of(store::ReadTx& tx, const records::Complaint& complaint) {
    for (auto& person : ways::reached(tx, complaint.id)) {
        if (person.contact.role == "respondent") return std::move(person);
    }
    return base::refuse("contact_not_found");
}

json::value masked_or_null(const std::string& masked) {
    return masked.empty() ? json::value(nullptr) : json::value(masked);
}

json::object ways_json(const ways::Reached& person) {
    const auto& contact = person.contact;
    const bool by_form = contact.mobile.empty() && !notifier::e164(contact.landline).empty();
    return {{"name", contact.name},
            {"mobile", masked_or_null(mask_phone(by_form ? contact.landline : contact.mobile))},
            {"email", masked_or_null(mask_mail(contact.email))}};
}

/// The addresses in their usual spelling; empty where one is taken away.
struct Wanted {
    std::optional<std::string> mobile;
    std::optional<std::string> email;
};

Wanted wanted(const RespondentAddresses& input, std::vector<base::FieldFault>& faults) {
    Wanted wanted;
    if (input.mobile) {
        wanted.mobile = normalise_mobile(*input.mobile);
        if (!wanted.mobile->empty() && !is_mobile(*wanted.mobile))
            faults.push_back(
                base::fault("/mobile", "bad_mobile", {{"length", std::to_string(wanted.mobile->size())}}));
    }
    if (input.email) {
        const auto typed = trimmed(*input.email);
        const auto mail = normalise_mail(typed);
        if (!typed.empty() && !mail) faults.push_back(base::fault("/email", "bad_email"));
        wanted.email = mail.value_or("");
    }
    return wanted;
}

}  // namespace

base::Result<json::object> respondent_ways_json(store::ReadTx& tx, const Environment& env,
                                                const records::Actor& reader,
                                                std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    const auto person = respondent_of(tx, *complaint);
    if (!person) return std::unexpected(person.error());
    return ways_json(*person);
}

base::Result<json::object> set_respondent_ways(store::WriteTx& tx, const Environment& env,
                                               const records::Actor& actor, std::string_view uid_or_number,
                                               const RespondentAddresses& input) {
    const auto complaint = find_visible(tx, env, actor, uid_or_number, true);
    if (!complaint) return std::unexpected(complaint.error());
    const auto person = respondent_of(tx, *complaint);
    if (!person) return std::unexpected(person.error());
    std::vector<base::FieldFault> faults;
    const auto addresses = wanted(input, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    std::string changed;
    const auto put = [&](const std::optional<std::string>& address, const std::string& now,
                         std::string_view channel, std::string_view label) {
        if (!address || *address == now) return;
        ways::put_way(tx, {.complaint = complaint->id,
                           .contact = person->contact.id,
                           .channel = std::string(channel),
                           .address = *address});
        changed += (changed.empty() ? "" : "、") + std::string(label) + (address->empty() ? "（删除）" : "");
    };
    put(addresses.mobile, person->contact.mobile, "sms", "手机号");
    put(addresses.email, person->contact.email, "mail", "邮箱");
    if (changed.empty()) return ways_json(*person);
    const auto noted = perform(tx, env, actor, complaint->uid, complaint->revision, "note",
                               {{"text", "登记被投诉人的联系方式：" + changed}});
    if (!noted) return std::unexpected(noted.error());
    const auto now = respondent_of(tx, *complaint);
    if (!now) return std::unexpected(now.error());
    return ways_json(*now);
}

}  // namespace qingqian::cases
