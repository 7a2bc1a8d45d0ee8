#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/call.hpp"
#include "api/evidence.hpp"
#include "files/append.hpp"
#include "records/upload.hpp"

/// What happens to an upload: begun, gone on with, given up. Each step reads and writes its row; the bytes
/// are files::append's.
namespace qingqian::api::uploads {

/// So many files somebody may have on their way to one case; the oldest make room for more. An answer that
/// never came leaves one behind, and nobody should be kept from sending by those.
inline constexpr std::size_t most_open = 30;

/// A new upload as its header describes it.
struct Beginning {
    evidence::Named named;
    std::uint64_t length = 0;  ///< bytes
    std::string sha256;        ///< announced, or empty
    std::optional<files::Checksum> checksum;
};

/// The upload that the address names: of that case, begun by the caller. `upload_not_found` (404) otherwise,
/// `upload_expired` (410) after its time.
base::Result<records::Upload> find_own(store::ReadTx& tx, const Call& call);

/// Forgets an upload and deletes what has arrived of it.
void remove(store::WriteTx& tx, const Services& services, const std::string& upload);

/// Begins an upload, with the bytes of this very request where it has any, and answers.
void begin(std::shared_ptr<const Request> request, std::shared_ptr<const Beginning> beginning);

/// Adds the request's bytes and answers.
void go_on(std::shared_ptr<const Request> request, std::uint64_t offset,
           std::optional<files::Checksum> checksum);

}  // namespace qingqian::api::uploads
