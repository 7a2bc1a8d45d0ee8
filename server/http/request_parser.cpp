#include "request_parser.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/error.hpp>
#include <cstring>

#include "negotiate.hpp"
#include "target.hpp"
#include "text.hpp"

namespace qingqian::http {
namespace {

namespace beast_http = boost::beast::http;

constexpr std::size_t max_fields = 100;
// Chunk sizes, extensions and trailers; a client has no honest use for more.
constexpr std::size_t max_chunk_line = 4096;

constexpr std::array<std::string_view, 7> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

// "HTTP/2.0" is a version we do not speak (505), "HTP/1.1" is none (400).
bool names_other_version(std::string_view raw) {
    const auto line = raw.substr(0, raw.find('\r'));
    const auto version = line.substr(std::min(line.rfind(' '), line.size() - 1) + 1);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return version.size() == 8 && version.starts_with("HTTP/") && digit(version[5]) && version[6] == '.' &&
           digit(version[7]) && version != "HTTP/1.0" && version != "HTTP/1.1";
}

std::size_t count_fields(const RequestHead& head, std::string_view name) {
    return static_cast<std::size_t>(
        std::ranges::count_if(head.fields, [&](const auto& line) { return same_text(line.name, name); }));
}

// RFC 9112, 6.3: a server in front of us may have believed the other one of two lengths.
bool read_length(RequestHead& head) {
    const auto lengths = count_fields(head, "Content-Length");
    const auto codings = count_fields(head, "Transfer-Encoding");
    if (lengths + codings > 1) return false;
    if (lengths == 1) {
        const auto value = *head.field("Content-Length");
        head.content_length = parse_number(value);
        return head.content_length.has_value();
    }
    if (codings == 1) {
        head.chunked = true;
        return head.http_1_1 && same_text(*head.field("Transfer-Encoding"), "chunked");
    }
    return true;
}

bool host_is_sane(std::string_view host) {
    const auto plain = [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_:[]").find(c) != std::string_view::npos;
    };
    return host.size() <= 255 && std::ranges::all_of(host, plain);
}

bool has_one_host(const RequestHead& head) {
    const auto hosts = count_fields(head, "Host");
    if (hosts == 0) return !head.http_1_1;
    return hosts == 1 && host_is_sane(*head.field("Host"));
}

}  // namespace

void RequestParser::on_request_impl(Verb, View method, View target, int version, Error&) {
    head_->method = {method.data(), method.size()};
    head_->target = {target.data(), target.size()};
    head_->http_1_1 = version == 11;
}

void RequestParser::on_field_impl(Field, View name, View value, Error& error) {
    // Trailers come here too; nobody here has a use for them, and they must not pass as header fields.
    if (header_done_) return;
    if (head_->fields.size() == max_fields) {
        too_many_fields_ = true;
        error = beast_http::error::header_limit;
        return;
    }
    head_->fields.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
}

void RequestParser::on_chunk_header_impl(std::uint64_t, View extensions, Error& error) {
    // Beast takes a bare line feed inside a quoted extension, where another reader would see the line end.
    if (extensions.find('\n') != View::npos) error = beast_http::error::bad_chunk_extension;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, Error& error) {
    const auto count = std::min(body.size(), into_.size() - produced_);
    std::memcpy(into_.data() + produced_, body.data(), count);
    produced_ += count;
    if (count < body.size()) error = beast_http::error::need_buffer;
    return count;
}

std::optional<base::Problem> RequestParser::read_header() {
    auto& head = *head_;
    head.fields.reserve(16);
    header_limit(static_cast<std::uint32_t>(head.raw.size() + 1));
    body_limit(boost::none);
    Error error;
    put(boost::asio::const_buffer(head.raw.data(), head.raw.size()), error);
    if (too_many_fields_) return base::problem("header_too_large");
    if (error == beast_http::error::bad_version && names_other_version(head.raw)) {
        return base::problem("version_not_supported");
    }
    const bool about_length = error == beast_http::error::bad_content_length ||
                              error == beast_http::error::multiple_content_length ||
                              error == beast_http::error::bad_transfer_encoding;
    if (about_length) return base::problem("ambiguous_length");
    if (error || !is_header_done()) return base::problem("malformed_request");

    head.keep_alive = keep_alive();
    if (const auto wish = head.field("Accept-Language")) head.language = choose_language(*wish);
    if (!read_length(head)) return base::problem("ambiguous_length");
    if (!has_one_host(head)) return base::problem("malformed_request");
    if (std::ranges::find(methods, head.method) == methods.end())
        return base::problem("method_not_implemented");
    if (!read_target(head.target, head)) return base::problem("malformed_request");
    if (const auto expect = head.joined_field("Expect"); expect && head.http_1_1) {
        if (!same_text(*expect, "100-continue")) return base::problem("expectation_failed");
        head.expects_continue = head.has_body();
    }
    return std::nullopt;
}

RequestParser::Decoded RequestParser::decode_chunks(std::string_view input, std::span<char> into) {
    into_ = into;
    produced_ = 0;
    Decoded result;
    Error error;
    while (!is_done() && produced_ < into.size() && result.consumed < input.size()) {
        const auto rest = input.substr(result.consumed);
        const auto used = put(boost::asio::const_buffer(rest.data(), rest.size()), error);
        result.consumed += used;
        if (error == beast_http::error::need_more) {
            result.failed = rest.size() - used > max_chunk_line;
            break;
        }
        if (error == beast_http::error::need_buffer) break;
        if (error == beast_http::error::body_limit) result.too_large = true;
        if (error) result.failed = true;
        if (error) break;
    }
    result.produced = produced_;
    return result;
}

}  // namespace qingqian::http
