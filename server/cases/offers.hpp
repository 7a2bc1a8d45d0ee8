#pragma once

#include <boost/json/array.hpp>

#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {

/// `Offer`s of the contract: every action that this reader has here, with its fields as a screen draws them
/// and the reasons why not now. Steps of other states, or of other bodies, are no choice he has. `view` holds
/// the whole case.
boost::json::array offers_json(store::ReadTx& tx, const Environment& env, const workflow::CaseView& view,
                               const records::Actor& reader);

}  // namespace qingqian::cases
