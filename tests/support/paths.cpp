#include "support/paths.hpp"

namespace qingqian::test {

std::filesystem::path source_dir() {
    return QINGQIAN_SOURCE_DIR;
}

}  // namespace qingqian::test
