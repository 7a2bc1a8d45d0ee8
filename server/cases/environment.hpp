#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cases/calculate.hpp"
#include "cases/day_count.hpp"
#include "cases/form.hpp"
#include "notifier/catalogue.hpp"
#include "records/body.hpp"
#include "store/store.hpp"
#include "workflow/calendar.hpp"
#include "workflow/definition.hpp"
#include "workflow/reminders.hpp"
#include "workflow/rights.hpp"
#include "workflow/routing.hpp"
#include "workflow/signatures.hpp"
#include "workflow/terms.hpp"

namespace qingqian::cases {

/// What the configuration says that a case needs to know.
struct Settings {
    std::string province = "JS";  ///< two letters; stands in numbers and chooses terms and signature
    std::string public_url;       ///< without a slash at the end
    std::string sms_provider;     ///< name of the configured provider; empty when none
    std::string mail_provider;
    std::vector<std::string> mailboxes{};  ///< ours, to which answers and bounces come back
    /// Something was put on the feed of live updates; called after the durable commit.
    std::function<void()> live{};
    std::function<void()> webhooks{};  ///< the same for what webhooks are told
    std::function<void()> wake;        ///< something was put into the outbox; called after the durable commit
    /// Not empty: what would go out by SMS or mail is kept as `skipped` with this reason and never sent.
    std::string mute;
    /// How long after its filing the secret of a draft still opens a case; see access.hpp.
    base::UtcMillis draft_secret_kept = 24LL * 3'600'000;
    bool silent = false;  ///< no messages at all; for databases filled by the thousand
};

/// Everything `perform` needs that changes rarely. Immutable; a handler takes a shared snapshot along.
struct Environment {
    using DefinitionKey = std::pair<std::string, std::int64_t>;

    Settings settings;
    std::map<DefinitionKey, workflow::Definition> definitions;  ///< every version ever used
    workflow::Calendar calendar{"", {}, {}};
    std::string stamp;  ///< of the reference data in the database, see reference_change.hpp
    DayCount day_count;
    workflow::Terms terms{{}};
    workflow::Reminders reminders;
    workflow::Rights rights{{}, {}, {}};
    workflow::Signatures signatures;
    workflow::Routing routing;
    CalculatorRules calculators{calculator_rules()};  ///< with the rates that were loaded
    notifier::Catalogue catalogue;
    std::map<std::string, FormDefinition, std::less<>> forms;  ///< by name, those the workflows name
    FormDefinition form;  ///< of payment complaints; `form_of` knows those of every workflow
    std::map<std::int64_t, records::Body> bodies;
    std::int64_t accepting_body = 0;  ///< the province's desk (受理投诉部门)
    std::string instance_secret;      ///< for keyed hashes; drawn once, kept in the database

    /// The version a case began with. A version no file or row has is a broken installation:
    /// std::runtime_error.
    const workflow::Definition& definition(std::string_view name, std::int64_t version) const;
    /// The version new cases begin with.
    const workflow::Definition& newest(std::string_view name) const;
    /// Whether there is a workflow of that name.
    bool knows(std::string_view workflow) const;
    /// The form that cases of a workflow are filed with.
    const FormDefinition& form_of(std::string_view workflow) const;
    /// Null for 0 and for unknown ids.
    const records::Body* body(std::int64_t id) const;
    const records::Body* body_by_code(std::string_view code) const;
    /// The label of a state, or its code when the version does not know it.
    base::Sentence state_label(const records::Complaint& complaint) const;
};

using EnvironmentPtr = std::shared_ptr<const Environment>;

/// Puts what the binary carries into an empty or older database: calendar notices, workflow versions, the
/// instance's secret. Nothing when it is there. Throws std::runtime_error naming every fault of the shipped
/// data.
void seed_reference(store::WriteTx& tx);

/// Reads a snapshot out of the database and the shipped data. Throws std::runtime_error naming every fault.
EnvironmentPtr load_environment(store::ReadTx& tx, const Settings& settings);

/// The environment in force: taken by every request, replaced when reference data change. Thread-safe.
class EnvironmentSource {
  public:
    explicit EnvironmentSource(EnvironmentPtr first) : current_(std::move(first)) {}
    EnvironmentPtr get() const;
    void replace(EnvironmentPtr next);
    /// What to call after each `replace`, from its thread. At most one; set before requests are served.
    void on_replace(std::function<void()> told);

  private:
    mutable std::mutex mutex_;
    EnvironmentPtr current_;
    std::function<void()> on_replace_;
};

}  // namespace qingqian::cases
