#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "records/body.hpp"
#include "store/inbox.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// To whom the messages in the platform are addressed that this person reads: "officer:3", "complainant:12",
/// "respondent:13". Empty for anybody else, who has none.
std::string inbox_of(store::ReadTx& tx, const records::Actor& actor);

/// `Inbox`.
boost::json::object inbox_json(const store::inbox::Page& page);

}  // namespace qingqian::cases
