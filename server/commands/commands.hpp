#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/config.hpp"
#include "base/random.hpp"
#include "cases/environment.hpp"
#include "store/store.hpp"

namespace qingqian::commands {

/// Exit codes of the program. 78 is EX_CONFIG of sysexits: a supervisor must not restart on it.
namespace exit_code {
constexpr int ok = 0;
constexpr int findings = 1;  ///< the command ran and found something wrong (a fault, a refusal)
constexpr int usage = 2;
constexpr int failed = 70;  ///< the database or the machine failed
constexpr int configuration = 78;
}  // namespace exit_code

/// What every command is handed.
struct Context {
    base::Config config;
    bool json = false;  ///< answers on standard output as JSON
    base::SystemClock clock;
    base::SystemRandom random;
};

/// What the configuration says that cases need to know.
cases::Settings case_settings(const base::Config& config);

/// Opens the database of the configuration. Throws std::runtime_error with a sentence.
std::unique_ptr<store::Store> open_store(Context& context, std::size_t readers = 2);

/// The environment in force. Throws std::runtime_error.
cases::EnvironmentPtr open_environment(Context& context, store::Store& store);

/// The value, or std::runtime_error with the problem's English sentence and fields.
template <class T>
T value_or_throw(base::Result<T> result);
[[noreturn]] void throw_problem(const base::Problem& problem);

/// Writes down in the admin log what somebody at this machine does by the command line, in the same unit.
void note_command(store::WriteTx& tx, std::string_view what, std::string_view about);

int serve(Context& context);
int migrate(Context& context);
/// Reads every rule, form and wording as a server would; when they are sound, tells servers that run.
int rules_reload(Context& context);
int show_config(Context& context);

struct NewUser {
    std::string login;
    std::string name;
    std::string body;  ///< code of a department
    std::vector<std::string> roles;
    std::string mobile;
    std::string email;
    std::string language = "zh-CN";
};
/// The password is read from standard input, one line, so that it stands in no process list.
int user_add(Context& context, const NewUser& user);
int user_list(Context& context);
int user_disable(Context& context, const std::string& login);

struct NewToken {
    std::string login;  ///< the account that the key acts for
    std::string scope = "intake";
    std::string platform;     ///< whose numbers come in by it, "12345"
    std::int64_t days = 365;  ///< how long it holds
};
/// Prints a program's key once; only its hash is kept.
int token_add(Context& context, const NewToken& token);
int token_list(Context& context, const std::string& login);
/// Revokes every key of an account.
int token_revoke(Context& context, const std::string& login);

/// An officer who acts for another, from one day to another.
struct NewSubstitute {
    std::string officer;
    std::string substitute;
    std::string from;
    std::string until;
    std::string reason;
};
int substitute_add(Context& context, const NewSubstitute& wanted);
/// Of the body of that officer, now and to come.
int substitute_list(Context& context, const std::string& login);
int substitute_end(Context& context, const std::string& uid);

/// Departments, by code.
int body_list(Context& context);
/// What is given; the rest stays as it is.
struct BodyFacts {
    std::string code;
    std::optional<std::string> name;
    std::optional<std::string> name_en;
    std::optional<std::string> kind;
    std::optional<std::string> division;
    std::optional<std::string> parent;
    std::optional<std::string> phone;
    std::optional<std::string> prefix;
};
/// Adds a department or changes the one of that code.
int body_set(Context& context, const BodyFacts& facts);

/// Loads published rates (workflow/rates.hpp). A server that runs takes them up by itself.
int rates_load(Context& context, const std::string& path);
int rates_list(Context& context);

/// Checks the definitions in `files`; those inside the program where there are none.
int workflow_verify(Context& context, bool with_database, const std::vector<std::string>& files);
/// `name`: complaint, appeal; `format`: mermaid or dot.
int workflow_draw(Context& context, const std::string& name, const std::string& format);

/// `number` empty audits every case and both logs. `heads`: the file of heads to compare with; empty: none.
int audit_verify(Context& context, const std::string& number, const std::string& heads);

int demo_seed(Context& context, std::int64_t cases, std::uint64_t seed);

/// Loads a notice of the State Council's Office and counts every open clock again.
int calendar_load(Context& context, const std::string& path);
/// Notices, local days, and from which day on dates are provisional.
int calendar_list(Context& context);

/// A province's own special day.
struct LocalDay {
    std::string province;  ///< two letters; empty for the one of the configuration
    std::string day;
    bool off = true;
    std::string name;
    std::string source;
};
int calendar_local_add(Context& context, const LocalDay& day);
int calendar_local_remove(Context& context, const LocalDay& day);

/// A term to be counted: from the day of an event, so many working days or so many days.
struct DueQuestion {
    std::string from;
    std::optional<std::int64_t> workdays;
    std::optional<std::int64_t> days;
};
/// Needs neither configuration nor database: counts with the notices inside the program.
int calendar_due(const DueQuestion& question, bool json);

/// Calculator `name` (cases::calculators) over standard input: one JSON question a line, its answer or
/// `{"error": {code, message, fields}}` on one line of standard output. Needs neither configuration nor
/// database.
int calculate(const std::string& name);

template <class T>
T value_or_throw(base::Result<T> result) {
    if (!result) throw_problem(result.error());
    return std::move(*result);
}

}  // namespace qingqian::commands
