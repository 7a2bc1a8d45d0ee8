#include "carrier.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

namespace qingqian::notifier {

std::vector<Share> share_out(std::span<const Carrier> carriers, base::UtcMillis now, std::size_t most) {
    std::vector<Share> shares;
    bool open = true;
    std::size_t left = most;
    for (const auto& carrier : carriers) {
        // Who sends messages on has taken them out of what may be claimed for all.
        const auto room = carrier.pace.room(now, carrier.breaker.room(now, open ? left : most));
        shares.push_back({carrier.name, room, open});
        if (open) left -= room;
        if (carrier.breaker.closed()) open = false;
    }
    return shares;
}

std::size_t open_room(std::span<const Share> shares) {
    std::size_t room = 0;
    for (const auto& share : shares) room += share.open ? share.room : 0;
    return room;
}

Share* place_for(std::span<Share> shares, std::string_view provider) {
    const auto marked = std::ranges::find(shares, provider, &Share::provider);
    const auto first = marked == shares.end() ? shares.begin() : marked;
    const auto free = [](const Share& share) { return share.room > 0; };
    const auto free_for_all = [](const Share& share) { return share.open && share.room > 0; };
    // One that is marked with a later provider has been passed on to it and to those behind it.
    auto found = first == shares.begin() ? std::find_if(first, shares.end(), free_for_all)
                                         : std::find_if(first, shares.end(), free);
    if (found == shares.end()) found = std::find_if(shares.begin(), first, free_for_all);
    return found == shares.end() || found->room == 0 ? nullptr : &*found;
}

base::UtcMillis room_at(std::span<const Carrier> carriers, base::UtcMillis now) {
    auto at = std::numeric_limits<base::UtcMillis>::max();
    for (const auto& carrier : carriers) {
        if (carrier.breaker.closed()) {
            if (carrier.pace.room(now, 1) == 0) at = std::min(at, carrier.pace.next_at(now));
            break;
        }
        if (carrier.breaker.rests_until() > now) at = std::min(at, carrier.breaker.rests_until());
    }
    return at;
}

}  // namespace qingqian::notifier
