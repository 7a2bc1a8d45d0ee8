#include "audit.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "audit_parts.hpp"
#include "form.hpp"
#include "records/json.hpp"
#include "step.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "workflow/chain.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::CaseClock;
using records::Complaint;
using records::Event;

constexpr std::size_t faults_max = 1000;
constexpr std::size_t batch = 200;

/// An event's clock note, with the event it stands in.
struct Noted {
    const Event* event;
    json::object note;
};

/// One case under audit: what is stored, and what its history says.
class CaseAudit {
  public:
    CaseAudit(store::ReadTx& tx, const Environment& env, Complaint complaint, AuditReport& report)
        : tx_(tx),
          env_(env),
          complaint_(std::move(complaint)),
          definition_(env.definition(complaint_.definition, complaint_.definition_version)),
          events_(store::history::events(tx, complaint_.id)),
          values_(store::history::values(tx, complaint_.id)),
          report_(report) {}

    void run() {
        ++report_.cases;
        report_.events += static_cast<std::int64_t>(events_.size());
        // A broken chain says nothing trustworthy about the rest.
        if (!chain_holds()) return;
        try {
            if (events_.empty()) return check_draft();
            check_row();
            check_filing();
            check_clocks();
            for (const auto& found : part_faults(tx_, complaint_, events_))
                fault(0, std::string(found.code), found.sentence.zh, found.sentence.en);
        } catch (const std::exception& error) {
            // What was written by hand need not be JSON, nor have our members.
            fault(0, "unreadable", "案件记录读不懂", "The case cannot be read: " + std::string(error.what()));
        }
    }

  private:
    void fault(std::int64_t seq, std::string code, std::string zh, std::string en) {
        if (report_.faults.size() >= faults_max) return;
        const auto& name = complaint_.number.empty() ? complaint_.uid : complaint_.number;
        report_.faults.push_back({name, seq, std::move(code), {std::move(zh), std::move(en)}});
    }

    bool chain_holds() {
        auto found = workflow::verify_chain(complaint_.uid, events_, values_, complaint_.head_hash,
                                            complaint_.event_count);
        if (!found) return true;
        fault(found->seq, std::move(found->code), std::move(found->sentence.zh),
              std::move(found->sentence.en));
        return false;
    }

    void row_differs(const std::string& what) {
        fault(0, "row_differs", "案件记录与历史不符：" + what,
              "The case row does not fit its history: " + what);
    }

    // A case without history can only be a draft.
    void check_draft() {
        if (complaint_.state != definition_.initial()) row_differs("state is stored as " + complaint_.state);
        if (!complaint_.number.empty()) row_differs("number is stored as " + complaint_.number);
        if (complaint_.received_at != 0) row_differs("received_at is stored");
    }

    void check_row() {
        for (const auto& difference :
             workflow::differences(workflow::replay(events_, definition_.initial()), complaint_)) {
            row_differs(difference);
        }
        std::string number;
        for (const auto& event : events_) {
            const auto changes = changes_of(event);
            if (const auto* change = changes.if_contains("number"))
                number = std::string(change->at(1).as_string());
        }
        if (number != complaint_.number) row_differs("number is stored as " + complaint_.number);
        if (!number.empty() && !number.starts_with(complaint_.province))
            row_differs("province is stored as " + complaint_.province);
        Complaint again = complaint_;
        const auto form = json::parse(complaint_.form);
        fill_columns(again, form.as_object());
        if (again != complaint_) row_differs("a column does not repeat the form");
    }

    // While the complainant may edit, the form is not the one that was filed.
    bool being_edited() const {
        const auto* state = definition_.state(complaint_.state);
        return state != nullptr && state->owner == "complainant";
    }

    void check_filing() {
        const Event* filed = nullptr;
        for (const auto& event : events_) {
            if (changes_of(event).contains("materials")) filed = &event;
        }
        if (filed == nullptr || being_edited()) return;
        for (const auto& value : values_) {
            if (value.event != filed->id || value.pointer != "/values/filing") continue;
            const auto contacts = store::complaints::contacts(tx_, complaint_.id);
            const auto kept = json::parse(value.value);
            const auto now = filing_digest(complaint_, contacts);
            if (kept.at("form") != now.at("form")) {
                fault(filed->seq, "form_changed", "投诉表在提交后被改动",
                      "The form was changed after it was filed");
            }
            if (kept.at("contacts") != now.at("contacts")) {
                fault(filed->seq, "contacts_changed", "联系方式在提交后被改动",
                      "The contacts were changed after the complaint was filed");
            }
        }
        check_materials(*filed);
    }

    void check_materials(const Event& filed) {
        const auto stored = store::attachments::of_case(tx_, complaint_.id);
        const auto changes = changes_of(filed);
        for (const auto& item : changes.at("materials").at(1).as_array()) {
            const auto uid = std::string_view(item.at("uid").as_string());
            const auto found = std::ranges::find(stored, uid, &records::Attachment::uid);
            const bool same = found != stored.end() && item.at("sha256") == json::value(found->sha256) &&
                              item.at("size") == json::value(found->size) &&
                              item.at("kind") == json::value(found->kind);
            if (same) continue;
            fault(filed.seq, "material_changed", "提交时的附件已改动或者不在了",
                  "A file that came with the complaint was changed or is gone");
        }
    }

    json::object changes_of(const Event& event) const {
        auto payload = json::parse(event.payload);
        return std::move(payload.as_object().at("changes").as_object());
    }

