#pragma once

#include <span>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "notifier/catalogue.hpp"
#include "records/message.hpp"

namespace qingqian::notifier {

/// Routing key of a digest; its wording is that of the voice "digest".
inline constexpr std::string_view digest_event = "DIGEST";

/// The message that goes out in place of several `notices` (at least one, all of one recipient, channel and
/// language): their subjects as lines, an SMS only their number under the signature of the first. Its key is
/// made of the first one's, so that the same notices are merged once.
records::Message digest_of(const Catalogue& catalogue, std::span<const records::Message> notices,
                           base::Random& random, base::UtcMillis now);

/// Whether a message may be merged with others: to an officer, by SMS or mail, nothing anybody waits for.
bool may_be_merged(const records::Message& message);

}  // namespace qingqian::notifier
