#pragma once

#include <string>

#include "files/content_check.hpp"

namespace qingqian::files {

/// The look itself, in this process: without bounds of time and memory. See pdf_check.hpp.
Verdict look_into_pdf(const std::string& path);

}  // namespace qingqian::files
