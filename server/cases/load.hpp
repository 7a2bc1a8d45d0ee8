#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <vector>

#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {

/// Loads into `view`, which holds the row, what an action looks at: clocks, files, tracks, bodies, plan,
/// ledger and whoever `input` names. What no guard or effect of the action asks for is not read.
void load_for(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
              const workflow::Definition& definition, const workflow::Action& action,
              const boost::json::object& input, workflow::CaseView& view);

/// Loads everything that hangs on the case but its history; for its page and for what may be done with it.
void load_whole(store::ReadTx& tx, const Environment& env, workflow::CaseView& view);

/// Officer of the last proposal of a refusal since the complaint was last received; 0 when none. For cases of
/// the first version of the workflow, which knew no tracks.
std::int64_t refusal_proposer(const workflow::Definition& definition,
                              const std::vector<records::Event>& events);

/// When the complainant confirmed everything that he had been told until now; 0 where something is not
/// confirmed.
base::UtcMillis confirmed_at(const workflow::Definition& definition,
                             const std::vector<records::Event>& events);

}  // namespace qingqian::cases
