#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// A draft made out of a case that has ended.
struct LinkedDraft {
    records::Complaint complaint;
    std::string
        secret;  ///< what opens it for a complainant, in clear this once; empty for an officer's draft
};

/// Begins a new case on new facts (T23): a draft with the form and contacts of `ended`, which says that the
/// matter was complained about before, under which number, and what is new. It begins with the newest
/// workflow and belongs to whoever began it. The link is the caller's.
LinkedDraft open_draft_from(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                            const records::Complaint& ended, const boost::json::object& input);

}  // namespace qingqian::cases
