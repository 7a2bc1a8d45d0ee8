#include "content_check.hpp"

#include <unistd.h>

#include "pdf_check.hpp"
#include "picture_check.hpp"

namespace qingqian::files {

Verdict check_content(const std::string& path, std::string_view content_type) {
    if (::access(path.c_str(), R_OK) != 0) return {.verdict = "unscannable", .detail = "missing"};
    if (content_type == "application/pdf") return check_pdf(path);
    if (content_type == "image/png") return check_png(path);
    if (content_type == "image/jpeg") return check_jpeg(path);
    return {.verdict = "unscannable", .detail = "unknown_type"};
}

}  // namespace qingqian::files
