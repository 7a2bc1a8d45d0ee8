#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>

#include "base/embedded.hpp"
#include "commands/commands.hpp"
#include "files/pdf_check.hpp"
#include "workflow/calendar.hpp"
#include "workflow/load.hpp"

namespace {

using namespace qingqian;

/// `--data-dir` for the setting `data_dir`.
std::string flag_name(std::string_view key) {
    std::string name = "--";
    for (const char c : key) name += c == '_' ? '-' : c;
    return name;
}

/// The command line as it was read: which command, and the settings given as flags.
struct Line {
    std::string file;
    std::map<std::string, std::string> flags;
    bool json = false;
    std::function<int(commands::Context&)> command;
    std::function<int()> plain;  ///< a command that needs no configuration, in place of `command`
};

/// Every command takes every setting as a flag, so that a line tried with `config` works with `serve`.
void add_settings(CLI::App& app, Line& line) {
    for (const auto& setting : base::settings()) {
        const std::string key(setting.key);
        app.add_option_function<std::string>(
               flag_name(key), [&line, key](const std::string& text) { line.flags[key] = text; },
               std::string(setting.meaning))
            ->group("Settings");
    }
}

CLI::App* command(CLI::App& parent, Line& line, const std::string& name, const std::string& meaning) {
    auto* app = parent.add_subcommand(name, meaning);
    app->add_option("--config", line.file, "TOML file with settings")->check(CLI::ExistingFile);
    app->add_flag("--json", line.json, "Answer as JSON where a program would read it");
    // Only the command that was given gets them: all of them on every command take longer than most commands.
    app->preparse_callback([app, &line](std::size_t) { add_settings(*app, line); });
    return app;
}

CLI::App* add_user_commands(CLI::App& root, Line& line, commands::NewUser& user, std::string& login) {
    auto* users = root.add_subcommand("user", "Officers' accounts");
    users->require_subcommand(1);
    auto* add = command(*users, line, "add", "Add an officer; the password is read from standard input");
    add->add_option("--login", user.login, "Name to sign in with")->required();
    add->add_option("--name", user.name, "Name as shown")->required();
    add->add_option("--body", user.body, "Code of the department")->required();
    add->add_option("--role", user.roles, "Role; may be given several times")->required();
    add->add_option("--mobile", user.mobile, "Mobile number for notices");
    add->add_option("--email", user.email, "Mailbox for notices");
    add->add_option("--language", user.language, "zh-CN or en")->check(CLI::IsMember({"zh-CN", "en"}));
    add->callback(
        [&] { line.command = [&user](auto& context) { return commands::user_add(context, user); }; });
    command(*users, line, "list", "List the accounts")->callback([&] { line.command = commands::user_list; });
    auto* disable = command(*users, line, "disable", "Close an account; nothing it did is removed");
    disable->add_option("login", login, "Name to sign in with")->required();
    disable->callback(
        [&] { line.command = [&login](auto& context) { return commands::user_disable(context, login); }; });
    return users;
}

void add_token_commands(CLI::App& users, Line& line, commands::NewToken& token, std::string& login) {
    auto* tokens = users.add_subcommand("token", "Programs' keys; each acts for an account");
    tokens->require_subcommand(1);
    auto* add = command(*tokens, line, "add", "Make a key and print it, this once");
    add->add_option("login", token.login, "The account it acts for")->required();
    add->add_option("--platform", token.platform, "Whose numbers come in by it, e.g. 12345")->required();
    add->add_option("--scope", token.scope, "What it may do")->check(CLI::IsMember({"intake"}));
    add->add_option("--days", token.days, "How long it holds; a year when not given")
        ->check(CLI::Range(1, 3660));
    add->callback(
        [&] { line.command = [&token](auto& context) { return commands::token_add(context, token); }; });
    auto* list = command(*tokens, line, "list", "List an account's keys, without the keys themselves");
    list->add_option("login", login, "The account")->required();
    list->callback(
        [&] { line.command = [&login](auto& context) { return commands::token_list(context, login); }; });
    auto* revoke = command(*tokens, line, "revoke", "Revoke every key of an account");
    revoke->add_option("login", login, "The account")->required();
    revoke->callback(
        [&] { line.command = [&login](auto& context) { return commands::token_revoke(context, login); }; });
}

void add_workflow_commands(CLI::App& root, Line& line, bool& with_database, std::vector<std::string>& files,
                           std::string& name, std::string& format) {
    auto* workflow = root.add_subcommand("workflow", "The workflow definitions");
    workflow->require_subcommand(1);
    auto* verify = command(*workflow, line, "verify", "Check definitions and wordings, all faults at once");
    verify->add_flag("--with-database", with_database, "Also check against the states live cases stand in");
    verify->add_option("FILE", files, "Definitions to check; those inside the program when not given");
    verify->callback([&] {
        line.command = [&](auto& context) {
            return commands::workflow_verify(context, with_database, files);
        };
    });
    auto* draw = command(*workflow, line, "draw", "Print the diagram");
    draw->add_option("NAME", name, "complaint (default) or another of schemas/workflows")
        ->check(CLI::IsMember(workflow::definition_names()));
    draw->add_option("--format", format, "mermaid or dot")->check(CLI::IsMember({"mermaid", "dot"}));
    draw->callback([&] {
        line.command = [&](auto& context) { return commands::workflow_draw(context, name, format); };
    });
}

void add_local_days(CLI::App& calendar, Line& line, commands::LocalDay& day) {
    auto* local = calendar.add_subcommand("local", "A province's own special days");
    local->require_subcommand(1);
    auto* add = command(*local, line, "add", "Add a day, and count every open clock again");
    add->add_option("--day", day.day, "The day, 2026-04-20")->required();
    add->add_option("--name", day.name, "What it is called")->required();
    add->add_option("--source", day.source, "The paper that says so")->required();
    add->add_flag("--off,!--work", day.off, "A rest day (without either flag), or a working day");
    add->callback(
        [&] { line.command = [&day](auto& context) { return commands::calendar_local_add(context, day); }; });
    auto* remove = command(*local, line, "remove", "Remove a day, and count every open clock again");
    remove->add_option("--day", day.day, "The day")->required();
    remove->callback([&] {
        line.command = [&day](auto& context) { return commands::calendar_local_remove(context, day); };
    });
}

void add_substitute_commands(CLI::App& users, Line& line, commands::NewSubstitute& wanted,
                             std::string& login) {
    auto* substitutes = users.add_subcommand("substitute", "Who acts for whom (委托代理)");
    substitutes->require_subcommand(1);
    auto* add = command(*substitutes, line, "add", "Let an officer act for another");
    add->add_option("--officer", wanted.officer, "Login of who is away")->required();
    add->add_option("--substitute", wanted.substitute, "Login of who acts for him")->required();
    add->add_option("--from", wanted.from, "First day, 2026-12-01")->required();
    add->add_option("--until", wanted.until, "Last day, included")->required();
    add->add_option("--reason", wanted.reason, "Why")->required();
    add->callback([&] {
        line.command = [&wanted](auto& context) { return commands::substitute_add(context, wanted); };
    });
    auto* list = command(*substitutes, line, "list", "List those of an officer's body, now and to come");
    list->add_option("login", login, "An officer of the body")->required();
    list->callback([&] {
        line.command = [&login](auto& context) { return commands::substitute_list(context, login); };
    });
    auto* end = command(*substitutes, line, "end", "Take one back from now on");
    end->add_option("uid", login, "As `list` shows it")->required();
    end->callback(
        [&] { line.command = [&login](auto& context) { return commands::substitute_end(context, login); }; });
}

void add_body_commands(CLI::App& root, Line& line, commands::BodyFacts& facts) {
    auto* bodies = root.add_subcommand("body", "Departments");
    bodies->require_subcommand(1);
    command(*bodies, line, "list", "List the departments")->callback([&] {
        line.command = commands::body_list;
    });
    auto* set = command(*bodies, line, "set", "Add a department, or change what is given of a known one");
    set->add_option("code", facts.code, "Its code")->required();
    set->add_option("--name", facts.name, "Its name");
    set->add_option("--name-en", facts.name_en, "Its name in English");
    set->add_option("--kind", facts.kind, "accepting, handling or supervising");
    set->add_option("--division", facts.division, "Six digits of its place (GB/T 2260); routing goes by it");
    set->add_option("--parent", facts.parent, "Code of the department above; of a new one alone");
    set->add_option("--phone", facts.phone, "Telephone of its desk");
    set->add_option("--prefix", facts.prefix, "In front of its documents' numbers (机关代字)");
    set->callback(
        [&] { line.command = [&facts](auto& context) { return commands::body_set(context, facts); }; });
}

void add_rates_commands(CLI::App& root, Line& line, std::string& file) {
    auto* rates = root.add_subcommand("rates", "Published rates (LPR)");
    rates->require_subcommand(1);
    auto* load = command(*rates, line, "load", "Load rates published since the program was made");
    load->add_option("file", file, "The rates, as JSON (schemas/README.md)")->required();
    load->callback(
        [&] { line.command = [&file](auto& context) { return commands::rates_load(context, file); }; });
    command(*rates, line, "list", "List the rates in force, each with its source")->callback([&] {
        line.command = commands::rates_list;
    });
}

void add_rules_commands(CLI::App& root, Line& line) {
    auto* rules = root.add_subcommand("rules", "Rules, forms and wordings in the folder `override_dir`");
    rules->require_subcommand(1);
    command(*rules, line, "reload", "Check them, and let servers that run read them again")->callback([&] {
        line.command = commands::rules_reload;
    });
}

CLI::App* add_calendar_commands(CLI::App& root, Line& line, commands::DueQuestion& question,
                                std::string& file) {
    auto* calendar = root.add_subcommand("calendar", "Working days and the terms counted with them");
    calendar->require_subcommand(1);
    auto* due = calendar->add_subcommand("due", "Count a term day by day; needs no database");
    due->add_flag("--json", line.json, "Answer as JSON");
    due->add_option("--from", question.from, "Day of the event, 2026-09-28; it is not counted")->required();
    const CLI::Range length(std::int64_t{0}, workflow::max_term_length);
    auto* term = due->add_option_group("term", "How long")->require_option(1);
    term->add_option("--workdays", question.workdays, "So many working days")->check(length);
    term->add_option("--days", question.days, "So many calendar days")->check(length);
    due->callback([&] { line.plain = [&] { return commands::calendar_due(question, line.json); }; });
    auto* load = command(*calendar, line, "load", "Load a notice, and count every open clock again");
    load->add_option("file", file, "The notice, as JSON")->required();
    load->callback(
        [&] { line.command = [&file](auto& context) { return commands::calendar_load(context, file); }; });
    command(*calendar, line, "list", "List notices and local days")->callback([&] {
        line.command = commands::calendar_list;
    });
    return calendar;
}

void add_calculators(CLI::App& root, Line& line) {
    auto* calc =
        root.add_subcommand("calc", "Calculators: one JSON question a line in, one answer a line out");
    calc->require_subcommand(1);
    const std::pair<const char*, const char*> all[] = {
        {"credit-code", "Whether a unified social credit code holds (GB 32100)"},
        {"size", "Size class of an enterprise"},
        {"overdue", "When a sum fell due"},
        {"interest", "Late interest, an estimate for reference"}};
    for (const auto& [name, meaning] : all) {
        calc->add_subcommand(name, meaning)->callback([&line, name = std::string(name)] {
            line.plain = [name] { return commands::calculate(name); };
        });
    }
}

int run(Line& line) {
    if (line.plain) return line.plain();
    base::ConfigSources sources;
    sources.file = line.file;
    sources.flags = line.flags;
    sources.environment = [](const std::string& name) -> std::optional<std::string> {
        const char* text = std::getenv(name.c_str());
        return text == nullptr ? std::nullopt : std::optional<std::string>(text);
    };
    auto config = base::load_config(sources);
    if (!config) {
        for (const auto& fault : config.error()) std::cerr << "configuration: " << fault << '\n';
        return commands::exit_code::configuration;
    }
    commands::Context context;
    context.config = std::move(*config);
    context.json = line.json;
    if (!context.config.text("override_dir").empty()) {
        base::set_override_directory(context.config.text("override_dir"));
    }
    return line.command(context);
}

}  // namespace

