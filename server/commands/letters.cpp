#include "letters.hpp"

#include "base/log.hpp"
#include "cases/inbound.hpp"
#include "files/letter_files.hpp"
#include "notifier/inbound/mail.hpp"

namespace qingqian::commands {
namespace {

using base::LogLevel;
using notifier::ArrivedMail;
namespace inbound = notifier::inbound;

/// What becomes of one mail.
class Taking {
  public:
    Taking(const base::Config& config, store::Store& store, cases::EnvironmentSource& environment,
           const files::BlobStore& blobs, files::Scanner& scanner)
        : limits_{.file = static_cast<std::uint64_t>(config.integer("max_attachment_bytes")),
                  .complaint = static_cast<std::uint64_t>(config.integer("max_case_bytes"))},
          max_mail_(static_cast<std::uint64_t>(config.integer("imap_max_bytes"))),
          store_(store),
          environment_(environment),
          blobs_(blobs),
          scanner_(scanner) {}

    bool keep(const ArrivedMail& arrived) const {
        const auto environment = environment_.get();
        cases::inbound::Letter letter;
        letter.mail = inbound::read_mail(arrived.raw, environment->settings.mailboxes);
        letter.place = arrived.place;
        letter.max_case_bytes = limits_.complaint;
        letter.max_mail_bytes = max_mail_;
        if (arrived.too_large && letter.mail.kind == inbound::Kind::letter) {
            letter.mail.kind = inbound::Kind::unreadable;
            letter.mail.reason = "too_large";
        }
        // A file is durable before the row that names it.
        if (letter.mail.kind == inbound::Kind::letter) {
            auto files = files::keep_files(blobs_, limits_, arrived_files(letter.mail));
            if (!files) return refused(files.error());
            letter.files = std::move(*files);
        }
        letter.mail.files.clear();
        return take(*environment, letter);
    }

  private:
    static std::vector<files::Arrived> arrived_files(const inbound::Mail& mail) {
        std::vector<files::Arrived> files;
        for (const auto& file : mail.files) files.push_back({file.name, file.content});
        return files;
    }

    bool take(const cases::Environment& environment, const cases::inbound::Letter& letter) const {
        const auto taken = store_.write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
            tx.after_commit([&scanner = scanner_] { scanner.wake(); });
            return cases::inbound::take_letter(tx, environment, letter);
        });
        return taken ? true : refused(taken.error());
    }

    static bool refused(const base::Problem& problem) {
        base::log(LogLevel::error, "mail_not_taken",
                  {{"code", problem.code}, {"detail", problem.log_detail}});
        return false;
    }

    files::Limits limits_;
    std::uint64_t max_mail_;
    store::Store& store_;
    cases::EnvironmentSource& environment_;
    const files::BlobStore& blobs_;
    files::Scanner& scanner_;
};

}  // namespace

std::unique_ptr<notifier::MailPoll> letter_box(const base::Config& config, store::Store& store,
                                               cases::EnvironmentSource& environment,
                                               const files::BlobStore& blobs, files::Scanner& scanner) {
    if (config.text("imap_url").empty()) return nullptr;
    notifier::MailPollOptions options;
    options.mailbox = {.url = config.text("imap_url"),
                       .user = config.text("imap_user"),
                       .password = config.text("imap_password"),
                       .folder = config.text("imap_folder"),
                       .authorities = config.text("carrier_ca")};
    options.interval = std::chrono::milliseconds(config.integer("imap_interval_ms"));
    options.max_bytes = static_cast<std::uint64_t>(config.integer("imap_max_bytes"));
    const Taking taking(config, store, environment, blobs, scanner);
    return std::make_unique<notifier::MailPoll>(
        std::move(options), [taking](const ArrivedMail& arrived) { return taking.keep(arrived); });
}

}  // namespace qingqian::commands
