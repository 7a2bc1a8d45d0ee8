// Who has a case open. Kept in memory alone: nothing is locked, and after a restart everybody says so again.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "live_hub.hpp"

namespace qingqian::api {

void LiveHub::present(const records::Complaint& complaint, std::vector<std::int64_t> bodies,
                      const records::Actor& officer, std::string_view login, bool open) {
    post([this, complaint, bodies = std::move(bodies), id = officer.officer, name = officer.name,
          login = std::string(login), open] {
        if (!open && !present_.contains(complaint.id)) return;
        auto& presence = present_[complaint.id];
        presence.complaint = complaint;
        presence.bodies = bodies;
        const auto before = presence.officers.size();
        if (open) {
            const auto now = std::chrono::steady_clock::now().time_since_epoch();
            presence.officers[id] = {login, name,
                                     std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
        } else {
            presence.officers.erase(id);
        }
        if (presence.officers.size() != before) tell_presence(presence);
        if (presence.officers.empty()) present_.erase(complaint.id);
    });
}

std::string LiveHub::presence_text(const Presence& presence) const {
    boost::json::array officers;
    for (const auto& [id, somebody] : presence.officers) {
        officers.push_back(boost::json::object{{"login", somebody.login}, {"name", somebody.name}});
    }
    const boost::json::object data{{"uid", presence.complaint.uid},
                                   {"number", presence.complaint.number},
                                   {"officers", std::move(officers)}};
    return live_message("presence", "", boost::json::serialize(data));
}

void LiveHub::tell_presence(const Presence& presence) {
    const auto text = std::make_shared<const std::string>(presence_text(presence));
    std::vector<http::EventStream::Sending> sendings;
    for (const auto& [scope, group] : groups_) {
        if (!scope.sees(presence.bodies)) continue;
        for (const auto name : group.names) sendings.emplace_back(listeners_.at(name).stream, text);
    }
    send(std::move(sendings));
}

void LiveHub::drop_absent(base::UtcMillis now) {
    for (auto next = present_.begin(); next != present_.end();) {
        auto& presence = next->second;
        const auto gone = std::erase_if(presence.officers, [&](const auto& officer) {
            return officer.second.seen_at + options_.presence.count() < now;
        });
        if (gone > 0) tell_presence(presence);
        next = presence.officers.empty() ? present_.erase(next) : std::next(next);
    }
}

}  // namespace qingqian::api
