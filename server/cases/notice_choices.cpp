#include "notice_choices.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <stdexcept>

#include "base/embedded.hpp"
#include "cases/message_view.hpp"
#include "cases/view.hpp"
#include "notifier/digest.hpp"
#include "records/reasons.hpp"
#include "store/identity.hpp"
#include "store/notice_choices.hpp"
#include "store/outbox.hpp"

namespace qingqian::cases {
namespace {

namespace reasons = records::reasons;
namespace json = boost::json;
namespace choices = store::notice_choices;

constexpr std::size_t officers_at_once = 100;
constexpr std::size_t mails_in_a_digest = 500;
constexpr base::UtcMillis hour = 3'600'000;

struct Rules {
    std::int64_t digest_hour = 8;
    std::vector<NoticeFamily> families;
};

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

Rules read_rules() {
    const auto file = base::embedded_text("rules/notice_families.json");
    if (!file) throw std::runtime_error("rules/notice_families.json is not part of this program");
    const auto document = json::parse(*file);
    Rules rules;
    rules.digest_hour = document.at("digest_hour").as_int64();
    for (const auto& row : document.at("families").as_array()) {
        NoticeFamily family{
            text(row.at("code")), {text(row.at("label").at("zh-CN")), text(row.at("label").at("en"))}, {}};
        for (const auto& event : row.at("events").as_array()) family.events.push_back(text(event));
        rules.families.push_back(std::move(family));
    }
    const auto rest =
        std::ranges::count_if(rules.families, [](const auto& each) { return each.events.empty(); });
    if (rest != 1 || !rules.families.back().events.empty())
        throw std::runtime_error("rules/notice_families.json: the last family alone must have no events");
    return rules;
}

const Rules& rules() {
    static const Rules read = read_rules();
    return read;
}

/// What was chosen for a family and channel; empty where the routing decides.
std::string choice_of(const std::vector<choices::Choice>& chosen, std::string_view family,
                      std::string_view channel) {
    const auto found = std::ranges::find_if(
        chosen, [&](const auto& each) { return each.family == family && each.channel == channel; });
    return found == chosen.end() ? std::string() : found->choice;
}

std::string or_else(std::string choice, std::string_view otherwise) {
    return choice.empty() ? std::string(otherwise) : choice;
}

json::value masked_or_null(std::string text) {
    return text.empty() ? json::value(nullptr) : json::value(std::move(text));
}

/// Whether officers are sent SMS of a family without asking for them. A one-time code is no notice.
bool has_sms_route(const notifier::Catalogue& catalogue, std::string_view family) {
    return std::ranges::any_of(catalogue.routes(), [&](const auto& each) {
        const auto& [route, channels] = each;
        const auto voice = catalogue.voices().find(route.second);
        return voice != catalogue.voices().end() && voice->second == "officer" &&
               route.first != one_time_code && std::ranges::find(channels, "sms") != channels.end() &&
               notice_family(route.first) == family;
    });
}

}  // namespace

const std::vector<NoticeFamily>& notice_families() {
    return rules().families;
}

const std::string& notice_family(std::string_view event) {
    const auto& families = rules().families;
    const auto found = std::ranges::find_if(families, [&](const NoticeFamily& family) {
        return std::ranges::find(family.events, event) != family.events.end();
    });
    return found == families.end() ? families.back().code : found->code;
}

const std::vector<choices::Choice>& ChosenWays::of(std::int64_t officer) {
    const auto known = known_.find(officer);
    if (known != known_.end()) return known->second;
    return known_.emplace(officer, choices::of_officer(tx_, officer)).first->second;
}

bool ChosenWays::asks_sms(std::int64_t officer, std::string_view event) {
    return choice_of(of(officer), notice_family(event), "sms") == "now";
}

void ChosenWays::apply(std::int64_t officer, records::Message& message) {
    if (message.channel == "site" || message.state != "queued") return;
    const auto choice = choice_of(of(officer), notice_family(message.event_name), message.channel);
    if (choice.empty() || choice == "now") return;
    message.state = choice == "digest" ? "held" : "skipped";
    message.reason = choice == "digest" ? reasons::waits_for_digest : reasons::not_wanted;
    message.next_try_at = 0;
}

std::vector<EffectiveChoice> effective_choices(store::ReadTx& tx, const Environment& env,
                                               std::int64_t officer) {
    const auto chosen = choices::of_officer(tx, officer);
    std::vector<EffectiveChoice> effective;
    for (const auto& family : notice_families()) {
        const auto routed = has_sms_route(env.catalogue, family.code) ? "now" : "off";
        effective.push_back({family.code, or_else(choice_of(chosen, family.code, "mail"), "now"),
                             or_else(choice_of(chosen, family.code, "sms"), routed)});
    }
    return effective;
}

json::object notice_choices_json(store::ReadTx& tx, const Environment& env, std::int64_t officer) {
    json::array families;
    for (const auto& choice : effective_choices(tx, env, officer)) {
        const auto& label = std::ranges::find(notice_families(), choice.family, &NoticeFamily::code)->label;
        families.push_back(json::object{{"family", choice.family},
                                        {"label", {{"zh-CN", label.zh}, {"en", label.en}}},
                                        {"mail", choice.mail},
                                        {"sms", choice.sms}});
    }
    const auto own = store::identity::officer_by_id(tx, officer);
    return {{"mobile", masked_or_null(own ? mask_phone(own->mobile) : "")},
            {"email", masked_or_null(own ? mask_mail(own->email) : "")},
            {"families", std::move(families)}};
}

bool digests_due(const Environment& env, base::UtcMillis now) {
    const auto today = base::legal_day(now);
    return env.calendar.is_working_day(today) && now >= base::day_begins(today) + rules().digest_hour * hour;
}

bool send_digest(store::WriteTx& tx, const Environment& env, std::int64_t id) {
    const auto officer = store::identity::officer_by_id(tx, id);
    const auto held = choices::held(tx, id, mails_in_a_digest);
    if (!officer || held.empty()) return false;
    const auto digest = choices::take_digest(tx, id, base::to_iso(base::legal_day(tx.now())));
    if (!digest) return false;
    auto mail = notifier::digest_of(env.catalogue, held, tx.random(), tx.now());
    if (!env.settings.mute.empty()) {
        mail.state = "skipped";
        mail.reason = env.settings.mute;
    } else if (officer->disabled_at != 0) {
        mail.state = "skipped";
        mail.reason = reasons::not_wanted;
    }
    store::outbox::insert(tx, mail);
    for (const auto& each : held) choices::replace(tx, each.id, mail.id);
    if (mail.state == "queued" && env.settings.wake) tx.after_commit([wake = env.settings.wake] { wake(); });
    return true;
}

std::size_t send_digests(store::Store& store, const Environment& env) {
    const auto due = store.read_now<std::vector<std::int64_t>>(
        [&env](store::ReadTx& tx) -> base::Result<std::vector<std::int64_t>> {
            if (!digests_due(env, tx.now())) return std::vector<std::int64_t>{};
            return choices::waiting(tx, base::to_iso(base::legal_day(tx.now())), officers_at_once);
        });
    if (!due) return 0;
    std::size_t sent = 0;
    for (const auto officer : *due) {
        const auto done = store.write_now<bool>([&env, officer](store::WriteTx& tx) -> base::Result<bool> {
            return send_digest(tx, env, officer);
        });
        if (done && *done) ++sent;
    }
    return sent;
}

}  // namespace qingqian::cases
