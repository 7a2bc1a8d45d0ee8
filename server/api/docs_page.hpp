#pragma once

#include <string>
#include <string_view>

namespace qingqian::api {

/// The contract for people: one page without script.
struct DocsPage {
    std::string html;
    std::string policy;  ///< Content-Security-Policy that lets its own style sheet through, and nothing else
};

/// Renders an OpenAPI 3.1 document: each operation with its parameters, body and answers, each schema with
/// its members; references are links. Throws std::runtime_error for a document that is not YAML.
DocsPage docs_page(std::string_view openapi);

}  // namespace qingqian::api
