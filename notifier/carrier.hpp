#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "notifier/breaker.hpp"
#include "notifier/pace.hpp"

namespace qingqian::notifier {

/// A provider as the dispatcher knows it: whether it works, and how much it takes.
struct Carrier {
    std::string name;
    Breaker breaker;
    Pace pace;
};

/// What may leave to one provider in a turn.
struct Share {
    std::string provider;
    std::size_t room = 0;
    /// Any message may go here. False for a provider behind one that works: only messages that those before
    /// it would not take, and which are therefore marked with its name, go there.
    bool open = false;
};

/// Shares out `most` messages among providers in their order of priority. The first that works gets all but
/// the one message with which each provider before it is tried again after its rest; a provider that only has
/// no pace left keeps its messages waiting and passes none on.
std::vector<Share> share_out(std::span<const Carrier> carriers, base::UtcMillis now, std::size_t most);

/// How many messages of any kind may be claimed for these shares.
std::size_t open_room(std::span<const Share> shares);

/// Takes a place for a message that is marked with `provider` (it was tried there last, or is to go there):
/// from its provider on, then from the first. Null when none of them has room.
Share* place_for(std::span<Share> shares, std::string_view provider);

/// When one of the providers can take a message again, given that none can now.
base::UtcMillis room_at(std::span<const Carrier> carriers, base::UtcMillis now);

}  // namespace qingqian::notifier
