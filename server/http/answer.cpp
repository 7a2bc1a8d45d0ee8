#include "answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <chrono>

#include "base/problem.hpp"
#include "text.hpp"

namespace qingqian::http {
namespace {

constexpr std::string_view security_lines =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()\r\n";

void line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

void number_line(std::string& out, std::string_view name, std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    line(out, name, {digits, static_cast<std::size_t>(end - digits)});
}

// RFC 9110, 13.1.5: If-Range compares strongly; a date never matches, since no file here is told apart by
// date.
bool range_still_fits(const RequestHead& head, const Response& response) {
    const auto condition = head.field("If-Range");
    if (!condition) return true;
    const auto etag = response.header("ETag");
    return etag && !etag->starts_with("W/") && *condition == *etag;
}

void become_not_modified(Response& response) {
    response.status = 304;
    response.ranges = false;
    std::erase_if(response.headers,
                  [](const auto& header) { return same_text(header.first, "Content-Type"); });
}

Slice become_unsatisfiable(const RequestHead& head, Response& response, std::uint64_t total) {
    response = problem(base::problem("range_not_satisfiable"), head);
    response.headers.emplace_back("Content-Range", "bytes */" + std::to_string(total));
    return {0, std::get<std::string>(response.body).size()};
}

}  // namespace

Slice apply_conditions(const RequestHead& head, Response& response, std::uint64_t total) {
    const bool reading = head.method == "GET" || head.method == "HEAD";
    if (response.status != 200 || !reading) return {0, total};
    const auto etag = response.header("ETag");
    if (etag) {
        const auto known = head.joined_field("If-None-Match");
        if (known && names_etag(*known, *etag)) {
            become_not_modified(response);
            return {0, 0};
        }
    }
    if (!response.ranges) return {0, total};
    response.headers.emplace_back("Accept-Ranges", "bytes");
    const auto wish = head.field("Range");
    // A range is defined for GET alone (RFC 9110, 14.2).
    if (!wish || head.method != "GET" || !range_still_fits(head, response)) return {0, total};
    const auto range = read_range(*wish, total);
    if (std::holds_alternative<NotSatisfiable>(range)) return become_unsatisfiable(head, response, total);
    if (const auto* slice = std::get_if<Slice>(&range)) {
        response.status = 206;
        response.headers.emplace_back("Content-Range", fmt::format("bytes {}-{}/{}", slice->offset,
                                                                   slice->offset + slice->length - 1, total));
        return *slice;
    }
    return {0, total};
}

bool headers_are_sane(const Response& response) {
    using namespace std::string_view_literals;
    const auto broken = [](std::string_view text) {
        return text.find_first_of("\r\n\0"sv) != std::string_view::npos;
    };
    return std::ranges::none_of(response.headers, [&](const auto& header) {
        return header.first.empty() || broken(header.first) || broken(header.second);
    });
}

void write_header(std::string& out, const RequestHead& head, const Response& response,
                  const Framing& framing) {
    const auto reason =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason.data(), reason.size()).append("\r\n");
    line(out, "Date", framing.date);
    bool own_policy = false;
    bool own_cache = false;
    for (const auto& [name, value] : response.headers) {
        own_policy = own_policy || same_text(name, "Content-Security-Policy");
        own_cache = own_cache || same_text(name, "Cache-Control");
        line(out, name, value);
    }
    if (may_have_body(response.status) && !framing.until_close)
        number_line(out, "Content-Length", framing.content_length);
    if (!own_cache) line(out, "Cache-Control", "no-store");
    if (!own_policy) line(out, "Content-Security-Policy", page_policy);
    out.append(security_lines);
    if (head.scheme == "https") line(out, "Strict-Transport-Security", "max-age=31536000");
    line(out, "X-Request-Id", head.request_id);
    if (framing.close) {
        line(out, "Connection", "close");
    } else if (!head.http_1_1) {
        line(out, "Connection", "keep-alive");
    }
    out.append("\r\n");
}

bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

std::string http_date(std::int64_t utc_millis) {
    using namespace std::chrono;
    constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_time<seconds> time{floor<seconds>(milliseconds(utc_millis))};
    const auto day = floor<std::chrono::days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[weekday{day}.c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

}  // namespace qingqian::http