    std::vector<Noted> notes(std::string_view key) const {
        std::vector<Noted> found;
        for (const auto& event : events_) {
            const auto changes = changes_of(event);
            const auto* change = changes.if_contains(key);
            if (change == nullptr) continue;
            for (const auto& item : change->at(1).as_array()) found.push_back({&event, item.as_object()});
        }
        return found;
    }

    // What a clock never had is not noted.
    static void take_dates(CaseClock& clock, const json::object& note) {
        clock.length = note.at("length").as_int64();
        clock.due_raw = note.at("due_raw").as_string();
        clock.due_legal = note.at("due_legal").as_string();
        clock.calendar_version = note.at("calendar_version").as_string();
        clock.provisional = note.at("provisional").as_bool();
        if (const auto* latest = note.if_contains("latest")) clock.latest = latest->as_string();
        if (const auto* pauses = note.if_contains("pauses"))
            clock.pauses = records::pauses_from_json(json::serialize(*pauses));
    }

    CaseClock started_clock(const Event& event, const json::object& note) const {
        CaseClock clock;
        clock.complaint = complaint_.id;
        clock.kind = note.at("kind").as_string();
        clock.unit = note.at("unit").as_string();
        clock.started_day = note.at("started_day").as_string();
        const auto* since = note.if_contains("started_at");
        clock.started_at = since == nullptr ? event.at : since->as_int64();
        take_dates(clock, note);
        return clock;
    }

    static void turn(CaseClock& clock, const Event& event, const json::object& note) {
        const std::string_view change(note.at("change").as_string());
        clock.late = note.at("late").as_bool();
        if (change == "meet" || change == "stop") {
            clock.state = change == "meet" ? "met" : "stopped";
            clock.ended_at = event.at;
            return;
        }
        clock.state = change == "pause" ? "paused" : "running";
        take_dates(clock, note);
    }

    // The clocks as the history alone makes them.
    std::vector<CaseClock> replayed_clocks() {
        std::vector<CaseClock> clocks;
        for (const auto& [event, note] : notes("clocks")) {
            if (note.at("change") == "start") {
                clocks.push_back(started_clock(*event, note));
                continue;
            }
            const auto kind = std::string_view(note.at("kind").as_string());
            const auto open = std::ranges::find_if(clocks, [&](const CaseClock& clock) {
                return clock.kind == kind && (clock.state == "running" || clock.state == "paused");
            });
            if (open != clocks.end()) turn(*open, *event, note);
        }
        return clocks;
    }

    void check_clocks() {
        auto stored = store::history::clocks(tx_, complaint_.id);
        const auto replayed = replayed_clocks();
        if (stored.size() != replayed.size()) {
            return fault(0, "clock_differs", "期限的条数与历史不符",
                         "The number of clocks does not fit the history");
        }
        for (std::size_t i = 0; i < stored.size(); ++i) {
            const auto& clock = stored[i];
            auto expected = replayed[i];
            expected.id = clock.id;
            if (clock != expected) {
                fault(0, "clock_differs", "期限“" + clock.kind + "”与历史不符",
                      "The clock " + clock.kind + " does not fit the history");
            } else if (clock.state != "paused" && clock.calendar_version == env_.calendar.version()) {
                check_dates(clock);
            }
        }
    }

    void check_dates(const CaseClock& clock) {
        const auto due = workflow::explain_clock(env_.calendar, clock);
        if (base::to_iso(due.raw) == clock.due_raw && base::to_iso(due.legal) == clock.due_legal) return;
        fault(0, "clock_differs", "期限“" + clock.kind + "”的日期推算不出来",
              "The dates of the clock " + clock.kind + " cannot be derived again");
    }

    store::ReadTx& tx_;
    const Environment& env_;
    Complaint complaint_;
    const workflow::Definition& definition_;
    std::vector<Event> events_;
    std::vector<records::EventValue> values_;
    AuditReport& report_;
};

}  // namespace

void audit_case(store::ReadTx& tx, const Environment& env, std::int64_t complaint, AuditReport& report) {
    if (auto found = store::complaints::find_by_id(tx, complaint))
        CaseAudit(tx, env, std::move(*found), report).run();
}

base::Result<AuditReport> audit_one(store::Store& store, EnvironmentPtr env, std::string_view uid_or_number) {
    const std::string key(uid_or_number);
    return store.read_now<AuditReport>([env, key](store::ReadTx& tx) -> base::Result<AuditReport> {
        auto complaint = store::complaints::find(tx, key);
        if (!complaint) return base::refuse("complaint_not_found");
        AuditReport report;
        CaseAudit(tx, *env, std::move(*complaint), report).run();
        return report;
    });
}

base::Result<AuditReport> audit_all(store::Store& store, EnvironmentPtr env,
                                    const std::function<void(std::int64_t)>& progress) {
    AuditReport report;
    std::int64_t after = 0;
    while (true) {
        const auto last = store.read_now<std::int64_t>([&](store::ReadTx& tx) -> base::Result<std::int64_t> {
            const auto ids = store::history::case_ids(tx, after, batch);
            for (const auto id : ids) audit_case(tx, *env, id, report);
            return ids.empty() ? 0 : ids.back();
        });
        if (!last) return std::unexpected(last.error());
        if (*last == 0) return report;
        after = *last;
        if (progress) progress(report.cases);
    }
}

}  // namespace qingqian::cases