int main(int argc, char** argv) {
    qingqian::files::serve_pdf_check(argc, argv);
    CLI::App root{"Qingqian (清欠): complaints about payments overdue to small and medium enterprises"};
    root.set_version_flag("--version", std::string(QINGQIAN_VERSION));
    root.require_subcommand(1);
    Line line;
    commands::NewUser user;
    commands::NewToken token;
    commands::NewSubstitute substitute;
    commands::BodyFacts facts;
    std::string login;
    commands::DueQuestion question;
    commands::LocalDay day;
    std::string file;
    std::string number;
    std::string workflow = "complaint";
    std::string format = "mermaid";
    std::int64_t cases = 200;
    std::uint64_t seed = 1;
    bool with_database = false;
    std::vector<std::string> files;

    command(root, line, "serve", "Serve until SIGTERM")->callback([&] { line.command = commands::serve; });
    command(root, line, "migrate", "Create the database or bring it forward")->callback([&] {
        line.command = commands::migrate;
    });
    command(root, line, "config", "Show the effective settings and where each came from")->callback([&] {
        line.command = commands::show_config;
    });
    auto* users = add_user_commands(root, line, user, login);
    add_token_commands(*users, line, token, login);
    add_substitute_commands(*users, line, substitute, login);
    add_body_commands(root, line, facts);
    add_rates_commands(root, line, file);
    add_rules_commands(root, line);
    add_workflow_commands(root, line, with_database, files, workflow, format);
    add_local_days(*add_calendar_commands(root, line, question, file), line, day);
    add_calculators(root, line);
    auto* audit = root.add_subcommand("audit", "The history");
    audit->require_subcommand(1);
    auto* verify = command(*audit, line, "verify", "Recompute every chain and replay every case");
    verify->add_option("number", number, "Only this case");
    verify->add_option("--heads", file, "A file of heads (setting head_file): finds cases that are gone");
    verify->callback([&] {
        line.command = [&number, &file](auto& context) {
            return commands::audit_verify(context, number, file);
        };
    });
    auto* demo = root.add_subcommand("demo", "Demonstration data");
    demo->require_subcommand(1);
    auto* demo_seed = command(*demo, line, "seed", "Fill an empty database with a believable province");
    demo_seed->add_option("--cases", cases, "Number of cases")->check(CLI::Range(0, 5'000'000));
    demo_seed->add_option("--seed", seed, "The same seed makes the same cases");
    demo_seed->callback(
        [&] { line.command = [&](auto& context) { return commands::demo_seed(context, cases, seed); }; });

    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = root.exit(error);
        return code == 0 ? commands::exit_code::ok : commands::exit_code::usage;
    }
    try {
        return run(line);
    } catch (const std::exception& error) {
        std::cerr << "qingqian: " << error.what() << '\n';
        return commands::exit_code::failed;
    }
}
