#pragma once

#include <string_view>
#include <vector>

#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

/// What officers are told that is no step of a case.
namespace qingqian::cases {

/// Officers who hold a right and are not disabled.
std::vector<records::Officer> officers_with(store::ReadTx& tx, const Environment& env,
                                            std::string_view right);

/// Tells each of them `event` by the channels that its routing names for `handler`.
void tell_officers(store::WriteTx& tx, const Environment& env, const std::vector<records::Officer>& officers,
                   std::string_view event, const records::Complaint& about);

/// Tells an officer that somebody tries his account with wrong passwords (LOGIN_LOCKED).
void tell_of_tried_login(store::WriteTx& tx, const Environment& env, const records::Officer& officer);

}  // namespace qingqian::cases
