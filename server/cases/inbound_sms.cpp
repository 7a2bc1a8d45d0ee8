#include <algorithm>
#include <optional>

#include "base/random.hpp"
#include "inbound.hpp"
#include "inbound_parts.hpp"
#include "load.hpp"
#include "notifier/inbound/sms.hpp"
#include "records/reasons.hpp"
#include "step.hpp"
#include "store/address_marks.hpp"
#include "store/complaints.hpp"
#include "store/contact_ways.hpp"
#include "store/history.hpp"
#include "store/inbound.hpp"
#include "system.hpp"

namespace qingqian::cases::inbound {
namespace {

namespace reasons = records::reasons;
using notifier::inbound::SmsCommand;
using notifier::inbound::SmsWish;
using records::Complaint;
using records::Inbound;

constexpr base::UtcMillis one_hour = 3'600'000;
constexpr std::size_t most_cases = 20;

std::string_view act_of(SmsWish wish) {
    switch (wish) {
        case SmsWish::status:
            return "status";
        case SmsWish::evaluate:
            return "evaluate";
        case SmsWish::confirm:
            return "confirm";
        case SmsWish::opt_out:
            return "opt_out";
        case SmsWish::opt_in:
            return "opt_in";
        case SmsWish::help:
            return "help";
        case SmsWish::note:
            break;
    }
    return "note";
}

/// Whether the complainant has confirmed everything he was told until now.
bool confirmed(store::ReadTx& tx, const Environment& env, const Complaint& complaint) {
    const auto& definition = env.definition(complaint.definition, complaint.definition_version);
    return confirmed_at(definition, store::history::events(tx, complaint.id)) != 0;
}

/// The received cases whose complainant or agent is reached at this number now, newest first.
std::vector<Complaint> cases_of(store::ReadTx& tx, std::string_view mobile) {
    std::vector<Complaint> found;
    for (const auto id : store::inbound::cases_of_mobile(tx, mobile, most_cases)) {
        auto complaint = store::complaints::find_by_id(tx, id);
        if (!complaint || complaint->received_at == 0) continue;
        const auto people = store::contact_ways::reached(tx, id);
        const bool own = std::ranges::any_of(people, [&](const auto& person) {
            return (person.contact.role == "complainant" || person.contact.role == "agent") &&
                   person.contact.mobile == mobile;
        });
        if (own) found.push_back(std::move(*complaint));
    }
    return found;
}

/// One SMS on its way to what it asks for.
class Taking {
  public:
    Taking(store::WriteTx& tx, const Environment& env, const Sms& sms, const SmsCommand& command,
           Inbound& row)
        : tx_(tx), env_(env), sms_(sms), command_(command), row_(row) {
        cases_ = cases_of(tx, notifier::inbound::contact_number(sms.sender));
        // A case number narrows it down; one that is not theirs leaves nothing, and says no more than that.
        if (!command.number.empty())
            std::erase_if(cases_, [&](const Complaint& each) { return each.number != command.number; });
        if (!cases_.empty()) language_ = cases_.front().language;
    }

    base::Result<bool> take() {
        row_.state = "set_aside";
        if (cases_.size() == 1) row_.complaint = cases_.front().id;
        switch (command_.wish) {
            case SmsWish::opt_out:
                return opt_out();
            case SmsWish::opt_in:
                return opt_in();
            case SmsWish::help:
                return answer("help");
            case SmsWish::status:
                return cases_.empty() ? unknown() : status();
            case SmsWish::evaluate:
                return cases_.empty() ? unknown() : evaluate();
            case SmsWish::confirm:
                return cases_.empty() ? unknown() : confirm();
            case SmsWish::note:
                break;
        }
        return cases_.empty() ? unknown() : note();
    }

  private:
    bool answer(std::string_view name, notifier::Places places = {}) {
        row_.answer = sms_answer(env_, name, language_, std::move(places));
        return true;
    }
    bool answer_for(std::string_view name, const Complaint& complaint) {
        return answer(name, {{"number", complaint.number}});
    }

    void keep_on(const Complaint& complaint) {
        row_.complaint = complaint.id;
        row_.state = "kept";
    }

    // Whoever writes from elsewhere learns nothing, not even whether there is such a case.
    bool unknown() {
        row_.state = "unmatched";
        row_.reason = "unknown_sender";
        return answer("unknown");
    }

    bool several() {
        row_.state = "unmatched";
        row_.reason = "several_cases";
        return answer("several");
    }

    bool status() {
        if (cases_.size() > 1) return several();
        const auto& complaint = cases_.front();
        keep_on(complaint);
        const auto label = env_.state_label(complaint);
        const bool english = language_ == "en";
        return answer("status", {{"number", complaint.number},
                                 {"state", english ? label.en : label.zh},
                                 {"due", notifier::prose_day(complaint.due, language_)}});
    }

