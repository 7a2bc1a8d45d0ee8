#include "step.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <optional>
#include <utility>

#include "access.hpp"
#include "base/decode.hpp"
#include "deadlines.hpp"
#include "documents.hpp"
#include "intake.hpp"
#include "live.hpp"
#include "load.hpp"
#include "parts.hpp"
#include "records/json.hpp"
#include "reopen.hpp"
#include "respondent.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/links.hpp"
#include "store/live_feed.hpp"
#include "tell.hpp"
#include "untold.hpp"
#include "view.hpp"
#include "webhooks.hpp"
#include "workflow/chain.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using base::FieldFault;
using records::Actor;
using records::Complaint;
using workflow::ClockChange;
using workflow::Decision;

bool has(const std::vector<std::string>& calls, std::string_view name) {
    return std::ranges::any_of(calls,
                               [&](const auto& call) { return workflow::read_call(call).name == name; });
}

// Recounted or marked as late, a clock runs on.
bool only_dated(ClockChange::Kind change) {
    return change == ClockChange::Kind::recount || change == ClockChange::Kind::mark_late;
}

/// One step on its way: what was loaded, what was found wrong.
class Step {
  public:
    Step(store::WriteTx& tx, const Environment& env, const Actor& actor, const Complaint& complaint,
         std::string_view action, const json::object& input, std::string_view input_pointer,
         const NewCase* fresh, Telling telling)
        : tx_(tx),
          env_(env),
          definition_(env.definition(complaint.definition, complaint.definition_version)),
          action_(definition_.action(action)),
          actor_(actor),
          name_(action),
          input_(input),
          input_pointer_(input_pointer),
          fresh_(fresh),
          telling_(telling) {
        view_.complaint = complaint;
    }

    base::Result<Performed> take() {
        load();
        if (receives_ && fresh_ == nullptr) check_filing();
        if (first_receipt_ && faults_.empty()) {
            view_.complaint.number = store::complaints::next_number(
                tx_, view_.complaint.province, definition_.number, base::legal_day(tx_.now()));
        }
        auto decision =
            workflow::decide(definition_, view_, name_, actor_, input_, env_.calendar, env_.terms, tx_.now());
        if (!decision) return refusal(std::move(decision.error()));
        if (!faults_.empty()) return std::unexpected(base::invalid_input(std::move(faults_)));
        return write(std::move(*decision));
    }

  private:
    void load() {
        if (action_ == nullptr) return;
        receives_ = has(action_->effects, "receive");
        first_receipt_ = receives_ && view_.complaint.number.empty();
        load_for(tx_, env_, actor_, definition_, *action_, input_, view_);
    }

    // What a draft may lack a filing must have.
    void check_filing() {
        contacts_ = store::complaints::contacts(tx_, view_.complaint.id);
        json::object form = json::parse(view_.complaint.form).as_object();
        merge_contacts(asked(), form, contacts_);
        faults_ = check_form(asked(), form, FormCheck::submit, base::legal_day(tx_.now()));
        const auto* given = input_.if_contains("declarations");
        if (given == nullptr || !given->is_array() || given->get_array().empty()) return;
        std::vector<Declaration> ticked;
        for (const auto& item : given->get_array()) {
            const auto one = base::decode<Declaration>(item);
            if (!one) return;  // decide names the fault of form
            ticked.push_back(*one);
        }
        const auto pointer = std::string(input_pointer_) + "/declarations";
        for (auto& fault : check_declarations(asked(), ticked, pointer)) faults_.push_back(std::move(fault));
    }

    // The form of this kind of case.
    const FormDefinition& asked() const { return env_.form_of(view_.complaint.definition); }

    std::unexpected<base::Problem> refusal(base::Problem problem) {
        for (auto& fault : problem.fields) fault.pointer = std::string(input_pointer_) + fault.pointer;
        if (problem.code == "invalid_input") {
            auto all = std::move(faults_);
            for (auto& fault : problem.fields) {
                if (std::ranges::find(all, fault.pointer, &FieldFault::pointer) == all.end()) {
                    all.push_back(std::move(fault));
                }
            }
            auto whole = base::invalid_input(std::move(all));
            whole.extra = std::move(problem.extra);
            return std::unexpected(std::move(whole));
        }
        if (problem.code == "action_not_possible") {
            for (auto& fault : faults_) problem.fields.push_back(std::move(fault));
        }
        return std::unexpected(std::move(problem));
    }

