#include <sys/resource.h>

#include <boost/json/serialize.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "api/live_hub.hpp"
#include "api/services.hpp"
#include "base/embedded.hpp"
#include "base/log.hpp"
#include "cases/officer_notice.hpp"
#include "cases/timers.hpp"
#include "cases/word_index.hpp"
#include "commands/commands.hpp"
#include "commands/heads.hpp"
#include "commands/letters.hpp"
#include "commands/listen_address.hpp"
#include "commands/providers.hpp"
#include "files/blob_store.hpp"
#include "files/collect.hpp"
#include "files/scanner.hpp"
#include "http/server.hpp"
#include "http/static_site.hpp"
#include "identity/sign_in.hpp"
#include "notifier/dispatch.hpp"
#include "notifier/webhook_sender.hpp"

namespace qingqian::commands {
namespace {

using base::LogLevel;
using std::chrono::milliseconds;

milliseconds duration(const base::Config& config, std::string_view key) {
    return milliseconds(config.integer(key));
}

/// The virus scanner of the settings; said at the start, whether there is one or none.
std::optional<files::Clamd> virus_scanner(const std::string& setting) {
    if (setting.empty()) {
        base::log(LogLevel::warning, "no_virus_scanner",
                  {{"detail", "the setting clamd is empty: files are not searched for viruses"}});
        return std::nullopt;
    }
    auto address = files::read_clamd_address(setting);
    if (!address) throw std::runtime_error(address.error());
    files::Clamd clamd(std::move(*address));
    if (const auto version = clamd.version()) {
        base::log(LogLevel::info, "virus_scanner", {{"version", *version}});
    } else {
        base::log(LogLevel::error, "virus_scanner_unreachable",
                  {{"detail", version.error()}, {"address", setting}});
    }
    return clamd;
}

std::vector<std::string> split_commas(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) {
        const auto first = part.find_first_not_of(' ');
        if (first != std::string::npos)
            parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
    }
    return parts;
}

http::ServerOptions server_options(const base::Config& config, const std::string& listen,
                                   const std::string& public_url) {
    http::ServerOptions options;
    options.listen = listen;
    options.threads = static_cast<unsigned>(config.integer("io_threads"));
    options.max_connections = static_cast<std::size_t>(config.integer("max_connections"));
    options.max_connections_per_block = static_cast<std::size_t>(config.integer("max_connections_per_block"));
    options.deadlines.header = duration(config, "header_timeout_ms");
    options.deadlines.idle = duration(config, "idle_timeout_ms");
    options.deadlines.stall = duration(config, "body_timeout_ms");
    options.tls_certificate = config.text("tls_cert");
    options.tls_key = config.text("tls_key");
    options.public_url = public_url;
    options.trusted_proxies = split_commas(config.text("trusted_proxies"));
    if (base::log_enabled(LogLevel::info)) {
        options.on_access = [](const http::AccessRecord& access) {
            base::log(access.status >= 500 ? LogLevel::error : LogLevel::info, "request",
                      {{"method", access.method},
                       {"route", access.route},
                       {"status", access.status},
                       {"us", access.duration.count()},
                       {"in", access.bytes_received},
                       {"out", access.bytes_sent},
                       {"request_id", access.request_id}});
        };
    }
    options.on_error = [](std::string_view request_id, std::string_view detail) {
        base::log(LogLevel::error, "defect", {{"request_id", request_id}, {"detail", detail}});
    };
    return options;
}

identity::HourlyBounds bounds(const base::Config& config, const std::string& key) {
    return {config.integer(key), config.integer(key + "_block")};
}

std::string trimmed_url(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

void warn_about(const base::Config& config, const ReservedAddress& address, bool https) {
    if (!https && !address.loopback()) {
        base::log(LogLevel::warning, "plain_http",
                  {{"detail",
                    "people reach this server without TLS: set tls_cert and tls_key, or public_url to "
                    "the https address of a proxy"}});
    }
    if (first_sms_provider(config).empty()) base::log(LogLevel::warning, "no_sms_provider");
    if (config.text("smtp_url").empty()) base::log(LogLevel::warning, "no_mail_provider");
}

/// A listener is an open connection, and shells commonly allow a thousand: takes what the system gives.
void allow_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// Blocks the signals we wait for; threads started later inherit it, so that only `wait_for_end` sees them.
sigset_t block_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return set;
}

void report_orphans(const base::Result<files::Collected>& collected) {
    if (!collected) {
        base::log(LogLevel::error, "orphans_not_collected",
                  {{"detail", collected.error().log_detail.c_str()}});
    } else if (collected->set_aside + collected->deleted + collected->uploads + collected->drafts > 0) {
        base::log(LogLevel::info, "orphans_collected",
                  {{"set_aside", collected->set_aside},
                   {"deleted", collected->deleted},
                   {"uploads", collected->uploads},
                   {"drafts", collected->drafts}});
    }
}

void announce(const std::string& address, const std::string& url) {
    std::cout << boost::json::serialize(
                     boost::json::object{{"event", "ready"}, {"address", address}, {"url", url}})
              << std::endl;
}

/// What a step that was committed wakes.
struct Woken {
    notifier::Dispatcher* dispatcher = nullptr;
    api::LiveHub* live = nullptr;
    notifier::WebhookSender* webhooks = nullptr;
};

/// Closes the store before what its commits wake is gone, however the server ends.
class ClosedFirst {
  public:
    explicit ClosedFirst(store::Store& store) : store_(store) {}
    ~ClosedFirst() { store_.close(); }
    ClosedFirst(const ClosedFirst&) = delete;
    ClosedFirst& operator=(const ClosedFirst&) = delete;

