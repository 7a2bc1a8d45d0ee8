#pragma once

#include "records/message.hpp"
#include "store/store.hpp"

namespace qingqian::notifier {

/// A party is told when the document stands in the platform and an SMS or a mail arrived. Once every message
/// that tells it of an event has failed, could not be sent for want of an address or because of what is known
/// of it, or was never confirmed (`never_confirmed`), it is to be called by telephone: one
/// `delivery_exhausted` row an event and recipient, with the text to say. Whoever asked for neither
/// (`no_consent`), and a server without providers, leave nothing to call about; one-time codes neither.
///
/// Call it in the transaction in which `message` came to stand as it is, and where others of the event were
/// put into the outbox with it, after the last of them. Not for officers. A message that arrives after all
/// ends the row.
void look_for_exhausted(store::WriteTx& tx, const records::Message& message);

}  // namespace qingqian::notifier