    Performed write(Decision decision) {
        Performed done;
        done.complaint = decision.complaint;
        std::string code;
        if (first_receipt_) {
            code = base::receipt_code(tx_.random());
            done.complaint.receipt_code_hash = receipt_code_hash(code);
        }
        const auto seq = view_.complaint.event_count + 1;
        if (decision.opens_draft) open_linked_draft(decision, done);
        const auto documents = issue_documents(tx_, env_, decision, view_.complaint.id, seq);
        auto sealed = workflow::seal_event(event_draft(decision, documents, seq), tx_.random());
        done.complaint.revision += 1;
        done.complaint.event_count = seq;
        done.complaint.head_hash = sealed.event.hash;
        if (is_news(decision)) done.complaint.updated_at = tx_.now();
        case_parts::write(tx_, decision, view_.complaint.id, seq);
        const auto bodies_before = bodies_that_may_leave(decision);
        write_case(decision, done.complaint);
        if (seq == 1 && follows_what_he_registers()) {
            store::complaints::follow(tx_, done.complaint, actor_.officer);
        }
        done.event = std::move(sealed.event);
        done.event.complaint = done.complaint.id;
        store::history::append(tx_, done.event, sealed.values);
        if (!decision.restricted) {
            feed_source(tx_, done.complaint, seq);
            note_live(tx_, env_, {definition_, done.complaint, done.event, bodies_before});
            tell_webhooks(tx_, env_, done.complaint, view_.complaint.state, done.event);
        }
        write_clocks(decision, done.complaint.id);
        write_entries(decision, done);
        done.access_code = let_respondent_in(tx_, definition_, decision);
        if (telling_ == Telling::after_it) {
            keep_untold(tx_, done.complaint.id, done.event.id, decision.notices);
        } else {
            tell(tx_, env_, done.complaint, done.event.id, decision.notices, fresh_ ? &contacts_ : nullptr);
        }
        if (receives_) done.receipt = receipt(done, decision, std::move(code));
        return done;
    }

    // That something happened which others may not see does not show in their lists either; nor does what
    // nobody did: a calendar that moves every date would put every case on top at once.
    bool is_news(const Decision& decision) const {
        const bool dated =
            !decision.clocks.empty() && std::ranges::all_of(decision.clocks, [](const ClockChange& change) {
                return only_dated(change.change);
            });
        return !decision.restricted && !(dated && decision.complaint.state == view_.complaint.state);
    }

    void open_linked_draft(Decision& decision, Performed& done) {
        auto draft = open_draft_from(tx_, env_, actor_, view_.complaint, input_);
        decision.links.push_back({draft.complaint.id, view_.complaint.id, "reopened"});
        done.draft = std::move(draft.complaint.uid);
        done.draft_secret = std::move(draft.secret);
    }

    void write_entries(Decision& decision, const Performed& done) {
        for (auto& entry : decision.ledger) {
            entry.complaint = done.complaint.id;
            entry.event = done.event.id;
            store::history::insert_entry(tx_, entry);
        }
        for (const auto& link : decision.links) {
            const bool own = link.complaint == done.complaint.id;
            store::links::insert(tx_, link, own ? done.event.id : 0, tx_.now());
        }
    }

    bool follows_what_he_registers() const {
        return actor_.kind == "officer" && env_.rights.scope(actor_.roles, "work") == workflow::Scope::own;
    }

    // The bodies that see the case before a step which may take it out of their sight.
    std::vector<std::int64_t> bodies_that_may_leave(const Decision& decision) const {
        const auto& before = view_.complaint;
        const bool moves = before.handling_body != decision.complaint.handling_body ||
                           before.accepting_body != decision.complaint.accepting_body ||
                           !decision.parts.empty();
        if (fresh_ != nullptr || before.received_at == 0 || !moves) return {};
        return store::live_feed::bodies_of(tx_, before.id);
    }

    // A new case is written once, as it is after its first step.
    void write_case(const Decision& decision, Complaint& complaint) {
        if (fresh_ == nullptr) {
            // A receipt has changed the row that was loaded, and bodies that come or go change who sees it.
            if (receives_ || !decision.parts.empty()) return store::complaints::update(tx_, complaint);
            return store::complaints::update(tx_, view_.complaint, complaint);
        }
        store::complaints::insert(tx_, complaint);
        contacts_ = fresh_->contacts;
        for (auto& contact : contacts_) {
            contact.complaint = complaint.id;
            store::complaints::insert_contact(tx_, contact);
        }
    }

    workflow::EventDraft event_draft(const Decision& decision,
                                     const std::vector<records::Document>& documents, std::int64_t seq) {
        workflow::EventDraft draft;
        draft.complaint = view_.complaint.id;
        draft.uid = view_.complaint.uid;
        draft.seq = seq;
        draft.prev_hash = view_.complaint.head_hash;
        draft.type = decision.event;
        draft.action = name_;
        draft.actor = actor_;
        draft.at = tx_.now();
        draft.changes = decision.changes;
        draft.values = decision.values;
        if (draft.seq == 1) note_beginning(draft.changes);
        note_clocks(decision, draft.changes);
        case_parts::note(decision, documents, seq, draft.changes);
        if (!view_.route.rule.empty()) {
            draft.changes["route"] =
                json::array{nullptr, json::object{{"rule", view_.route.rule}, {"body", view_.route.body}}};
        }
        if (receives_) note_filing(draft);
        return draft;
    }

