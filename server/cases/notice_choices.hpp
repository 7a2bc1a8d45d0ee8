#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/message.hpp"
#include "store/notice_choices.hpp"
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

/// What the officers told by one step have chosen, each asked for once. In the platform they are told always.
class ChosenWays {
  public:
    explicit ChosenWays(store::ReadTx& tx) : tx_(tx) {}

    /// Whether an officer wants an SMS of an event, whether or not its route has one.
    bool asks_sms(std::int64_t officer, std::string_view event);
    /// Applies it to a message to him: a mail that he wants later is `held` for his digest, a mail or SMS
    /// that he does not want is `skipped` with reason `not_wanted`.
    void apply(std::int64_t officer, records::Message& message);

  private:
    const std::vector<store::notice_choices::Choice>& of(std::int64_t officer);

    store::ReadTx& tx_;
    std::map<std::int64_t, std::vector<store::notice_choices::Choice>> known_;
};

/// By which ways an officer is told of a family: what he chose, or else what the routing does.
struct EffectiveChoice {
    std::string family;
    std::string mail;  ///< now, digest, off
    std::string sms;   ///< now, off; "now" without a choice where any route of the family to officers has SMS
};
/// Of every family, in the order of the table.
std::vector<EffectiveChoice> effective_choices(store::ReadTx& tx, const Environment& env,
                                               std::int64_t officer);

/// `NoticeChoices` of the contract.
boost::json::object notice_choices_json(store::ReadTx& tx, const Environment& env, std::int64_t officer);

/// Sends the digests that are due: on the morning of a working day one mail to each officer for whom some
/// wait, listing what it stands for; once an officer and day, later the same day where nobody was there to
/// send it. How many went out.
std::size_t send_digests(store::Store& store, const Environment& env);

/// One officer's digest of today, in its transaction. Whether it went out.
bool send_digest(store::WriteTx& tx, const Environment& env, std::int64_t officer);
/// Whether digests go out at this moment.
bool digests_due(const Environment& env, base::UtcMillis now);

}  // namespace qingqian::cases
