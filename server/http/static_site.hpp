#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded.hpp"
#include "http/request_head.hpp"
#include "http/response.hpp"

namespace qingqian::http {

/// The web client out of memory.
///
/// A file `x` may have siblings `x.br` and `x.gz`, sent to clients whose Accept-Encoding takes them. Strong
/// ETags are computed once. Files under /assets/ have hashed names and are cached for ever; all others are
/// revalidated. A path without an extension is a route of the client and answers index.html, except under
/// /api/ and /hooks/.
class StaticSite {
  public:
    /// `files` as of base::embedded_files("web/"): paths begin with `prefix`, which is cut off.
    explicit StaticSite(const std::vector<base::EmbeddedFile>& files, std::string_view prefix = "web/");

    /// The answer to GET or HEAD of `head.path`, or nothing when the site has no such file. 406 where
    /// Accept-Encoding forbids every variant.
    std::optional<Response> answer(const RequestHead& head) const;
    bool empty() const { return entries_.empty(); }

  private:
    struct Variant {
        std::string_view content;
        std::string etag;
    };
    struct Entry {
        std::string content_type;
        bool immutable = false;
        std::optional<Variant> plain, gzip, brotli;
    };

    const Entry* find(std::string_view path) const;

    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace qingqian::http
