#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "cases/environment.hpp"
#include "cases/perform.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// `TransitionPreview`: the documents that a step would issue and the messages it would send, as they would
/// read; nothing is written, no number is taken. Refuses as `perform` does, but asks for no revision.
/// Messages to officers stand for whole desks; what no wording or consent lets through shows with its reason.
base::Result<boost::json::object> preview_step(store::ReadTx& tx, const Environment& env,
                                               const records::Actor& actor, std::string_view uid_or_number,
                                               const Transition& asked);

}  // namespace qingqian::cases
