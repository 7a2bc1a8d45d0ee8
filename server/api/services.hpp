#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "cases/environment.hpp"
#include "files/blob_store.hpp"
#include "files/limits.hpp"
#include "files/scanner.hpp"
#include "http/router.hpp"
#include "http/workers.hpp"
#include "identity/sign_in.hpp"
#include "notifier/channels/sms_provider.hpp"
#include "store/store.hpp"

namespace qingqian::api {

/// What the configuration says that handlers need to know.
struct Settings {
    std::string public_url;       ///< without a slash at the end; carriers sign callbacks with it
    bool secure_cookies = false;  ///< people reach the server over https
    std::string sms_auth_token;   ///< empty: every inbound SMS is refused
    /// Who may report on messages, each with its own token or secret.
    std::vector<notifier::channels::SmsProvider> sms;
    std::string version;
    std::uint64_t max_json = http::default_max_body;  ///< bytes
    files::Limits files;
    bool private_webhooks = false;  ///< webhooks may call addresses of this network, and plain http
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
};

/// The route table of the contract. `services` must outlive the router.
http::Router build_routes(const Services& services);

}  // namespace qingqian::api
