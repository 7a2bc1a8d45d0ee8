#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

/// Letting a file out of quarantine: by two officers, one who asks with a reason and another who agrees; both
/// stand in the case's history. What a virus scanner has named stays where it is.
namespace qingqian::cases {

/// `ReleaseRequest`.
struct ReleaseRequest {
    std::optional<std::string> reason;  ///< of the first officer
};

/// `Attachment` as an officer sees it: with `release`, where somebody asked for one.
boost::json::object file_json(store::ReadTx& tx, const records::Actor& reader,
                              const records::Attachment& attachment);

/// The first or the second officer's word. `attachment_not_found`; `release_not_needed` (409) unless the
/// verdict is unscannable; `release_infected` (409); `release_needs_another` (409) when the same officer, or
/// one who stands in for him, speaks twice; `invalid_input` for a first word without a reason of at least ten
/// characters. Otherwise what taking a note refuses.
base::Result<boost::json::object> release_file(store::WriteTx& tx, const Environment& env,
                                               const records::Actor& actor, std::string_view uid_or_number,
                                               std::string_view attachment, const ReleaseRequest& request);

// clang-format off
BOOST_DESCRIBE_STRUCT(ReleaseRequest, (), (reason))
// clang-format on

constexpr auto bounds_of(const ReleaseRequest*) {
    return std::array{base::Bound{"reason", 0, 500}};
}

}  // namespace qingqian::cases
