#include "inbox.hpp"

#include "store/complaints.hpp"

namespace qingqian::cases {

namespace json = boost::json;

std::string inbox_of(store::ReadTx& tx, const records::Actor& actor) {
    if (actor.kind == "officer" && actor.officer != 0) return "officer:" + std::to_string(actor.officer);
    if (actor.complaint == 0 || (actor.kind != "complainant" && actor.kind != "respondent")) return {};
    for (const auto& contact : store::complaints::contacts(tx, actor.complaint)) {
        if (contact.role == actor.kind) return contact.role + ":" + std::to_string(contact.id);
    }
    return {};
}

json::object inbox_json(const store::inbox::Page& page) {
    json::array items;
    for (const auto& [message, read_at, number] : page.items) {
        items.push_back({{"uid", message.uid},
                         {"number", number.empty() ? json::value(nullptr) : json::value(number)},
                         {"event_name", message.event_name},
                         {"language", message.language},
                         {"subject", message.subject},
                         {"text", message.text},
                         {"created_at", message.created_at},
                         {"read_at", read_at == 0 ? json::value(nullptr) : json::value(read_at)}});
    }
    return {{"items", std::move(items)},
            {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}};
}

}  // namespace qingqian::cases
