#pragma once

#include <map>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "notifier/pattern.hpp"
#include "records/message.hpp"

namespace qingqian::notifier {

/// Routing key of a digest.
inline constexpr std::string_view digest_event = "DIGEST";

/// Several notices to one officer, merged into one message (schemas/messages/digest.json). Immutable.
class Digest {
  public:
    /// Reads the wordings. Throws std::runtime_error naming what is wrong with them.
    static Digest load();

    /// The message that goes out in place of `notices` (at least one, all of one recipient, channel and
    /// language): their subjects as lines, an SMS only their number under the signature of the first. Its key
    /// is made of the first one's, so that the same notices are merged once.
    records::Message of(std::span<const records::Message> notices, base::Random& random,
                        base::UtcMillis now) const;

  private:
    struct Words {
        Pattern sms;
        Pattern subject;
        Pattern text;
    };
    std::map<std::string, Words, std::less<>> words_;
};

/// Whether a message may be merged with others: to an officer, by SMS or mail, nothing anybody waits for.
bool may_be_merged(const records::Message& message);

}  // namespace qingqian::notifier
