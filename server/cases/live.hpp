#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "cases/environment.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/definition.hpp"

namespace qingqian::cases {

/// A step as those who listen are told of it.
struct LiveStep {
    const workflow::Definition& definition;
    const records::Complaint& complaint;  ///< as it is now
    const records::Event& event;
    std::vector<std::int64_t>
        bodies_before;  ///< that saw the case before the step; empty where none can have left
};

/// Puts a step on the feed of live updates, in its own transaction. Parties are told of what their history
/// shows them; restricted steps are not to be handed in.
void note_live(store::WriteTx& tx, const Environment& env, const LiveStep& step);

/// The same for officers who have got a message in the platform.
void note_unread(store::WriteTx& tx, const Environment& env, std::vector<std::int64_t> officers);

}  // namespace qingqian::cases
