#include "contacts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/random.hpp"
#include "cases/access.hpp"
#include "cases/message_view.hpp"
#include "cases/normalise.hpp"
#include "cases/tell.hpp"
#include "cases/view.hpp"
#include "records/reasons.hpp"
#include "store/address_marks.hpp"
#include "store/contact_ways.hpp"
#include "store/identity.hpp"
#include "store/outbox.hpp"

namespace qingqian::cases {
namespace {

namespace reasons = records::reasons;
namespace json = boost::json;
namespace ways = store::contact_ways;
using records::Complaint;

constexpr base::UtcMillis minute = 60'000;
constexpr base::UtcMillis hour = 60 * minute;
constexpr base::UtcMillis day = 24 * hour;

/// At most so many codes within a span.
struct Limit {
    base::UtcMillis span;
    std::int64_t most;
};
constexpr std::array limits{Limit{minute, 1}, Limit{hour, 5}, Limit{day, 10}};

bool changeable(std::string_view role) {
    return role == "complainant" || role == "agent";
}

json::value time_or_null(base::UtcMillis at) {
    return at == 0 ? json::value(nullptr) : json::value(at);
}

bool opted_out(store::ReadTx& tx, const records::Contact& contact) {
    const auto number = notifier::e164(contact.mobile);
    const auto mark = number.empty() ? std::nullopt : store::address_marks::find(tx, "sms", number);
    return mark && mark->mark == reasons::opted_out;
}

json::object contact_json(store::ReadTx& tx, const ways::Reached& person, const Complaint& complaint) {
    const auto& contact = person.contact;
    return {{"role", contact.role},
            {"name", contact.name},
            {"mobile", mask_phone(contact.mobile)},
            {"mobile_verified_at", time_or_null(person.mobile_verified_at)},
            {"email", mask_mail(contact.email)},
            {"email_verified_at", time_or_null(person.email_verified_at)},
            {"language", person.language.empty() ? complaint.language : person.language},
            {"consent_sms", contact.consent_sms},
            {"consent_email", contact.consent_email},
            {"consent_at", time_or_null(contact.consent_at)},
            {"opted_out", opted_out(tx, contact)}};
}

/// A contact with its case, found for somebody who may change it.
struct Own {
    Complaint complaint;
    ways::Reached person;
};

// The case is held until the unit ends: of two that try a code at once, the second sees the first one's try.
base::Result<Own> own_contact(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                              std::string_view uid_or_number, std::string_view role) {
    auto complaint = find_visible(tx, env, actor, uid_or_number, true);
    if (!complaint) return std::unexpected(std::move(complaint.error()));
    if (actor.kind == "complainant" && changeable(role)) {
        for (auto& person : ways::reached(tx, complaint->id)) {
            if (person.contact.role == role) return Own{std::move(*complaint), std::move(person)};
        }
    }
    return base::refuse("contact_not_found");
}

bool is_channel(std::string_view channel) {
    return channel == "sms" || channel == "mail";
}

std::string& address_of(records::Contact& contact, std::string_view channel) {
    return channel == "sms" ? contact.mobile : contact.email;
}

/// The address a code is asked for, in its usual spelling.
std::string wanted(ways::Reached person, const CodeRequest& request, std::vector<base::FieldFault>& faults) {
    const bool sms = request.channel == "sms";
    auto known = address_of(person.contact, request.channel);
    if (!request.address) {
        if (known.empty()) faults.push_back(base::fault("/address", "address_missing"));
        return known;
    }
    std::string address;
    if (sms) {
        address = normalise_mobile(*request.address);
        if (!is_mobile(address))
            faults.push_back(
                base::fault("/address", "bad_mobile", {{"length", std::to_string(address.size())}}));
    } else if (const auto mail = normalise_mail(trimmed(*request.address))) {
        address = *mail;
    } else {
        faults.push_back(base::fault("/address", "bad_email"));
    }
    const auto verified = sms ? person.mobile_verified_at : person.email_verified_at;
    if (!address.empty() && address == known && verified != 0)
        faults.push_back(base::fault("/address", "address_same"));
    return address;
}

/// Seconds until another code may go to this address, or from this contact; 0 when it may now.
std::int64_t rest(store::WriteTx& tx, const std::string& address, std::int64_t contact) {
    // Held, so that of many cases that ask at once for the same address each counts those before it.
    store::identity::hold_brake(tx, "codes:" + base::sha256_hex("codes\n" + address).substr(0, 32));
    for (const auto& limit : limits) {
        const auto since = tx.now() - limit.span + 1;
        const auto sent = std::max(ways::codes_since(tx, address, since),
                                   limit.span == minute ? 0 : ways::codes_of(tx, contact, since));
        if (sent >= limit.most) return limit.span / 1000;
    }
    return 0;
}

std::string draw_code(base::Random& random) {
    // Drawn again where the last, incomplete thousand would make some codes likelier than others.
    constexpr std::uint32_t codes = 1'000'000;
    constexpr std::uint32_t fair = UINT32_MAX - UINT32_MAX % codes;
    std::uint32_t number = fair;
    while (number >= fair) random.fill(&number, sizeof number);
    const auto digits = std::to_string(number % codes);
    return std::string(6 - digits.size(), '0') + digits;
}

std::string code_hash(const Environment& env, const ways::Code& code, std::string_view digits) {
    return base::hmac_sha256_hex(env.instance_secret, "contact code\n" + std::to_string(code.contact) + "\n" +
                                                          code.channel + "\n" + code.address + "\n" +
                                                          std::string(digits));
}

notifier::Recipient recipient_of(const ways::Reached& person, const Complaint& complaint) {
    notifier::Recipient recipient;
    recipient.audience = person.contact.role;
    recipient.key = person.contact.role + ":" + std::to_string(person.contact.id);
    recipient.language = person.language.empty() ? complaint.language : person.language;
    recipient.mobile = person.contact.mobile;
    recipient.email = person.contact.email;
    return recipient;
}

// Messages about a contact belong to no event of the case; the code's number, below zero and doubled, keeps
// code and word to the old address apart from each other and from everything else.
std::int64_t event_of_code(const ways::Code& code) {
    return -2 * code.id;
}
std::int64_t event_of_change(const ways::Code& code) {
    return -2 * code.id - 1;
}

/// Puts what tells `notice` into the outbox; with `only` a channel by that alone. How many messages will
/// leave.
std::size_t post(store::WriteTx& tx, const Environment& env, const Complaint& complaint,
                 const workflow::Notice& notice, const notifier::Recipient& recipient, std::int64_t event,
                 std::string_view only) {
    const auto context = message_context(env, complaint, event);
    std::size_t waiting = 0;
    for (auto& message :
         notifier::compose(env.catalogue, notice, std::array{recipient}, context, tx.random(), tx.now())) {
        if (!only.empty() && message.channel != only) continue;
        if (message.state == "queued" && !env.settings.mute.empty()) {
            message.state = "skipped";
            message.reason = env.settings.mute;
        }
        if (notice.event == one_time_code) message.urgency = records::urgency::code;
        waiting += message.state == "queued" ? 1 : 0;
        store::outbox::insert(tx, message);
    }
    if (waiting > 0 && env.settings.wake) tx.after_commit([wake = env.settings.wake] { wake(); });
    return waiting;
}

json::object sent_json(const ways::Code& code) {
    return {{"channel", code.channel},
            {"address", code.channel == "sms" ? mask_phone(code.address) : mask_mail(code.address)},
            {"expires_at", code.expires_at},
            {"tries_left", code_tries - code.tries}};
}

/// The address that was proven takes the place of the one before, which is told.
void take_address(store::WriteTx& tx, const Environment& env, const Own& own, const ways::Code& code) {
    auto before = own.person;
    const auto old = address_of(before.contact, code.channel);
    ways::put_way(tx, {.complaint = own.complaint.id,
                       .contact = own.person.contact.id,
                       .channel = code.channel,
                       .address = code.address,
                       .verified_at = tx.now()});
    if (old.empty() || old == code.address) return;
    const workflow::Notice notice{"CONTACT_CHANGED", {own.person.contact.role}, {}};
    post(tx, env, own.complaint, notice, recipient_of(before, own.complaint), event_of_change(code), {});
}

}  // namespace

base::Result<json::object> contacts_json(store::ReadTx& tx, const Environment& env,
                                         const records::Actor& reader, std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    json::array items;
    for (const auto& person : ways::reached(tx, complaint->id)) {
        if (changeable(person.contact.role)) items.push_back(contact_json(tx, person, *complaint));
    }
    return json::object{{"items", std::move(items)}};
}

base::Result<json::object> send_code(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                     std::string_view uid_or_number, std::string_view role,
                                     const CodeRequest& request) {
    const auto own = own_contact(tx, env, actor, uid_or_number, role);
    if (!own) return std::unexpected(own.error());
    std::vector<base::FieldFault> faults;
    if (!is_channel(request.channel)) faults.push_back(base::fault("/channel", "not_a_choice"));
    const auto address = faults.empty() ? wanted(own->person, request, faults) : std::string();
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    if (const auto seconds = rest(tx, address, own->person.contact.id); seconds > 0) {
        auto problem = base::problem("codes_too_many", {{"seconds", std::to_string(seconds)}});
        problem.extra["retry_after"] = seconds;
        return std::unexpected(std::move(problem));
    }
    const auto digits = draw_code(tx.random());
    ways::Code code{.complaint = own->complaint.id,
                    .contact = own->person.contact.id,
                    .channel = request.channel,
                    .address = address,
                    .created_at = tx.now(),
                    .expires_at = tx.now() + code_lives};
    code.code_hash = code_hash(env, code, digits);
    ways::add_code(tx, code);
    auto recipient = recipient_of(own->person, own->complaint);
    (request.channel == "sms" ? recipient.mobile : recipient.email) = address;
    const workflow::Notice notice{std::string(one_time_code),
                                  {own->person.contact.role},
                                  {{"code", digits}, {"minutes", std::to_string(code_lives / minute)}}};
    if (post(tx, env, own->complaint, notice, recipient, event_of_code(code), request.channel) == 0)
        return base::refuse("channel_closed");
    return sent_json(code);
}

base::Result<CodeOutcome> enter_code(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                     std::string_view uid_or_number, std::string_view role,
                                     const CodeEntry& entry) {
    const auto own = own_contact(tx, env, actor, uid_or_number, role);
    if (!own) return std::unexpected(own.error());
    auto code = ways::newest_code(tx, own->person.contact.id, entry.channel);
    if (!code || code->ended_at != 0 || code->expires_at <= tx.now()) return base::refuse("code_not_open");
    CodeOutcome outcome;
    if (!base::equal_secret(code->code_hash, code_hash(env, *code, entry.code))) {
        code->tries += 1;
        if (code->tries >= code_tries) code->ended_at = tx.now();
        ways::update_code(tx, *code);
        outcome.refused = base::invalid_input(
            {base::fault("/code", "code_wrong", {{"left", std::to_string(code_tries - code->tries)}})});
        return outcome;
    }
    code->ended_at = tx.now();
    ways::update_code(tx, *code);
    take_address(tx, env, *own, *code);
    const auto now = own_contact(tx, env, actor, uid_or_number, role);
    if (!now) return std::unexpected(now.error());
    outcome.contact = contact_json(tx, now->person, now->complaint);
    return outcome;
}

base::Result<json::object> choose(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                  std::string_view uid_or_number, std::string_view role,
                                  const ContactChoice& choice) {
    auto own = own_contact(tx, env, actor, uid_or_number, role);
    if (!own) return std::unexpected(std::move(own.error()));
    const auto& languages = env.catalogue.languages();
    if (choice.language && std::ranges::find(languages, *choice.language) == languages.end())
        return std::unexpected(base::invalid_input({base::fault("/language", "not_a_choice")}));
    auto& contact = own->person.contact;
    const auto& language = own->person.language.empty() ? own->complaint.language : own->person.language;
    ways::put_choice(tx, {.complaint = own->complaint.id,
                          .contact = contact.id,
                          .language = choice.language.value_or(language),
                          .consent_sms = choice.consent_sms.value_or(contact.consent_sms),
                          .consent_email = choice.consent_email.value_or(contact.consent_email),
                          .at = tx.now()});
    const auto now = own_contact(tx, env, actor, uid_or_number, role);
    if (!now) return std::unexpected(now.error());
    return contact_json(tx, now->person, now->complaint);
}

}  // namespace qingqian::cases
