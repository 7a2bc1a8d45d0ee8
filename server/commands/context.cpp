#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "cases/watch.hpp"
#include "commands/commands.hpp"
#include "commands/providers.hpp"
#include "notifier/channels/mail.hpp"

namespace qingqian::commands {

cases::Settings case_settings(const base::Config& config) {
    cases::Settings settings;
    settings.province = config.text("province");
    settings.public_url = config.text("public_url");
    settings.sms_provider = first_sms_provider(config);
    if (!config.text("smtp_url").empty()) settings.mail_provider = notifier::channels::mail_name;
    for (const auto* key : {"mail_reply_to", "mail_bounce_to", "mail_from"}) {
        auto address = notifier::channels::parse_mailbox(config.text(key)).address;
        if (!address.empty() && std::ranges::find(settings.mailboxes, address) == settings.mailboxes.end())
            settings.mailboxes.push_back(std::move(address));
    }
    settings.draft_secret_kept = config.integer("draft_secret_hours") * 3'600'000;
    return settings;
}

std::unique_ptr<store::Store> open_store(Context& context, std::size_t readers) {
    store::StoreOptions options;
    options.database = context.config.database();
    options.readers = readers;
    options.clock = &context.clock;
    options.random = &context.random;
    return store::Store::open(options);
}

cases::EnvironmentPtr open_environment(Context& context, store::Store& store) {
    const auto settings = case_settings(context.config);
    return value_or_throw(store.read_now<cases::EnvironmentPtr>(
        [&settings](store::ReadTx& tx) -> base::Result<cases::EnvironmentPtr> {
            return cases::load_environment(tx, settings);
        }));
}

void note_command(store::WriteTx& tx, std::string_view what, std::string_view about) {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value == nullptr ? "" : value);
    };
    records::Actor actor;
    actor.kind = "command_line";
    actor.name = variable("SUDO_USER").empty() ? variable("USER") : variable("SUDO_USER");
    cases::write_act(tx, cases::watch_line(cases::admin_log, actor, what, about));
}

void throw_problem(const base::Problem& problem) {
    std::string text = problem.sentence.en;
    for (const auto& field : problem.fields) text += "; " + field.pointer + ": " + field.sentence.en;
    if (!problem.log_detail.empty()) text += " (" + problem.log_detail + ")";
    throw std::runtime_error(text);
}

}  // namespace qingqian::commands
