#include "deadlines.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "cases/step.hpp"
#include "cases/system.hpp"
#include "cases/tell.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/reminders.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::cases {
namespace {

using records::CaseClock;
using records::Complaint;
using store::reminders::Reminder;
using workflow::PlannedReminder;

constexpr std::string_view mark_late = "mark_late";

bool is_past(const CaseClock& clock, base::UtcMillis now) {
    return base::to_iso(base::legal_day(now)) > clock.due_legal;
}

base::UtcMillis passes_at(const CaseClock& clock) {
    return base::day_begins(base::parse_day(clock.due_legal).value() + std::chrono::days{1});
}

std::vector<CaseClock> running(store::ReadTx& tx, const records::Timer& timer) {
    auto clocks = store::history::clocks(tx, timer.complaint);
    std::erase_if(clocks,
                  [&](const auto& clock) { return clock.kind != timer.clock || clock.state != "running"; });
    return clocks;
}

/// One reminder that is due, with the people it goes to.
class Reminding {
  public:
    Reminding(store::WriteTx& tx, const Environment& env, const Complaint& complaint, const CaseClock& clock)
        : tx_(tx),
          env_(env),
          complaint_(complaint),
          clock_(clock),
          kind_(env.definition(complaint.definition, complaint.definition_version).clock(clock.kind)) {}

    /// Sends the highest of those due; whether one went out.
    bool send(const std::vector<PlannedReminder>& due) {
        const auto highest = std::ranges::max_element(due, {}, [](const PlannedReminder& reminder) {
            return std::tuple(workflow::level_rank(reminder.rule->level()), reminder.at);
        });
        Reminder sent = row_of(*highest);
        if (!store::reminders::insert(tx_, sent)) return false;
        for (auto reminder = due.begin(); reminder != due.end(); ++reminder) {
            if (reminder == highest) continue;
            Reminder covered = row_of(*reminder);
            covered.covered_by = sent.id;
            store::reminders::insert(tx_, covered);
        }
        tell(tx_, env_, complaint_, -sent.id, {notice(*highest->rule)});
        return true;
    }

  private:
    Reminder row_of(const PlannedReminder& planned) const {
        Reminder row;
        row.complaint = complaint_.id;
        row.clock = clock_.id;
        row.rule = planned.rule->id;
        row.due = clock_.due_legal;
        row.level = planned.rule->level();
        row.planned_at = planned.at;
        row.sent_at = tx_.now();
        return row;
    }

    // A term of a party is watched by the body that has the case.
    bool handling_watches() const {
        const std::string_view owner = kind_ == nullptr ? std::string_view{} : kind_->owner;
        if (owner == "accepting" || owner == "handling") return owner == "handling";
        return complaint_.handling_body != 0;
    }

    std::string audience_of(std::string_view level) const {
        if (level == "supervisor") return "supervision";
        if (level == "party") return kind_ == nullptr ? "complainant" : kind_->owner;
        const bool head = level == "head";
        if (handling_watches()) return head ? "handling_head" : "handling_body";
        return head ? "accepting_head" : "accepting_body";
    }

    workflow::Notice notice(const workflow::ReminderRule& rule) const {
        const auto today = base::to_iso(base::legal_day(tx_.now()));
        workflow::Notice notice;
        notice.event = today < clock_.due_legal    ? "DUE_SOON"
                       : today == clock_.due_legal ? "DUE_TODAY"
                                                   : "OVERDUE";
        for (const auto& level : rule.tell) notice.audiences.push_back(audience_of(level));
        notice.values = {{"number", complaint_.number},
                         {"due", clock_.due_legal},
                         {"clock", kind_ == nullptr ? clock_.kind : kind_->label.zh},
                         {"clock_en", kind_ == nullptr ? clock_.kind : kind_->label.en}};
        if (clock_.provisional) notice.values["provisional"] = "1";
        return notice;
    }

