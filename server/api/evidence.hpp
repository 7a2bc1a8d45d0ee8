#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "files/upload.hpp"
#include "records/complaint.hpp"

namespace qingqian::api::evidence {

/// A file somebody wants to add to a case, as its sender names it.
struct Named {
    std::string kind;
    std::string name;  ///< cleaned
};

/// Reads kind and name; what is wrong with them goes to `faults` with the pointers /kind and /name.
Named named(const cases::Environment& environment, std::string_view kind, std::string_view name,
            std::vector<base::FieldFault>& faults);

/// Whether the case takes `size` more bytes of this kind from the caller now: `attachments_closed` (409),
/// `case_files_too_large` (413), or `too_many` at /kind.
base::Result<records::Complaint> has_room(store::ReadTx& tx, const Call& call, std::string_view complaint,
                                          std::string_view kind, std::uint64_t size);

/// Records a file that is durable as the case's attachment, if there is room for it, and has it looked at.
base::Result<records::Attachment> take_in(store::WriteTx& tx, const Call& call, std::string_view complaint,
                                          const Named& named, const files::Received& received);

}  // namespace qingqian::api::evidence
