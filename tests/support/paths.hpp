#pragma once

#include <filesystem>

namespace qingqian::test {

/// The checkout that this test was built from, for what tests read of it.
std::filesystem::path source_dir();

}  // namespace qingqian::test