    store::WriteTx& tx_;
    const Environment& env_;
    const Complaint& complaint_;
    const CaseClock& clock_;
    const workflow::ClockKind* kind_;
};

// What is planned and has neither gone out nor been covered.
std::vector<PlannedReminder> open_reminders(store::ReadTx& tx, const Environment& env,
                                            std::string_view province, const CaseClock& clock) {
    auto planned = env.reminders.plan(env.calendar, clock, province);
    const auto done = store::reminders::rules_done(tx, clock.id, clock.due_legal);
    std::erase_if(planned, [&](const PlannedReminder& reminder) {
        return std::ranges::find(done, reminder.rule->id) != done.end();
    });
    return planned;
}

/// Performs what follows when a deadline passes, and leaves the case in `complaint` as it is then. Whether
/// something was done.
bool pass(store::WriteTx& tx, const Environment& env, Complaint& complaint, const CaseClock& clock) {
    const auto act = [&](std::string_view action, const boost::json::object& input) {
        auto done = take_step(tx, env, the_system(), complaint, action, input, "/input");
        // Refused means that the case has moved on (the clock was started anew, say).
        if (!done) {
            base::log(base::LogLevel::info, "deadline_had_no_consequence",
                      {{"case", clock.complaint}, {"clock", clock.kind}, {"code", done.error().code}});
            return false;
        }
        complaint = std::move(done->complaint);
        return true;
    };
    const auto& definition = env.definition(complaint.definition, complaint.definition_version);
    bool done = false;
    bool still_runs = !clock.late;
    if (const auto* action = workflow::action_when_passed(definition, complaint.state, clock.kind)) {
        done = act(action->name, {});
        const auto after = store::history::clocks(tx, clock.complaint);
        const auto same = std::ranges::find(after, clock.id, &CaseClock::id);
        still_runs = same != after.end() && same->state == "running" && !same->late;
    }
    if (still_runs && definition.action(mark_late) != nullptr)
        done = act(mark_late, {{"clock", clock.kind}}) || done;
    return done;
}

/// Sends what is due of one clock and yields when to look again.
std::optional<base::UtcMillis> remind(store::WriteTx& tx, const Environment& env, const Complaint& complaint,
                                      const CaseClock& clock, Look& look) {
    auto open = open_reminders(tx, env, complaint.province, clock);
    const auto later =
        std::ranges::find_if(open, [&](const PlannedReminder& reminder) { return reminder.at > tx.now(); });
    std::optional<base::UtcMillis> next;
    if (later != open.end()) next = later->at;
    if (!is_past(clock, tx.now())) next = std::min(next.value_or(passes_at(clock)), passes_at(clock));
    open.erase(later, open.end());
    if (open.empty()) return next;
    const auto opening = env.reminders.opening(env.calendar, tx.now());
    if (opening > tx.now()) return std::min(next.value_or(opening), opening);
    if (Reminding(tx, env, complaint, clock).send(open)) ++look.reminded;
    return next;
}

}  // namespace

std::optional<base::UtcMillis> next_look(const Environment& env, std::string_view province,
                                         const CaseClock& clock, base::UtcMillis now) {
    std::optional<base::UtcMillis> next;
    if (!is_past(clock, now) || !clock.late) next = passes_at(clock);
    for (const auto& reminder : env.reminders.plan(env.calendar, clock, province)) {
        // A reminder before the day that is past already is not made up for when the date is set.
        if (reminder.rule->offset < 0 && reminder.at <= now) continue;
        next = std::min(next.value_or(reminder.at), reminder.at);
    }
    return next;
}

void bring_forward(const Environment& env, const workflow::Decision& decision, base::UtcMillis now,
                   records::Timer& timer) {
    for (const auto& change : decision.clocks) {
        if (change.clock.kind != timer.clock || change.clock.state != "running") continue;
        if (const auto next = next_look(env, decision.complaint.province, change.clock, now))
            timer.due_at = std::min(timer.due_at, *next);
    }
}

base::Result<Look> look_at(store::WriteTx& tx, const Environment& env, const records::Timer& timer) {
    Look look;
    // The case is locked before its timer, as every step does it.
    auto complaint = store::complaints::find_by_id(tx, timer.complaint, true);
    if (!store::history::finish_timer(tx, timer.id, tx.now()) || !complaint) return look;
    // Late or not: what had to follow may have had no place while a withdrawal was asked for.
    for (const auto& clock : running(tx, timer)) {
        if (is_past(clock, tx.now())) look.performed = pass(tx, env, *complaint, clock) || look.performed;
    }
    store::history::finish_timers_of_clock(tx, timer.complaint, timer.clock, tx.now());
    for (const auto& clock : running(tx, timer)) {
        if (const auto next = remind(tx, env, *complaint, clock, look)) {
            auto again = timer;
            again.due_at = *next;
            store::history::insert_timer(tx, again);
        }
    }
    return look;
}

}  // namespace qingqian::cases
