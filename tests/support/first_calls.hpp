#pragma once

#include <vector>

namespace qingqian::test {

/// What the program under test calls first in its main(), and a test program that uses the same part has to.
using FirstCall = void (*)(int argc, char** argv);

inline std::vector<FirstCall>& first_calls() {
    static std::vector<FirstCall> calls;
    return calls;
}

/// For a constant beside the tests: `const bool registered = call_first(…)`.
inline bool call_first(FirstCall call) {
    first_calls().push_back(call);
    return true;
}

}  // namespace qingqian::test
