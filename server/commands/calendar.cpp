#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>

#include "cases/due_view.hpp"
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

}  // namespace

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
