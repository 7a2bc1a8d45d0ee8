#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "files/append.hpp"
#include "http/request_head.hpp"

/// What tus 1.0.0 (https://tus.io/protocols/resumable-upload) writes into headers: core, creation,
/// creation-with-upload, checksum, expiration and termination.
namespace qingqian::api::tus {

inline constexpr std::string_view version = "1.0.0";
inline constexpr std::string_view extensions =
    "creation,creation-with-upload,checksum,expiration,termination";
inline constexpr std::string_view checksums = "sha256,sha1";
inline constexpr std::string_view piece_type = "application/offset+octet-stream";

/// Stand in every answer, refusals too.
std::vector<std::pair<std::string, std::string>> common_headers();

/// `tus_version` (412) where the request does not say that it speaks 1.0.0.
std::optional<base::Problem> refused_version(const http::RequestHead& head);
/// The number that a header holds; `upload_header_wrong` (400) where it is missing or no number.
base::Result<std::uint64_t> number(const http::RequestHead& head, std::string_view name);
/// Upload-Checksum; `upload_header_wrong` (400) where it is malformed or by another algorithm.
base::Result<std::optional<files::Checksum>> checksum(const http::RequestHead& head);
/// Whether the request carries bytes of a file.
bool has_piece(const http::RequestHead& head);

/// What Upload-Metadata says of a file; keys that nobody here asks for are passed over.
struct Metadata {
    std::string kind;
    std::string name;    ///< of `name`, or of `filename`
    std::string sha256;  ///< 64 lower-case hex characters, or empty
};
/// Reads "key base64,key base64"; `upload_header_wrong` (400) where it is malformed or a key stands twice.
base::Result<Metadata> metadata(std::string_view field);

/// The value of Upload-Expires.
std::string expires(base::UtcMillis at);

}  // namespace qingqian::api::tus