    base::Result<bool> evaluate() {
        std::vector<Complaint> open;
        for (const auto& complaint : cases_) {
            const auto& definition = env_.definition(complaint.definition, complaint.definition_version);
            const auto* action = definition.action("evaluate");
            if (action != nullptr && std::ranges::find(action->from, complaint.state) != action->from.end())
                open.push_back(complaint);
        }
        const auto rated = std::ranges::find_if(open, [](const auto& each) { return each.rated_at != 0; });
        const auto rated_number = rated == open.end() ? std::string{} : rated->number;
        if (rated != open.end()) keep_on(*rated);
        std::erase_if(open, [](const Complaint& each) { return each.rated_at != 0; });
        if (open.empty() && !rated_number.empty())
            return answer("evaluated_before", {{"number", rated_number}});
        if (open.empty()) {
            keep_on(cases_.front());
            return answer("nothing_to_evaluate");
        }
        if (open.size() > 1) return several();
        return perform(open.front(), "evaluate", {{"rating", command_.rating}}, "evaluated");
    }

    base::Result<bool> confirm() {
        if (cases_.size() > 1) return several();
        if (confirmed(tx_, env_, cases_.front())) {
            keep_on(cases_.front());
            return answer_for("confirmed", cases_.front());
        }
        return perform(cases_.front(), "confirm_receipt", {}, "confirmed");
    }

    /// An act of the complainant; where his case does not allow it, the row is kept with the reason.
    base::Result<bool> perform(const Complaint& complaint, std::string_view action,
                               const boost::json::object& input, std::string_view done_answer) {
        keep_on(complaint);
        const auto& definition = env_.definition(complaint.definition, complaint.definition_version);
        if (definition.action(action) == nullptr) return answer_for(done_answer, complaint);
        const auto locked = store::complaints::find(tx_, complaint.uid, true);
        auto done = take_step(tx_, env_, complainant_of(complaint), *locked, action, input, "/input");
        if (!done) {
            if (done.error().status >= 500) return std::unexpected(std::move(done.error()));
            row_.reason = done.error().code;
            return answer_for("nothing_to_evaluate", complaint);
        }
        row_.event = done->event.seq;
        return answer_for(done_answer, complaint);
    }

    base::Result<bool> note() {
        if (cases_.size() > 1) return several();
        const auto locked = store::complaints::find(tx_, cases_.front().uid, true);
        auto kept = put_on_case(tx_, env_, the_system(), *locked, "proof", 0, row_);
        if (!kept) return kept;
        return answer_for("kept", *locked);
    }

    bool opt_out() {
        store::address_marks::put(tx_, {"sms", sms_.sender, std::string(reasons::opted_out), tx_.now(), 0});
        if (row_.complaint != 0) row_.state = "kept";
        return answer("opted_out");
    }

    bool opt_in() {
        store::address_marks::remove(tx_, "sms", sms_.sender, reasons::opted_out);
        if (row_.complaint != 0) row_.state = "kept";
        return answer("opted_in");
    }

    store::WriteTx& tx_;
    const Environment& env_;
    const Sms& sms_;
    const SmsCommand& command_;
    Inbound& row_;
    std::vector<Complaint> cases_;
    std::string language_ = "zh-CN";
};

}  // namespace

base::Result<std::string> take_sms(store::WriteTx& tx, const Environment& env, const Sms& sms) {
    auto command = notifier::inbound::read_sms(sms.text);
    if (sms.handled_by_carrier == "STOP") command.wish = SmsWish::opt_out;
    if (sms.handled_by_carrier == "START") command.wish = SmsWish::opt_in;
    if (sms.handled_by_carrier == "HELP") command.wish = SmsWish::help;
    const auto before =
        store::inbound::count_since(tx, "sms", sms.sender, tx.now() - one_hour, sms_an_hour + 1);
    Inbound row;
    row.province = env.settings.province;
    row.uid = base::uuid_v7(tx.random(), tx.now());
    row.channel = "sms";
    row.source = sms.sid;
    row.body = env.accepting_body;
    row.sender = sms.sender;
    row.text = command.text;
    row.act = act_of(command.wish);
    row.state = "unmatched";
    row.at = tx.now();
    if (!store::inbound::insert(tx, row)) {
        const auto known = store::inbound::find_source(tx, "sms", sms.sid);
        return known ? known->answer : std::string{};
    }
    if (before >= sms_an_hour && command.wish != SmsWish::opt_out) {
        row.reason = "too_many";
    } else if (auto taken = Taking(tx, env, sms, command, row).take(); !taken) {
        return std::unexpected(std::move(taken.error()));
    }
    if (!sms.handled_by_carrier.empty()) row.answer.clear();
    store::inbound::update(tx, row);
    return row.answer;
}

}  // namespace qingqian::cases::inbound
