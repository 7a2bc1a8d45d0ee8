#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace qingqian::records {

/// A file of a case on its way in, sent in several requests. No part of the case until it is whole.
struct Upload {
    std::int64_t id = 0;
    std::string uid;
    std::int64_t complaint = 0;
    std::string owner;          ///< who began it and may go on: as the owner of an idempotency key
    std::string kind;           ///< as an attachment's
    std::string name;           ///< cleaned
    std::int64_t size = 0;      ///< bytes of the whole file
    std::string sha256;         ///< of the whole file as announced, or empty
    std::int64_t received = 0;  ///< bytes that are durable; `size` exactly when the attachment is recorded
    std::string attachment;     ///< uid of what it became, or empty
    base::UtcMillis created_at = 0;
    base::UtcMillis expires_at = 0;
};

}  // namespace qingqian::records
