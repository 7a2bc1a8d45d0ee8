#include "document_number.hpp"

#include <fmt/format.h>

namespace qingqian::workflow {

std::string document_number(std::string_view prefix, std::string_view infix, std::int64_t year,
                            std::int64_t serial) {
    return fmt::format("{}{}〔{}〕{}号", prefix, infix, year, serial);
}

}  // namespace qingqian::workflow
