#pragma once

#include <string_view>

#include "records/body.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// Notes what an administrator did: who (by number of account), which act and of what ("officer_changed",
/// "suzhou"). Every act of the administrator's pages calls this one function, within its unit of work; the
/// line stands in the program's log once the unit is durable.
void administered(store::WriteTx& tx, const records::Actor& actor, std::string_view act, std::string_view of);

}  // namespace qingqian::cases
