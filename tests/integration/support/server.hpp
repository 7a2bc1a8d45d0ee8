#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/live_hub.hpp"
#include "api/services.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "http/server.hpp"
#include "integration/support/http_client.hpp"

namespace qingqian::test {

inline constexpr std::string_view password = "violet river stone";
inline constexpr std::string_view draft_secret = "0123456789abcdefghijklmnopqrstuvwxyz";

/// The assembled server in this process on a free port: a database and a directory of their own, the
/// departments JS-ACC (accepting), JS-H1 and JS-H2 (handling), and officers named after their roles
/// ("intake", "intake_head", "handler", "handling_head", "supervisor", "caller", "statistics", "hotline",
/// "admin", "auditor"; "foreign" is a handler of JS-H2), all with `password`. The dispatcher does not run:
/// messages stay in the outbox.
class TestServer {
  public:
    /// `scanning` off leaves every attachment without a verdict.
    explicit TestServer(bool scanning = true, std::function<void(api::Settings&)> change = {},
                        api::HubOptions hub = {}, std::optional<files::Clamd> clamd = {});
    ~TestServer();
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    std::uint16_t port() const { return server_->port(); }
    store::Store& store() { return *store_; }
    base::ManualClock& clock() { return clock_; }
    const http::Router& router() const { return *router_; }
    api::LiveHub& live() { return *live_; }
    const std::string& folder() const { return folder_; }

    Reply get(std::string_view target, Headers headers = {}) const;
    Reply post(std::string_view target, Headers headers, std::string_view json) const;
    Reply patch(std::string_view target, Headers headers, std::string_view json) const;
    Reply remove(std::string_view target, Headers headers) const;
    Reply upload(std::string_view complaint, Headers headers, std::string_view query,
                 std::string_view content) const;

    /// The Cookie header of a fresh session of that officer.
    std::pair<std::string, std::string> signed_in(std::string_view login) const;

    /// A draft of the complete form with every required material, ready to be submitted.
    struct Draft {
        std::string uid;
        std::string etag;
    };
    Draft ready_draft(std::string_view secret = draft_secret) const;
    /// Submits such a draft.
    Reply submit(const Draft& draft, Headers headers) const;

    struct FiledCase {
        std::string uid;
        std::string number;
        std::string code;
        std::string etag;
    };
    /// Files the complete complaint.
    FiledCase file_complaint(std::string_view secret = draft_secret) const;

  private:
    std::string folder_;
    base::ManualClock clock_;
    base::SystemRandom random_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<api::LiveHub> live_;
    std::unique_ptr<cases::EnvironmentSource> environment_;
    std::unique_ptr<http::Workers> workers_;
    std::unique_ptr<files::BlobStore> blobs_;
    std::unique_ptr<files::Scanner> scanner_;
    std::unique_ptr<identity::SignIn> sign_in_;
    std::unique_ptr<api::Services> services_;
    std::unique_ptr<http::Router> router_;
    std::unique_ptr<http::Server> server_;
};

/// A header with a fresh Idempotency-Key.
std::pair<std::string, std::string> fresh_key();
/// The header Draft-Secret.
std::pair<std::string, std::string> secret(std::string_view text = draft_secret);
/// The header If-Match.
std::pair<std::string, std::string> if_match(std::string_view etag);

/// A form that passes every check, and the declarations ticked, as JSON.
boost::json::object complete_form();
boost::json::array all_declarations();
/// {"form": …, "submit": true, "declarations": …}
std::string complete_filing();

}  // namespace qingqian::test
