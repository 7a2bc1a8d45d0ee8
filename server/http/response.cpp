#include "response.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "request_head.hpp"
#include "text.hpp"

namespace qingqian::http {
namespace {

// RFC 8187: what is not an attr-char is percent-encoded.
std::string percent_encoded(std::string_view text) {
    constexpr std::string_view plain = "!#$&+-.^_`|~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const bool letter = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
        if (letter || plain.find(c) != std::string_view::npos) {
            result += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            result += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
    }
    return result;
}

std::string retry_after(const base::Problem& problem) {
    const auto* seconds = problem.extra.if_contains("retry_after");
    return std::to_string(
        seconds != nullptr && seconds->is_int64() ? std::max<std::int64_t>(1, seconds->get_int64()) : 1);
}

}  // namespace

Descriptor::~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
}

Response& Response::set(std::string_view name, std::string value) {
    const auto found =
        std::ranges::find_if(headers, [&](const auto& line) { return same_text(line.first, name); });
    if (found != headers.end()) {
        found->second = std::move(value);
    } else {
        headers.emplace_back(std::string(name), std::move(value));
    }
    return *this;
}

std::optional<std::string_view> Response::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_text(key, name)) return value;
    }
    return std::nullopt;
}

Response json(int status, std::string text) {
    Response response;
    response.status = status;
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = std::move(text);
    return response;
}

Response json(int status, const char* text) {
    return json(status, std::string(text));
}

Response json(int status, const boost::json::value& value) {
    return json(status, boost::json::serialize(value));
}

Response text(int status, std::string text) {
    Response response;
    response.status = status;
    response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    response.body = std::move(text);
    return response;
}

Response no_content() {
    Response response;
    response.status = 204;
    return response;
}

Response problem(const base::Problem& problem, const RequestHead& head) {
    auto document = base::problem_document(problem, head.language);
    document["request_id"] = head.request_id;
    auto response = json(problem.status, boost::json::serialize(document));
    response.headers[0].second = "application/problem+json";
    response.headers.emplace_back("Content-Language", std::string(head.language));
    if (problem.status == 503 || problem.status == 429)
        response.headers.emplace_back("Retry-After", retry_after(problem));
    // RFC 9110 demands a challenge; a scheme of our own keeps browsers from asking for a password themselves.
    if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Session");
    return response;
}

Response download(File file, std::string content_type, std::string_view name, std::string etag) {
    Response response;
    response.headers.emplace_back("Content-Type", std::move(content_type));
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename*=UTF-8''" + percent_encoded(name));
    response.headers.emplace_back("ETag", std::move(etag));
    response.headers.emplace_back("Content-Security-Policy", std::string(sandbox_policy));
    response.headers.emplace_back("Cache-Control", "no-store");
    response.body = std::move(file);
    response.ranges = true;
    return response;
}

}  // namespace qingqian::http
