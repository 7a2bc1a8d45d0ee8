#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/message.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// Events of which an officer chooses together by which way he is told (schemas/rules/notice_families.json).
struct NoticeFamily {
    std::string code;
    base::Sentence label;
    std::vector<std::string> events;  ///< none: everything that stands in no other family
};
const std::vector<NoticeFamily>& notice_families();
/// The family of an event: "OVERDUE" → "breach".
const std::string& notice_family(std::string_view event);

/// Applies what an officer has chosen to a message to him: a mail that he wants later is `held` for his
/// digest, one that he does not want is `skipped` with reason `not_wanted`. In the platform he is told
/// always.
void apply_choice(store::ReadTx& tx, std::int64_t officer, records::Message& message);

/// `NoticeChoices` of the contract.
boost::json::object notice_choices_json(store::ReadTx& tx, std::int64_t officer);

/// Sends the digests that are due: on the morning of a working day one mail to each officer for whom some
/// wait, listing what it stands for; once an officer and day, later the same day where nobody was there to
/// send it. How many went out.
std::size_t send_digests(store::Store& store, const Environment& env);

/// One officer's digest of today, in its transaction. Whether it went out.
bool send_digest(store::WriteTx& tx, const Environment& env, std::int64_t officer);
/// Whether digests go out at this moment.
bool digests_due(const Environment& env, base::UtcMillis now);

}  // namespace qingqian::cases
