#pragma once

#include <string>
#include <string_view>

#include "http/router.hpp"

namespace qingqian::api {

/// A GET route for anybody whose answer is the same for the life of the process. Carries an ETag; asked again
/// each time, so that an upgrade shows at once. Sent in gzip to whoever takes it.
http::Route fixed(std::string pattern, std::string content_type, std::string content,
                  std::string content_security_policy = {});

/// The same for a file inside the binary. Throws std::runtime_error when it is not there.
http::Route fixed_file(std::string pattern, std::string content_type, std::string_view path);

}  // namespace qingqian::api
