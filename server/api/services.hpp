#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/read_log.hpp"
#include "base/clock.hpp"
#include "cases/environment.hpp"
#include "files/blob_store.hpp"
#include "files/limits.hpp"
#include "files/scanner.hpp"
#include "http/router.hpp"
#include "http/workers.hpp"
#include "identity/rate_gate.hpp"
#include "identity/sign_in.hpp"
#include "notifier/channels/sms_provider.hpp"
#include "store/store.hpp"

namespace qingqian::api {

/// How much those may do in an hour who have no account here; 0 is no bound.
struct StrangerBounds {
    identity::HourlyBounds drafts;
    identity::HourlyBounds codes;
    identity::HourlyBounds uploads;
};

/// What the configuration says that handlers need to know.
struct Settings {
    std::string public_url;       ///< without a slash at the end; carriers sign callbacks with it
    bool secure_cookies = false;  ///< people reach the server over https
    /// Who may report on messages, each with its own token or secret.
    std::vector<notifier::channels::SmsProvider> sms;
    std::string version;
    std::uint64_t max_json = http::default_max_body;  ///< bytes
    files::Limits files;
    std::string data_dir;  ///< whose free space the administrator sees; empty: nobody does
    bool mailbox = false;  ///< answers and letters are fetched from a mailbox
    StrangerBounds strangers;
    std::string node = "main";      ///< names this node's chain of the read log
    bool private_webhooks = false;  ///< webhooks may call addresses of this network, and plain http
};

/// The gates of `Gate`, of this process.
struct StrangerGates {
    explicit StrangerGates(const StrangerBounds& bounds)
        : drafts(bounds.drafts), codes(bounds.codes), uploads(bounds.uploads) {}
    identity::RateGate drafts;
    identity::RateGate codes;
    identity::RateGate uploads;
};

class LiveHub;

/// Everything handlers reach for. One for the whole program; what it refers to outlives the router.
struct Services {
    store::Store& store;
    cases::EnvironmentSource& environment;
    const files::BlobStore& blobs;
    files::Scanner& scanner;
    identity::SignIn& sign_in;
    http::Workers& workers;
    const base::Clock& clock;
    LiveHub& live;
    Settings settings;
    std::shared_ptr<ReadLog> read_log = std::make_shared<ReadLog>(store, settings.node);
    std::shared_ptr<StrangerGates> gates = std::make_shared<StrangerGates>(settings.strangers);
};

/// The route table of the contract. `services` must outlive the router.
http::Router build_routes(const Services& services);

}  // namespace qingqian::api
