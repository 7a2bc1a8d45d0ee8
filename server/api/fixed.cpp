#include "fixed.hpp"

#include <zlib.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/embedded.hpp"
#include "base/random.hpp"
#include "http/negotiate.hpp"

namespace qingqian::api {
namespace {

/// The content in gzip; nothing where that saves nothing.
std::optional<std::string> compressed(const std::string& content) {
    constexpr int gzip_window = 15 + 16;
    constexpr int most_memory = 9;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, most_memory, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return std::nullopt;
    }
    std::string out(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
    // zlib takes its input by a pointer to non-const and does not write to it.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return whole && out.size() < content.size() ? std::optional(std::move(out)) : std::nullopt;
}

http::Response answer_of(const http::Response& common, std::string content) {
    constexpr std::size_t etag_length = 32;
    http::Response answer = common;
    answer.set("ETag", "\"" + base::sha256_hex(content).substr(0, etag_length) + "\"");
    answer.body = std::make_shared<const std::string>(std::move(content));
    return answer;
}

}  // namespace

http::Route fixed(std::string pattern, std::string content_type, std::string content,
                  std::string content_security_policy) {
    http::Route route;
    route.method = "GET";
    route.pattern = std::move(pattern);
    route.produces = content_type.substr(0, content_type.find(';'));
    http::Response common;
    common.set("Content-Type", std::move(content_type));
    common.set("Cache-Control", "no-cache");
    common.set("Vary", "Accept-Encoding");
    if (!content_security_policy.empty()) {
        common.set("Content-Security-Policy", std::move(content_security_policy));
    }
    std::optional<http::Response> gzip;
    if (auto packed = compressed(content)) {
        gzip = answer_of(common, std::move(*packed));
        gzip->set("Content-Encoding", "gzip");
    }
    route.handle = [plain = answer_of(common, std::move(content)),
                    gzip = std::move(gzip)](const std::shared_ptr<http::Exchange>& exchange) {
        const auto wish = exchange->head.joined_field("Accept-Encoding");
        const bool takes = gzip && wish && http::weight(*wish, "gzip").value_or(0) > 0;
        exchange->respond(takes ? *gzip : plain);
    };
    return route;
}

http::Route fixed_file(std::string pattern, std::string content_type, std::string_view path) {
    const auto text = base::embedded_text(path);
    if (!text) throw std::runtime_error(std::string(path) + " is not inside the program");
    return fixed(std::move(pattern), std::move(content_type), std::string(*text));
}

}  // namespace qingqian::api
