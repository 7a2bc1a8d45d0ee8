#include "fixed.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

#include "base/embedded.hpp"
#include "base/random.hpp"

namespace qingqian::api {

http::Route fixed(std::string pattern, std::string content_type, std::string content,
                  std::string content_security_policy) {
    constexpr std::size_t etag_length = 32;
    http::Route route;
    route.method = "GET";
    route.pattern = std::move(pattern);
    route.produces = content_type.substr(0, content_type.find(';'));
    http::Response answer;
    answer.set("Content-Type", std::move(content_type));
    answer.set("Cache-Control", "no-cache");
    answer.set("ETag", "\"" + base::sha256_hex(content).substr(0, etag_length) + "\"");
    if (!content_security_policy.empty()) {
        answer.set("Content-Security-Policy", std::move(content_security_policy));
    }
    answer.body = std::make_shared<const std::string>(std::move(content));
    route.handle = [answer = std::move(answer)](const std::shared_ptr<http::Exchange>& exchange) {
        exchange->respond(answer);
    };
    return route;
}

http::Route fixed_file(std::string pattern, std::string content_type, std::string_view path) {
    const auto text = base::embedded_text(path);
    if (!text) throw std::runtime_error(std::string(path) + " is not inside the program");
    return fixed(std::move(pattern), std::move(content_type), std::string(*text));
}

}  // namespace qingqian::api
