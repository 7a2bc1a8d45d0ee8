#pragma once

#include <optional>
#include <string>

#include "base/problem.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// What is said of a body; what is not said stays as it is.
struct BodyChange {
    std::string code;
    std::optional<std::string> name{};
    std::optional<std::string> name_en{};
    std::optional<std::string> kind{};      ///< accepting, handling, supervising
    std::optional<std::string> division{};  ///< six digits, GB/T 2260; routing by place goes by it
    std::optional<std::string> parent{};    ///< code of the body above; of a new body alone
    std::optional<std::string> phone{};
    std::optional<std::string> prefix{};  ///< of its documents' numbers (机关代字), "苏款诉"; empty: its name
    std::optional<std::string> closed_on{};  ///< ISO day from which it is given no new cases; empty: never
};

/// Adds a body or changes the one of that code; whether it was added. A server that runs takes it up by
/// itself. Refuses `invalid_input`: a new body without name, kind or division, a kind that is none, a
/// division of other than six digits, an unknown body above; a body above for one that is known (the cases it
/// sees would have to be counted anew); a day
/// of closing that does not exist, or of a body that does not handle cases: others must be there.
base::Result<bool> set_body(store::WriteTx& tx, const BodyChange& change);

}  // namespace qingqian::cases
