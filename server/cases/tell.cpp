#include "tell.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "cases/live.hpp"
#include "cases/notice_choices.hpp"
#include "notifier/compose.hpp"
#include "notifier/exhausted.hpp"
#include "records/reasons.hpp"
#include "store/case_parts.hpp"
#include "store/contact_ways.hpp"
#include "store/identity.hpp"
#include "store/outbox.hpp"
#include "store/substitutions.hpp"

namespace qingqian::cases {
namespace {

using notifier::Recipient;
using Roles = std::vector<std::string_view>;

Recipient recipient_of(const records::Officer& officer, std::string_view audience) {
    Recipient recipient;
    recipient.audience = audience;
    recipient.key = "officer:" + std::to_string(officer.id);
    recipient.language = officer.language;
    recipient.mobile = officer.mobile;
    recipient.email = officer.email;
    return recipient;
}

/// The officer of "officer:3"; 0 for anybody else.
std::int64_t officer_number(std::string_view key) {
    constexpr std::string_view prefix = "officer:";
    std::int64_t number = 0;
    if (key.starts_with(prefix)) std::from_chars(key.data() + prefix.size(), key.data() + key.size(), number);
    return number;
}

std::int64_t officer_of(const records::Message& message) {
    return officer_number(message.recipient);
}

bool is_one_of(const records::Officer& officer, const Roles& roles) {
    return std::ranges::any_of(officer.roles, [&](const std::string& role) {
        return std::ranges::find(roles, role) != roles.end();
    });
}

/// Finds the people behind the audiences of one event; each question is asked once.
class Audience {
  public:
    Audience(store::WriteTx& tx, const Environment& env, const records::Complaint& complaint,
             const std::vector<records::Contact>* contacts)
        : tx_(tx), env_(env), complaint_(complaint) {
        if (contacts == nullptr) return;
        contacts_.emplace();
        for (const auto& contact : *contacts) contacts_->push_back({.contact = contact});
    }

    void add(std::string_view audience) {
        if (std::ranges::find(known_, audience) != known_.end()) return;
        known_.emplace_back(audience);
        if (audience == "complainant" || audience == "agent" || audience == "respondent") {
            add_contacts(audience);
        } else if (audience == "accepting_body") {
            add_body(audience, complaint_.accepting_body, {"intake", "intake_head"});
        } else if (audience == "handling_body") {
            add_body(audience, complaint_.handling_body, {"handler", "handling_head"});
        } else if (audience == "accepting_head") {
            add_officers(audience, complaint_.accepting_body, {"intake_head"});
        } else if (audience == "handling_head") {
            add_officers(audience, complaint_.handling_body, {"handling_head"});
        } else if (audience == "co_handling") {
            for (const auto& part : store::case_parts::bodies(tx_, complaint_.id)) {
                if (part.role == "co" && part.until == 0)
                    add_officers(audience, part.body, {"handler", "handling_head"});
            }
        } else if (audience == "supervision") {
            add_supervision(audience);
        } else if (audience == "handler") {
            add_handler(audience);
        }
    }

    const std::vector<Recipient>& people() const { return people_; }

    /// Notes which officers want an SMS of this event.
    void note_wishes(ChosenWays& ways, std::string_view event) {
        for (auto& person : people_) {
            const auto officer = officer_number(person.key);
            // Nobody is asked who could not get one.
            if (officer != 0) person.asks_sms = !person.mobile.empty() && ways.asks_sms(officer, event);
        }
    }

    /// Whoever stands in for an officer gets what he would get.
    void add_substitutes() {
        const auto today = base::to_iso(base::legal_day(tx_.now()));
        const auto told = people_;
        for (const auto& person : told) {
            const auto away = officer_number(person.key);
            if (away == 0) continue;
            for (const auto& each : store::substitutions::acting_as(tx_, away, today)) {
                const auto officer = store::identity::officer_by_id(tx_, each.substitute);
                if (officer && officer->disabled_at == 0)
                    people_.push_back(recipient_of(*officer, person.audience));
            }
        }
    }

  private:
    void add_contacts(std::string_view role) {
        if (!contacts_) contacts_ = store::contact_ways::reached(tx_, complaint_.id);
        // The other side does not choose whether or in which language an authority writes to it.
        const bool asked = role != "respondent";
        for (const auto& person : *contacts_) {
            const auto& contact = person.contact;
            if (contact.role != role) continue;
            Recipient recipient;
            recipient.audience = role;
            recipient.key = contact.role + ":" + std::to_string(contact.id);
            // The form asks the other side for one telephone, which often is a mobile.
            recipient.mobile = contact.mobile.empty() ? contact.landline : contact.mobile;
            recipient.email = contact.email;
            if (asked) {
                recipient.language = person.language.empty() ? complaint_.language : person.language;
                recipient.consent_sms = contact.consent_sms;
                recipient.consent_email = contact.consent_email;
            }
            people_.push_back(std::move(recipient));
        }
    }

    // Whoever has the case in hand there, or else everybody who might take it.
    void add_body(std::string_view audience, std::int64_t body, const Roles& roles) {
        if (body == 0) return;
        const auto& officers = officers_of(body);
        const auto in_hand = std::ranges::find(officers, complaint_.assignee, &records::Officer::id);
        for (const auto& officer : officers) {
            const bool asked =
                complaint_.assignee == 0 || in_hand == officers.end() || officer.id == in_hand->id;
            if (asked && is_one_of(officer, roles)) people_.push_back(recipient_of(officer, audience));
        }
    }

