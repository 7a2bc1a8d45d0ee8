#include "bounds.hpp"

#include <algorithm>
#include <chrono>

namespace qingqian::workflow {
namespace {

using std::chrono::days;

// The latest clock of a kind, running or not: a result that was given does not move the day of receipt.
const records::CaseClock* last_clock(const CaseView& view, std::string_view kind) {
    const auto found =
        std::ranges::find(view.clocks.rbegin(), view.clocks.rend(), kind, &records::CaseClock::kind);
    return found == view.clocks.rend() ? nullptr : &*found;
}

std::optional<base::Day> today(const CaseView&, const Reckoning& with) {
    return base::legal_day(with.now);
}

std::optional<base::Day> tomorrow(const CaseView&, const Reckoning& with) {
    return base::legal_day(with.now) + days{1};
}

std::optional<base::Day> receipt(const CaseView& view, const Reckoning&) {
    if (view.complaint.received_at == 0) return std::nullopt;
    return base::legal_day(view.complaint.received_at);
}

std::optional<base::Day> after_clock(const CaseView& view, std::string_view kind) {
    const auto* clock = last_clock(view, kind);
    if (clock == nullptr || clock->state != "running") return std::nullopt;
    return base::parse_day(clock->due_legal).value() + days{1};
}

std::optional<base::Day> cap(const CaseView& view, const Reckoning& with, std::string_view kind,
                             std::string_view term) {
    const auto* clock = last_clock(view, kind);
    if (clock == nullptr) return std::nullopt;
    const base::Day start = base::parse_day(clock->started_day).value();
    const auto* total = with.terms.find(term, view.complaint.province, start);
    if (total == nullptr) return std::nullopt;
    return due_date(with.calendar, start, total->unit, total->length).raw;
}

std::optional<base::Day> after_handling(const CaseView& view, const Reckoning&) {
    return after_clock(view, "handling");
}

std::optional<base::Day> after_supplement(const CaseView& view, const Reckoning&) {
    return after_clock(view, "supplement");
}

std::optional<base::Day> day90(const CaseView& view, const Reckoning& with) {
    return cap(view, with, "handling", "handling_total");
}

std::optional<base::Day> supplement_cap(const CaseView& view, const Reckoning& with) {
    return cap(view, with, "supplement", "supplement_total");
}

std::optional<base::Day> plan_cap(const CaseView&, const Reckoning& with) {
    return base::legal_day(with.now) + days{max_term_length};
}

struct Rule {
    std::string_view name;
    std::optional<base::Day> (*day)(const CaseView&, const Reckoning&);
};

constexpr Rule rules[] = {
    {"today", today},
    {"tomorrow", tomorrow},
    {"receipt", receipt},
    {"after_handling", after_handling},
    {"after_supplement", after_supplement},
    {"day90", day90},
    {"supplement_cap", supplement_cap},
    {"plan_cap", plan_cap},
};

}  // namespace

bool bound_known(std::string_view rule) {
    return std::ranges::find(rules, rule, &Rule::name) != std::end(rules);
}

std::optional<base::Day> bound_day(std::string_view rule, const CaseView& view, const Reckoning& with) {
    const auto* found = std::ranges::find(rules, rule, &Rule::name);
    return found == std::end(rules) ? std::nullopt : found->day(view, with);
}

}  // namespace qingqian::workflow