    // Making a draft is no event; what it was made with stands in the first one, so that the history alone
    // tells the whole row.
    void note_beginning(json::object& changes) const {
        Complaint blank;
        blank.state = definition_.initial();
        const auto before = workflow::tracked_members(view_.complaint);
        for (const auto& [key, value] : workflow::tracked_members(blank)) {
            const auto& now = before.at(key);
            if (now == value) continue;
            auto* change = changes.if_contains(key);
            if (change == nullptr) {
                changes[key] = json::array{value, now};
            } else {
                change->as_array()[0] = value;
            }
        }
    }

    static void note_clocks(const Decision& decision, json::object& changes) {
        if (decision.clocks.empty()) return;
        json::array clocks;
        for (const auto& change : decision.clocks) clocks.push_back(clock_note(change));
        changes["clocks"] = json::array{nullptr, std::move(clocks)};
    }

    // The chain covers what was filed: the form and the contacts by salted digest, the files by their own.
    void note_filing(workflow::EventDraft& draft) {
        if (first_receipt_) draft.changes["number"] = json::array{nullptr, view_.complaint.number};
        json::array materials;
        for (const auto& file : view_.attachments) {
            materials.push_back(json::object{
                {"uid", file.uid}, {"kind", file.kind}, {"size", file.size}, {"sha256", file.sha256}});
        }
        draft.changes["materials"] = json::array{nullptr, std::move(materials)};
        draft.changes["form_version"] = json::array{nullptr, view_.complaint.form_version};
        draft.values["filing"] = fresh_ ? fresh_->digest : filing_digest(view_.complaint, contacts_);
    }

    void write_clocks(Decision& decision, std::int64_t complaint) {
        for (auto& change : decision.clocks) {
            change.clock.complaint = complaint;
            if (change.change == ClockChange::Kind::start) {
                store::history::insert_clock(tx_, change.clock);
                continue;
            }
            if (only_dated(change.change)) {
                store::history::update_dates(tx_, change.clock);
            } else {
                store::history::update_clock(tx_, change.clock);
            }
            store::history::finish_timers_of_clock(tx_, complaint, change.clock.kind, tx_.now());
        }
        for (auto& timer : decision.timers) {
            timer.complaint = complaint;
            bring_forward(env_, decision, tx_.now(), timer);
            store::history::insert_timer(tx_, timer);
        }
    }

    Receipt receipt(const Performed& done, const Decision& decision, std::string code) const {
        Receipt receipt;
        receipt.definition = done.complaint.definition;
        receipt.definition_version = done.complaint.definition_version;
        receipt.number = done.complaint.number;
        receipt.code = std::move(code);
        receipt.received_at = done.complaint.received_at;
        for (const auto& change : decision.clocks) {
            if (change.change == ClockChange::Kind::start) receipt.review = change.clock;
        }
        receipt.event_count = done.event.seq;
        receipt.head_hash = done.event.hash;
        receipt.accepting_body = done.complaint.accepting_body;
        receipt.complainant_name = done.complaint.complainant_name;
        receipt.respondent_name = done.complaint.respondent_name;
        receipt.arrears_fen = done.complaint.arrears_fen;
        for (const auto& file : view_.attachments) {
            receipt.materials.push_back({file.kind, file.name, file.size, file.sha256, file.pages});
        }
        if (fresh_ != nullptr) {
            receipt.missing = fresh_->missing;
            return receipt;
        }
        const auto form = json::parse(done.complaint.form);
        for (const auto& material : missing_materials(asked(), form.as_object(), view_.attachments)) {
            receipt.missing.push_back(material.kind);
        }
        return receipt;
    }

    store::WriteTx& tx_;
    const Environment& env_;
    const workflow::Definition& definition_;
    const workflow::Action* action_;
    const Actor& actor_;
    std::string name_;
    const json::object& input_;
    std::string_view input_pointer_;
    workflow::CaseView view_;
    bool receives_ = false;
    bool first_receipt_ = false;
    const NewCase* fresh_;
    Telling telling_;
    std::vector<records::Contact> contacts_;
    std::vector<FieldFault> faults_;
};

}  // namespace

base::Result<Performed> take_step(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                  const Complaint& complaint, std::string_view action,
                                  const json::object& input, std::string_view input_pointer,
                                  const NewCase* fresh, Telling telling) {
    return Step(tx, env, actor, complaint, action, input, input_pointer, fresh, telling).take();
}

}  // namespace qingqian::cases
