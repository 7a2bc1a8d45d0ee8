#pragma once

#include <memory>

#include "base/config.hpp"
#include "cases/environment.hpp"
#include "files/blob_store.hpp"
#include "files/scanner.hpp"
#include "notifier/mail_poll.hpp"
#include "store/store.hpp"

namespace qingqian::commands {

/// The mailbox that letters, answers and bounces come to, connected to what becomes of them: read, its files
/// checked and kept, then taken in one unit of work. Null when none is configured. What it is given must
/// outlive it.
std::unique_ptr<notifier::MailPoll> letter_box(const base::Config& config, store::Store& store,
                                               cases::EnvironmentSource& environment,
                                               const files::BlobStore& blobs, files::Scanner& scanner);

}  // namespace qingqian::commands
