#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::store::attachments {

/// Commits an attachment whose blob is already durable; sets `id`.
void insert(WriteTx& tx, records::Attachment& attachment);
/// Those not removed, oldest first.
std::vector<records::Attachment> of_case(ReadTx& tx, std::int64_t complaint);
std::optional<records::Attachment> find(ReadTx& tx, std::string_view uid);
void remove(WriteTx& tx, std::int64_t id, base::UtcMillis at);
void set_verdict(WriteTx& tx, std::int64_t id, std::string_view verdict, std::string_view detail,
                 std::int64_t pages);
/// How far letting this file out has come; nothing when nobody asked.
std::optional<records::AttachmentRelease> find_release(ReadTx& tx, std::int64_t attachment);
/// The first officer's word. One row an attachment.
void ask_release(WriteTx& tx, const records::AttachmentRelease& release, std::int64_t complaint);
/// The second's.
void release(WriteTx& tx, const records::AttachmentRelease& release);
/// Attachments still waiting for a verdict, oldest first; for the scan after a restart.
std::vector<records::Attachment> pending(ReadTx& tx, std::size_t limit);
/// Key and digest of every attachment, removed ones too, by keyset.
struct Digest {
    std::int64_t id = 0;
    std::string sha256;
};
std::vector<Digest> digests(ReadTx& tx, std::int64_t after, std::size_t limit);
/// Sum of sizes of what is not removed, in bytes.
std::int64_t total_size(ReadTx& tx, std::int64_t complaint);

}  // namespace qingqian::store::attachments