  private:
    store::Store& store_;
};

}  // namespace

int serve(Context& context) {
    const auto signals = block_signals();
    allow_descriptors();
    const auto& config = context.config;
    base::start_log(config.text("log_level"));
    const ReservedAddress address(config.text("listen"));
    const bool tls = !config.text("tls_cert").empty();
    const std::string own_url = (tls ? "https://" : "http://") + address.listen();
    const std::string public_url =
        config.text("public_url").empty() ? own_url : trimmed_url(config.text("public_url"));
    const bool https = tls || public_url.starts_with("https://");
    warn_about(config, address, https);

    const auto store = open_store(context, static_cast<std::size_t>(config.integer("readers")));
    // The environment is read by all that runs beside the server and goes after them; what a step wakes is
    // there before the first one is taken.
    Woken woken;
    auto settings = case_settings(config);
    settings.public_url = public_url;
    settings.wake = [&woken] { woken.dispatcher->wake(); };
    settings.live = [&woken] { woken.live->wake(); };
    settings.webhooks = [&woken] { woken.webhooks->wake(); };
    cases::EnvironmentSource environment(value_or_throw(store->read_now<cases::EnvironmentPtr>(
        [&settings](store::ReadTx& tx) -> base::Result<cases::EnvironmentPtr> {
            return cases::load_environment(tx, settings);
        })));
    auto sending = dispatch_options(config, public_url, *store);
    sending.template_of = [&environment](std::string_view provider, std::string_view event,
                                         std::string_view language) {
        return environment.get()->catalogue.carrier_template(provider, event, language);
    };
    sending.catalogue = [&environment] {
        const auto now = environment.get();
        return std::shared_ptr<const notifier::Catalogue>(now, &now->catalogue);
    };
    notifier::Dispatcher dispatcher(*store, context.clock, context.random, sending);
    api::LiveHub live(*store, context.clock, {},
                      {.most = static_cast<std::size_t>(config.integer("max_listeners"))});
    notifier::WebhookSender webhooks(*store, context.clock,
                                     {.private_allowed = config.boolean("webhooks_private")});
    woken = {&dispatcher, &live, &webhooks};
    const ClosedFirst closed(*store);

    http::Workers workers;
    files::BlobStore blobs(config.text("data_dir"));
    blobs.remove_leftovers();
    files::Scanner scanner(
        *store, blobs,
        [](std::string_view detail) {
            base::log(LogLevel::error, "scanner", {{"detail", detail}});
        },
        virus_scanner(config.text("clamd")));
    files::Collector collector(*store, blobs, context.clock, duration(config, "upload_kept_ms"),
                               std::chrono::days(config.integer("draft_kept_days")), report_orphans);
    identity::SignIn sign_in(*store, workers, {});
    sign_in.tell_of_failures([&environment](store::WriteTx& tx, const records::Officer& officer) {
        cases::tell_of_tried_login(tx, *environment.get(), officer);
    });
    api::Settings api_settings;
    api_settings.public_url = public_url;
    api_settings.secure_cookies = https;
    api_settings.sms = sending.sms;
    api_settings.private_webhooks = config.boolean("webhooks_private");
    api_settings.version = QINGQIAN_VERSION;
    api_settings.data_dir = config.text("data_dir");
    api_settings.mailbox = !config.text("imap_url").empty();
    api_settings.max_json = static_cast<std::uint64_t>(config.integer("max_json_bytes"));
    api_settings.node = config.text("node");
    api_settings.strangers = {.drafts = bounds(config, "drafts_per_hour"),
                              .codes = bounds(config, "codes_per_hour"),
                              .uploads = bounds(config, "uploads_per_hour")};
    api_settings.files = {.file = static_cast<std::uint64_t>(config.integer("max_attachment_bytes")),
                          .complaint = static_cast<std::uint64_t>(config.integer("max_case_bytes")),
                          .upload_kept = duration(config, "upload_kept_ms")};
    const api::Services services{*store,  environment,   blobs, scanner,     sign_in,
                                 workers, context.clock, live,  api_settings};
    auto router = api::build_routes(services);
    const http::StaticSite site(base::embedded_files("web/"));
    if (!site.empty())
        router.set_fallback([&site](const http::RequestHead& head) { return site.answer(head); });

    HeadKeeper heads(*store, environment, context.clock, config.text("head_file"), config.text("head_mail"),
                     [](std::string_view detail) {
                         base::log(LogLevel::error, "heads_not_kept", {{"detail", detail}});
                     });
    const auto letters = letter_box(config, *store, environment, blobs, scanner);
    cases::Runner runner(*store, environment);
    cases::WordIndexer words(*store, environment);
    http::Server server(router, workers, context.clock, server_options(config, address.listen(), public_url));
    server.start();
    live.start(environment);
    webhooks.start();
    scanner.start();
    collector.start();
    dispatcher.start();
    runner.start();
    words.start();
    heads.start();
    if (letters) letters->start();
    announce(server.address(), public_url);
    base::log(LogLevel::info, "started", {{"address", server.address()}, {"version", QINGQIAN_VERSION}});

    int signal = 0;
    sigwait(&signals, &signal);
    base::log(LogLevel::info, "draining");
    const bool drained = server.drain(duration(config, "drain_timeout_ms"));
    if (letters) letters->stop();
    live.stop();
    webhooks.stop();
    runner.stop();
    words.stop();
    heads.stop();
    scanner.stop();
    collector.stop();
    dispatcher.stop();
    workers.stop();
    store->close();
    base::log(drained ? LogLevel::info : LogLevel::warning, "stopped", {{"drained", drained}});
    base::stop_log();
    return exit_code::ok;
}

}  // namespace qingqian::commands
