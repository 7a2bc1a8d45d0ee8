#include "webhooks.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/random.hpp"
#include "cases/live.hpp"
#include "cases/officer_notice.hpp"
#include "store/identity.hpp"
#include "store/outbox.hpp"
#include "store/webhooks.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;

// Numbers below every digest's and reminder's, which are events of no case's history either.
constexpr std::int64_t first_number = 2'000'000'000'000'000;

records::Message notice(store::WriteTx& tx, const records::Officer& officer,
                        const store::webhooks::Webhook& webhook, std::int64_t number) {
    const auto words = base::problem("webhook_paused", {{"name", webhook.name}}).sentence;
    const bool english = officer.language == "en";
    records::Message message;
    message.uid = base::uuid_v7(tx.random(), tx.now());
    message.event = -number;
    message.event_name = "WEBHOOK_PAUSED";
    message.recipient = "officer:" + std::to_string(officer.id);
    message.channel = "site";
    message.language = english ? "en" : "zh-CN";
    message.subject = english ? "A webhook was paused" : "一个事件推送已暂停";
    message.text = english ? words.en : words.zh;
    message.state = "delivered";
    message.provider = "site";
    message.created_at = message.updated_at = tx.now();
    return message;
}

}  // namespace

void tell_webhooks(store::WriteTx& tx, const Environment& env, const records::Complaint& complaint,
                   std::string_view state_before, const records::Event& event) {
    if (env.settings.silent) return;
    bool told = false;
    for (const auto& webhook : store::webhooks::told_of(tx, event.type, complaint.id)) {
        store::webhooks::Delivery delivery{.uid = base::uuid_v7(tx.random(), tx.now()),
                                           .webhook = webhook.id,
                                           .complaint = complaint.id,
                                           .event = event.id,
                                           .type = event.type,
                                           .payload = {},
                                           .next_try_at = tx.now(),
                                           .created_at = tx.now(),
                                           .updated_at = tx.now()};
        delivery.payload = json::serialize(json::object{
            {"id", delivery.uid},
            {"type", event.type},
            {"at", event.at},
            {"case", json::object{{"uid", complaint.uid},
                                  {"number", complaint.number},
                                  {"state", complaint.state},
                                  {"state_before", state_before},
                                  {"revision", complaint.revision},
                                  {"due", complaint.due.empty() ? json::value(nullptr)
                                                                : json::value(complaint.due)}}}});
        told = store::webhooks::insert(tx, delivery) || told;
    }
    if (told && env.settings.webhooks) tx.after_commit([wake = env.settings.webhooks] { wake(); });
}

std::size_t tell_of_paused_webhooks(store::WriteTx& tx, const Environment& env) {
    std::size_t told = 0;
    for (auto webhook : store::webhooks::all(tx)) {
        if (webhook.state != "paused" || webhook.reason != "failing" || webhook.told_at != 0) continue;
        webhook.told_at = tx.now();
        store::webhooks::update(tx, webhook);
        std::vector<std::int64_t> officers;
        for (const auto& officer : officers_with(tx, env, "administer")) {
            auto message = notice(tx, officer, webhook, first_number + tx.now() * 1'000 + webhook.id % 1'000);
            if (store::outbox::insert(tx, message)) officers.push_back(officer.id);
        }
        note_unread(tx, env, std::move(officers));
        ++told;
    }
    return told;
}

}  // namespace qingqian::cases
