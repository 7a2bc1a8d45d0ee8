#include "officer_notice.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "live.hpp"
#include "notifier/compose.hpp"
#include "store/identity.hpp"
#include "store/outbox.hpp"
#include "tell.hpp"

namespace qingqian::cases {
namespace {

// Below the numbers of digests, reminders and webhooks, which belong to no case's history either.
constexpr std::int64_t first_number = 5'000'000'000'000'000;

notifier::Recipient recipient_of(const records::Officer& officer) {
    notifier::Recipient recipient;
    recipient.audience = "handler";
    recipient.key = "officer:" + std::to_string(officer.id);
    recipient.language = officer.language;
    recipient.mobile = officer.mobile;
    recipient.email = officer.email;
    return recipient;
}

}  // namespace

std::vector<records::Officer> officers_with(store::ReadTx& tx, const Environment& env,
                                            std::string_view right) {
    constexpr std::size_t page = 200;
    std::vector<records::Officer> found;
    std::string after;
    while (true) {
        auto officers = store::identity::officers(tx, after, page);
        const bool last = officers.size() < page;
        if (!officers.empty()) after = officers.back().login;
        std::erase_if(officers, [&](const records::Officer& officer) {
            return officer.disabled_at != 0 ||
                   env.rights.scope(officer.roles, right) == workflow::Scope::none;
        });
        std::ranges::move(officers, std::back_inserter(found));
        if (last) return found;
    }
}

void tell_officers(store::WriteTx& tx, const Environment& env, const std::vector<records::Officer>& officers,
                   std::string_view event, const records::Complaint& about) {
    if (env.settings.silent) return;
    std::vector<notifier::Recipient> recipients;
    for (const auto& officer : officers) recipients.push_back(recipient_of(officer));
    // Several of one millisecond are several: the last digits are drawn.
    std::uint16_t drawn = 0;
    tx.random().fill(&drawn, sizeof drawn);
    const auto number = first_number + tx.now() * 1'000 + drawn % 1'000;
    const workflow::Notice notice{std::string(event), {"handler"}, {}};
    std::vector<std::int64_t> told_here;
    bool waiting = false;
    for (auto& message : notifier::compose(env.catalogue, notice, recipients,
                                           message_context(env, about, -number), tx.random(), tx.now())) {
        if (message.state == "queued" && !env.settings.mute.empty()) {
            message.state = "skipped";
            message.reason = env.settings.mute;
            message.next_try_at = 0;
        }
        waiting = waiting || message.state == "queued";
        if (!store::outbox::insert(tx, message) || message.channel != "site") continue;
        constexpr std::string_view officer = "officer:";
        if (message.recipient.starts_with(officer))
            told_here.push_back(std::stoll(message.recipient.substr(officer.size())));
    }
    note_unread(tx, env, std::move(told_here));
    if (waiting && env.settings.wake) tx.after_commit([wake = env.settings.wake] { wake(); });
}

void tell_of_tried_login(store::WriteTx& tx, const Environment& env, const records::Officer& officer) {
    records::Complaint none;
    none.province = env.settings.province;
    tell_officers(tx, env, {officer}, "LOGIN_LOCKED", none);
}

}  // namespace qingqian::cases
