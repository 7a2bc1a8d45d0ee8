// What a socket receives before a handler is chosen: header, target, negotiation, ranges, chunks.
#include <algorithm>
#include <array>
#include <string>

#include "fuzz.hpp"
#include "http/header_scan.hpp"
#include "http/negotiate.hpp"
#include "http/request_parser.hpp"
#include "http/rules.hpp"

using namespace qingqian;
using http::HeaderScan;

namespace {

/// However the bytes arrive, the header ends at the same place.
HeaderScan::State scanned(std::string_view bytes, std::size_t& end) {
    HeaderScan whole;
    const auto state = whole.feed(bytes);
    HeaderScan slow;
    auto slowly = HeaderScan::State::more;
    for (std::size_t n = 1; n <= bytes.size() && slowly == HeaderScan::State::more; ++n) {
        slowly = slow.feed(bytes.substr(0, n));
    }
    if (!bytes.empty()) fuzz::must(slowly == state, "a header is judged alike in one piece and byte by byte");
    if (state == HeaderScan::State::done) fuzz::must(slow.size() == whole.size(), "a header has one end");
    end = whole.size();
    return state;
}

void negotiate(const http::RequestHead& head) {
    const auto value = [&](const char* name) { return head.joined_field(name).value_or(""); };
    for (const auto* token : {"gzip", "br", "*"}) {
        const auto weight = http::weight(value("Accept-Encoding"), token);
        fuzz::must(!weight || (*weight >= 0 && *weight <= 1000), "a weight lies from 0 to 1000");
    }
    http::accepts(value("Accept"), "application/json");
    const auto language = http::choose_language(value("Accept-Language"));
    fuzz::must(language == "zh-CN" || language == "en", "a language that we have");
    http::names_etag(value("If-None-Match"), "\"1\"");
    http::is_json_type(value("Content-Type"));
    http::is_form_type(value("Content-Type"));
    http::check_origin(head, "https://qingqian.example.cn");
    head.cookie("__Host-session");
    for (const std::uint64_t total : {0ULL, 1ULL, 1000ULL, ~0ULL}) {
        const auto range = http::read_range(value("Range"), total);
        if (const auto* slice = std::get_if<http::Slice>(&range)) {
            fuzz::must(slice->length > 0 && slice->offset < total && slice->length <= total - slice->offset,
                       "a slice lies inside the body");
        }
    }
}

void take_body(http::RequestParser& parser, std::string_view input) {
    std::array<char, 512> span;
    for (int i = 0; i < 64 && !input.empty(); ++i) {
        const auto decoded = parser.decode_chunks(input, span);
        fuzz::must(decoded.consumed <= input.size() && decoded.produced <= span.size(),
                   "chunks stay in bounds");
        if (decoded.failed || decoded.too_large || (decoded.consumed == 0 && decoded.produced == 0)) return;
        input.remove_prefix(decoded.consumed);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::text_of(data, std::min<std::size_t>(size, 20'000));
    http::target_too_long(bytes, 8192);
    std::size_t end = 0;
    if (scanned(bytes, end) != HeaderScan::State::done) return 0;
    http::RequestHead head;
    head.raw = bytes.substr(0, end);
    http::RequestParser parser(head);
    if (parser.read_header()) return 0;
    fuzz::must(head.path.starts_with('/') || head.path == "*", "a path begins with a slash");
    fuzz::must(head.path.find("/../") == std::string::npos, "dot segments are resolved");
    const auto control = [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
    };
    fuzz::must(std::ranges::none_of(head.path, control), "a path holds no control characters");
    fuzz::must(head.fields.size() <= 100 && head.query.size() <= 100, "at most 100 fields and parameters");
    fuzz::must(!(head.chunked && head.content_length), "one length and one only");
    negotiate(head);
    if (head.chunked) take_body(parser, bytes.substr(end));
    return 0;
}
