#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/problem.hpp"
#include "request_head.hpp"

namespace qingqian::http {

/// Beast's parser over one request: fills a RequestHead with views, then decodes a chunked body into spans.
class RequestParser final : public boost::beast::http::basic_parser<true> {
  public:
    explicit RequestParser(RequestHead& head) : head_(&head) {}

    /// Parses `head.raw`, which holds exactly the header, and checks what the parser is lenient about: one
    /// length and one only, one Host, no unknown transfer coding, a target that decodes. The problem to
    /// answer, or nothing.
    std::optional<base::Problem> read_header();

    /// Decodes chunks from `input` into `into`. `consumed` bytes of the input are used up; `produced` is what
    /// lies in the span. `failed` for a malformed chunk, `too_large` beyond body_limit().
    struct Decoded {
        std::size_t consumed = 0;
        std::size_t produced = 0;
        bool failed = false;
        bool too_large = false;
    };
    Decoded decode_chunks(std::string_view input, std::span<char> into);

  private:
    using Error = boost::beast::error_code;
    using View = boost::beast::string_view;
    using Verb = boost::beast::http::verb;
    using Field = boost::beast::http::field;

    void on_request_impl(Verb, View method, View target, int version, Error&) override;
    void on_response_impl(int, View, int, Error&) override {}
    void on_field_impl(Field, View name, View value, Error&) override;
    void on_header_impl(Error&) override { header_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    std::size_t on_body_impl(View body, Error&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, View extensions, Error&) override;
    std::size_t on_chunk_body_impl(std::uint64_t, View body, Error&) override;
    void on_finish_impl(Error&) override {}

    RequestHead* head_;
    std::span<char> into_;
    std::size_t produced_ = 0;
    bool header_done_ = false;
    bool too_many_fields_ = false;
};

}  // namespace qingqian::http
