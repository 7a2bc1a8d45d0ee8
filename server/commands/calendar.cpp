#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "cases/due_view.hpp"
#include "cases/notices.hpp"
#include "cases/recompute.hpp"
#include "cases/recount_turn.hpp"
#include "commands/commands.hpp"
#include "workflow/load.hpp"

namespace qingqian::commands {
namespace {

std::string_view in_words(std::string_view reason) {
    if (reason == "start") return "day of the event, not counted";
    if (reason == "weekend") return "weekend";
    if (reason == "holiday") return "holiday";
    if (reason == "make_up") return "make-up working day";
    if (reason == "rolled") return "the term moves on past a rest day";
    if (reason == "paused") return "paused";
    return "";
}

void print_day(const workflow::CountedDay& day) {
    const auto number = day.number == 0 ? std::string() : std::to_string(day.number);
    std::string why(in_words(day.reason));
    if (!day.name.empty())
        why += fmt::format("{}{} (notice {})", why.empty() ? "" : ", ", day.name, day.notice);
    if (day.provisional) why += fmt::format("{}provisional", why.empty() ? "" : ", ");
    std::cout << fmt::format("{}  {:>4}  {}\n", base::to_iso(day.day), number, why);
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path);
    return text.str();
}

int refused(const Context& context, const base::Problem& problem) {
    if (context.json) {
        std::cout << boost::json::serialize(base::problem_document(problem, "en")) << '\n';
    } else if (problem.fields.empty()) {
        std::cerr << problem.sentence.zh << " / " << problem.sentence.en << '\n';
    }
    for (const auto& field : problem.fields) {
        if (context.json) break;
        std::cerr << field.pointer << ": " << field.sentence.zh << " / " << field.sentence.en << '\n';
    }
    return problem.status >= 500 ? exit_code::failed : exit_code::findings;
}

void print_change(const cases::CalendarChange& change, const cases::RecountReport& clocks) {
    for (const auto& holiday : change.missing)
        std::cout << fmt::format("Look again: {} is not in this notice of the whole year.\n", holiday);
    std::cout << fmt::format("{}: the calendar went from {} to {}.\n", change.id, change.version_before,
                             change.version);
    std::cout << fmt::format("{} running clocks looked at: {} moved, {} confirmed, {} left as they were.\n",
                             clocks.looked, clocks.moved, clocks.confirmed, clocks.left);
    if (clocks.moved > 0) std::cout << "The server tells those whose dates moved.\n";
}

boost::json::object change_json(const cases::CalendarChange& change, const cases::RecountReport& clocks) {
    return {{"id", change.id},
            {"replaced", change.replaced},
            {"version_before", change.version_before},
            {"version", change.version},
            {"missing", boost::json::array(change.missing.begin(), change.missing.end())},
            {"clocks",
             {{"looked", clocks.looked},
              {"moved", clocks.moved},
              {"confirmed", clocks.confirmed},
              {"left", clocks.left},
              {"complete", clocks.complete}}}};
}

/// Changes the calendar, then counts every open clock by it. A server that runs takes it up by itself.
int change_calendar(Context& context,
                    const std::function<base::Result<cases::CalendarChange>(store::WriteTx&)>& work) {
    const auto store = open_store(context);
    const auto change = store->write_now<cases::CalendarChange>(
        [&work](store::WriteTx& tx) -> base::Result<cases::CalendarChange> {
            auto done = work(tx);
            if (done) {
                cases::recount_turn::seize(tx);
                note_command(tx, "change_calendar", done->id);
            }
            return done;
        });
    if (!change) return refused(context, change.error());
    const auto environment = open_environment(context, *store);
    constexpr std::chrono::milliseconds breather{30};
    const auto clocks = cases::recount_clocks(
        *store, *environment, [] { return false; }, breather);
    if (context.json) {
        std::cout << boost::json::serialize(change_json(*change, clocks)) << '\n';
    } else {
        print_change(*change, clocks);
    }
    return clocks.complete ? exit_code::ok : exit_code::failed;
}

std::string province_of(const Context& context, const std::string& given) {
    return given.empty() ? context.config.text("province") : given;
}

}  // namespace

int calendar_load(Context& context, const std::string& path) {
    const auto text = read_file(path);
    const auto province = province_of(context, "");
    return change_calendar(
        context, [text, province](store::WriteTx& tx) { return cases::load_notice(tx, province, text); });
}

int calendar_local_add(Context& context, const LocalDay& day) {
    const store::reference::LocalDay row{province_of(context, day.province), day.day, day.off, day.name,
                                         day.source};
    return change_calendar(context, [row](store::WriteTx& tx) { return cases::add_local_day(tx, row); });
}

int calendar_local_remove(Context& context, const LocalDay& day) {
    const auto province = province_of(context, day.province);
    return change_calendar(context, [province, day](store::WriteTx& tx) {
        return cases::remove_local_day(tx, province, day.day);
    });
}

int calendar_list(Context& context) {
    const auto store = open_store(context);
    const auto province = province_of(context, "");
    const auto calendar = value_or_throw(store->read_now<boost::json::object>(
        [&province](store::ReadTx& tx) -> base::Result<boost::json::object> {
            return cases::calendar_json(tx, province);
        }));
    if (context.json) {
        std::cout << boost::json::serialize(calendar) << '\n';
        return exit_code::ok;
    }
    const auto text = [](const boost::json::value& row, std::string_view key) {
        return std::string_view(row.at(key).as_string());
    };
    for (const auto& row : calendar.at("notices").as_array()) {
        std::cout << fmt::format("{}\t{}\t{}\t{}\n", text(row, "id"), text(row, "issued"),
                                 text(row, "number"), text(row, "title"));
    }
    for (const auto& row : calendar.at("local_days").as_array()) {
        std::cout << fmt::format("{}\t{}\t{}\t{}\t{}\n", text(row, "province"), text(row, "day"),
                                 row.at("off").as_bool() ? "rest day" : "working day", text(row, "name"),
                                 text(row, "source"));
    }
    std::cout << fmt::format("Version {}; provisional from {} on.\n",
                             std::string_view(calendar.at("version").as_string()),
                             std::string_view(calendar.at("provisional_from").as_string()));
    return exit_code::ok;
}

int calendar_due(const DueQuestion& question, bool json) {
    const auto from = base::parse_day(question.from);
    if (!from) {
        std::cerr << "--from takes a day that exists, 2026-09-28.\n";
        return exit_code::usage;
    }
    const auto unit = question.workdays ? workflow::Unit::working_days : workflow::Unit::calendar_days;
    const auto length = question.workdays ? *question.workdays : question.days.value_or(0);
    const auto due = workflow::due_date(workflow::load_calendar(), *from, unit, length);
    if (json) {
        std::cout << boost::json::serialize(cases::due_json(due)) << '\n';
        return exit_code::ok;
    }
    for (const auto& day : due.explain) print_day(day);
    std::cout << fmt::format("Last day: {}{}{}\n", base::to_iso(due.legal),
                             due.raw == due.legal ? "" : " (counted: " + base::to_iso(due.raw) + ")",
                             due.provisional ? ", provisional until the notice of that year is out" : "");
    return exit_code::ok;
}

}  // namespace qingqian::commands
