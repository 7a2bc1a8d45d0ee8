#pragma once

#include <string_view>

#include "store/store.hpp"

namespace qingqian::cases {

/// Name in the settings of the database: a number that rises with every change to notices, local days, rates
/// and bodies, so that a program that runs knows when to read them again.
constexpr std::string_view reference_stamp = "reference_stamp";

/// Raises it.
void note_reference_change(store::WriteTx& tx);

}  // namespace qingqian::cases
