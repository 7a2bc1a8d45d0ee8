// How long the workflow thinks about one step: the shipped definition, a case in HANDLING, a sound input.
// Prints one line: the median, the 99th percentile and the slowest of a thousand decisions, in microseconds.
#include "workflow/decide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <chrono>
#include <vector>

#include "workflow/load.hpp"

using namespace qingqian;

namespace {

workflow::CaseView handled_case(std::size_t form_bytes) {
    workflow::CaseView view;
    view.complaint.id = 7;
    view.complaint.number = "JSTS20261123000123";
    view.complaint.province = "JS";
    view.complaint.definition = "complaint";
    view.complaint.state = "HANDLING";
    view.complaint.form = std::string(form_bytes, 'x');
    view.complaint.arrears_fen = view.complaint.remaining_fen = 18'650'000;
    view.complaint.accepting_body = 10;
    view.complaint.handling_body = 20;
    records::CaseClock clock;
    clock.id = 1;
    clock.kind = "handling";
    clock.unit = "calendar_days";
    clock.length = 30;
    clock.started_day = "2026-11-23";
    clock.due_raw = clock.due_legal = "2026-12-23";
    view.clocks.push_back(clock);
    records::LedgerEntry claimed;
    claimed.kind = "claimed";
    claimed.amount_fen = 18'650'000;
    view.ledger.push_back(claimed);
    return view;
}

}  // namespace

int main() {
    const auto definition = workflow::load_definition("complaint");
    const auto calendar = workflow::load_calendar();
    const auto terms = workflow::load_terms();
    const auto view = handled_case(4096);
    records::Actor handler;
    handler.kind = "officer";
    handler.officer = 3;
    handler.body = 20;
    handler.roles = {"handler"};
    const auto input = boost::json::parse(R"({"result":"经核查，被投诉人已付清无争议部分，其余按计划支付。",
        "outcome":"O2","verified":18650000,"undisputed":18000000,"disputed":650000,"paid":10000000,
        "planned":8650000})")
                           .as_object();
    const auto now = base::day_begins(*base::parse_day("2026-12-01"));
    std::vector<double> micros;
    for (int i = 0; i < 1000; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto decided =
            workflow::decide(definition, view, "reply", handler, input, calendar, terms, now);
        const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begin;
        if (!decided) {
            fmt::print("refused: {}\n", decided.error().code);
            return 1;
        }
        micros.push_back(taken.count());
    }
    std::ranges::sort(micros);
    fmt::print("decide: median {:.1f} µs, p99 {:.1f} µs, max {:.1f} µs\n", micros[500], micros[990],
               micros.back());
}
