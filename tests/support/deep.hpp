#pragma once

#include <cstdlib>
#include <string_view>

namespace qingqian::test {

/// Whether the run is `tests/run.sh --deep`.
inline bool deep() {
    const char* asked = std::getenv("QINGQIAN_DEEP");
    return asked != nullptr && std::string_view(asked) == "yes";
}

}  // namespace qingqian::test