    // Whoever has the case in hand; with nobody all who handle cases where it is, so that it reaches
    // somebody.
    void add_handler(std::string_view audience) {
        if (complaint_.assignee != 0) {
            const auto officer = store::identity::officer_by_id(tx_, complaint_.assignee);
            if (officer && officer->disabled_at == 0) {
                people_.push_back(recipient_of(*officer, audience));
                return;
            }
        }
        if (complaint_.handling_body != 0) {
            add_officers(audience, complaint_.handling_body, {"handler", "handling_head"});
        } else {
            add_officers(audience, complaint_.accepting_body, {"intake", "intake_head"});
        }
    }

    const std::vector<records::Officer>& officers_of(std::int64_t body) {
        const auto [known, fresh] = officers_.try_emplace(body);
        if (fresh) known->second = store::identity::officers_of(tx_, body);
        return known->second;
    }

    void add_officers(std::string_view audience, std::int64_t body, const Roles& roles) {
        if (body == 0) return;
        for (const auto& officer : officers_of(body)) {
            if (is_one_of(officer, roles)) people_.push_back(recipient_of(officer, audience));
        }
    }

    // Supervisors of the bodies that have the case and of those above them.
    void add_supervision(std::string_view audience) {
        std::vector<std::int64_t> asked;
        for (const auto having : {complaint_.handling_body, complaint_.accepting_body}) {
            for (const auto* body = env_.body(having); body != nullptr; body = env_.body(body->parent)) {
                if (std::ranges::find(asked, body->id) != asked.end()) break;
                asked.push_back(body->id);
                add_officers(audience, body->id, {"supervisor"});
            }
        }
    }

    store::WriteTx& tx_;
    const Environment& env_;
    const records::Complaint& complaint_;
    std::vector<std::string> known_;
    std::map<std::int64_t, std::vector<records::Officer>> officers_;
    std::optional<std::vector<store::contact_ways::Reached>> contacts_;
    std::vector<Recipient> people_;
};

/// The parties of whom, for want of an address, nothing of what was put into the outbox leaves.
class Unreached {
  public:
    void note(const records::Message& message) {
        if (message.state == "queued") {
            open_.insert(message.recipient);
        } else if (message.reason == records::reasons::no_phone ||
                   message.reason == records::reasons::no_mail) {
            lost_[message.recipient] = message;
        }
    }
    void call(store::WriteTx& tx) const {
        for (const auto& [recipient, message] : lost_) {
            if (!open_.contains(recipient)) notifier::look_for_exhausted(tx, message);
        }
    }

  private:
    std::set<std::string> open_;
    std::map<std::string, records::Message> lost_;
};

}  // namespace

notifier::Context message_context(const Environment& env, const records::Complaint& complaint,
                                  std::int64_t event) {
    notifier::Context context;
    context.complaint = complaint.id;
    context.event = event;
    context.number = complaint.number;
    context.province = complaint.province;
    if (const auto* body = env.body(complaint.accepting_body)) {
        context.accepting_body = body->name;
        context.accepting_body_en = body->name_en;
        context.accepting_body_phone = body->phone;
    }
    if (const auto* body = env.body(complaint.handling_body)) {
        context.handling_body = body->name;
        context.handling_body_en = body->name_en;
        context.handling_body_phone = body->phone;
    }
    context.public_url = env.settings.public_url;
    context.sms_provider = env.settings.sms_provider;
    context.mail_provider = env.settings.mail_provider;
    return context;
}

void tell(store::WriteTx& tx, const Environment& env, const records::Complaint& complaint, std::int64_t event,
          const std::vector<workflow::Notice>& notices, const std::vector<records::Contact>* contacts) {
    if (env.settings.silent) return;
    Audience audience(tx, env, complaint, contacts);
    for (const auto& notice : notices) {
        for (const auto& name : notice.audiences) audience.add(name);
    }
    audience.add_substitutes();
    const auto context = message_context(env, complaint, event);
    bool waiting = false;
    std::vector<std::int64_t> told_here;
    ChosenWays ways(tx);
    Unreached unreached;
    for (const auto& notice : notices) {
        audience.note_wishes(ways, notice.event);
        for (auto& message :
             notifier::compose(env.catalogue, notice, audience.people(), context, tx.random(), tx.now())) {
            if (message.state == "queued" && !env.settings.mute.empty()) {
                message.state = "skipped";
                message.reason = env.settings.mute;
                message.next_try_at = 0;
            }
            const auto officer = officer_of(message);
            if (officer != 0) ways.apply(officer, message);
            waiting = waiting || message.state == "queued";
            const bool fresh = store::outbox::insert(tx, message);
            if (fresh && officer != 0 && message.channel == "site") told_here.push_back(officer);
            if (fresh && officer == 0) unreached.note(message);
        }
    }
    // Only now it stands which ways there are to somebody. Demonstration data calls nobody.
    if (env.settings.mute.empty()) unreached.call(tx);
    note_unread(tx, env, std::move(told_here));
    if (waiting && env.settings.wake) tx.after_commit([wake = env.settings.wake] { wake(); });
}

}  // namespace qingqian::cases
