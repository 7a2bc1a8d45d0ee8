#include <algorithm>
#include <boost/json/serialize.hpp>
#include <optional>

#include "base/random.hpp"
#include "contacts.hpp"
#include "file.hpp"
#include "inbound.hpp"
#include "inbound_parts.hpp"
#include "normalise.hpp"
#include "notifier/channels/mail.hpp"
#include "notifier/mail_address.hpp"
#include "notifier/receipts.hpp"
#include "records/reasons.hpp"
#include "store/address_marks.hpp"
#include "store/calls.hpp"
#include "store/complaints.hpp"
#include "store/outbox.hpp"
#include "system.hpp"

namespace qingqian::cases::inbound {
namespace {

namespace reasons = records::reasons;
namespace json = boost::json;
using notifier::inbound::Kind;
using notifier::inbound::Mail;
using records::Complaint;
using records::Inbound;

constexpr base::UtcMillis one_hour = 3'600'000;
constexpr std::string_view register_letters = "LX";

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& letter : out) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}

/// What makes two mails the same one: what it says, who says it and when. Received lines differ from copy to
/// copy.
std::string content_key(const Letter& letter) {
    const auto& mail = letter.mail;
    std::string all = mail.message_id + "\n" + mail.sender + "\n" + mail.date + "\n" + mail.subject + "\n" +
                      mail.text + "\n" + mail.original_id;
    for (const auto& file : letter.files) all += "\n" + file.name + " " + file.sha256;
    for (const auto& bounce : mail.bounces) all += "\n" + bounce.recipient + " " + bounce.status;
    return base::sha256_hex(all);
}

std::string first_code_points(std::string_view text, std::int64_t most) {
    std::size_t at = 0;
    for (std::int64_t count = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && ++count > most) break;
    }
    return std::string(text.substr(0, at));
}

/// The message of ours that a mail answers, and how we know.
struct Answered {
    std::optional<records::Message> message;
    bool proven = false;  ///< only somebody who got our mail could write this
};

Answered answered(store::ReadTx& tx, const Environment& env, const Mail& mail) {
    for (const auto& recipient : mail.recipients) {
        for (const auto& mailbox : env.settings.mailboxes) {
            const auto uid = notifier::read_sub_address(recipient, mailbox, env.instance_secret);
            if (!uid) continue;
            if (auto message = store::outbox::find(tx, *uid)) return {std::move(message), true};
        }
    }
    for (const auto& reference : mail.references) {
        auto message = store::outbox::find(tx, std::string_view(reference).substr(0, reference.find('@')));
        if (!message || message->channel != "mail") continue;
        const bool same = lowered(message->address) == lowered(mail.sender);
        return {std::move(message), same};
    }
    return {};
}

/// Whether anything is written in Chinese characters (CJK Unified Ideographs, U+4E00 to U+9FFF).
bool holds_chinese(std::string_view text) {
    for (std::size_t at = 0; at + 2 < text.size(); ++at) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const auto second = static_cast<unsigned char>(text[at + 1]);
        if ((lead > 0xE4 && lead < 0xEA) || (lead == 0xE4 && second >= 0xB8)) return true;
    }
    return false;
}

/// The language in which whoever wrote is answered: that of the mail he answers, or else the one he writes.
std::string language_of(const Mail& mail, const Answered& to) {
    if (to.message) return to.message->language;
    const auto letters = std::ranges::any_of(mail.text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    });
    const bool english = letters && !holds_chinese(mail.subject) && !holds_chinese(mail.text);
    return english ? "en" : "zh-CN";
}

/// One mail on its way to where it belongs.
class Taking {
  public:
    Taking(store::WriteTx& tx, const Environment& env, const Letter& letter, Inbound& row)
        : tx_(tx), env_(env), letter_(letter), mail_(letter.mail), row_(row) {}

    base::Result<bool> take(std::int64_t before) {
        before_ = before;
        if (mail_.kind == Kind::bounce) return bounce();
        if (mail_.kind == Kind::loop) return aside("loop");
        const auto to = answered(tx_, env_, mail_);
        if (to.message) row_.message = to.message->id;
        language_ = env_.catalogue.language_or_default(language_of(mail_, to));
        // Mail programs send it by themselves (RFC 2369), some of them saying so.
        if (to.proven && lowered(trimmed(mail_.subject)) == notifier::channels::unsubscribe_subject)
            return unsubscribe(*to.message);
        if (mail_.kind == Kind::automatic) return automatic(to);
        if (before >= mails_an_hour) return tray("note", "too_many");
        if (mail_.kind == Kind::encrypted || mail_.kind == Kind::unreadable) return unreadable();
        if (to.message && !to.proven) return tray("reply", "spoofed");
        // What an officer writes is no proof of a party's: somebody decides where it belongs.
        if (to.message && from_officer(tx_, *to.message, row_.sender)) return tray("reply", "from_officer");
        if (to.message) return reply(*to.message);
        return intake();
    }

  private:
    bool aside(std::string_view act) {
        row_.act = act;
        row_.state = "set_aside";
        return true;
    }
    bool tray(std::string_view act, std::string_view reason) {
        row_.act = act;
        row_.state = "unmatched";
        row_.reason = reason;
        return true;
    }

    // Whoever could make us believe that a mailbox is gone could silence it: only who got the very mail may.
    bool bounce() {
        aside("bounce");
        const auto uid = bounced_message();
        if (!uid) {
            row_.reason = "bounce_unmatched";
            return true;
        }
        const auto message = store::outbox::find(tx_, *uid);
        row_.message = message->id;
        row_.complaint = message->complaint;
        if (row_.complaint != 0) row_.state = "kept";
        for (const auto& each : mail_.bounces) {
            if (each.action == "failed" || each.action == "delayed")
                notifier::record_bounce(tx_, *uid, status_of(each), tx_.now());
            const bool gone = each.action == "failed" && status_of(each).starts_with("5.1.");
            if (gone && lowered(each.recipient) == lowered(message->address))
                store::address_marks::put(
                    tx_, {"mail", message->address, std::string(reasons::bounced), tx_.now(), message->id});
        }
        return true;
    }

    static std::string status_of(const notifier::inbound::Bounce& bounce) {
        if (!bounce.status.empty()) return bounce.status;
        return bounce.action == "failed" ? "5.0.0" : "4.0.0";
    }

    std::optional<std::string> bounced_message() {
        for (const auto& recipient : mail_.recipients) {
            for (const auto& mailbox : env_.settings.mailboxes) {
                auto uid = notifier::read_sub_address(recipient, mailbox, env_.instance_secret);
                if (uid && store::outbox::find(tx_, *uid)) return uid;
            }
        }
        const auto uid = mail_.original_id.substr(0, mail_.original_id.find('@'));
        const auto message = store::outbox::find(tx_, uid);
        if (message && message->channel == "mail") return uid;
        return std::nullopt;
    }

    // A machine's answer is shown with the case it is about, follows nothing and is never answered.
    bool automatic(const Answered& to) {
        aside("automatic");
        row_.reason = mail_.reason;
        if (to.message && to.proven && to.message->complaint != 0) {
            row_.complaint = to.message->complaint;
            row_.state = "kept";
        }
        return true;
    }

    // Nothing is answered: whoever wants no mail gets none. The contacts' page takes it back.
    base::Result<bool> unsubscribe(const records::Message& message) {
        aside("opt_out");
        const auto role = message.recipient.substr(0, message.recipient.find(':'));
        const auto complaint = store::complaints::find_by_id(tx_, message.complaint);
        if (!complaint || (role != "complainant" && role != "agent")) return true;
        row_.complaint = complaint->id;
        row_.state = "kept";
        ContactChoice none;
        none.consent_email = false;
        auto chosen = choose(tx_, env_, complainant_of(*complaint), complaint->uid, role, none);
        if (chosen) return true;
        if (chosen.error().status >= 500) return std::unexpected(std::move(chosen.error()));
        row_.reason = chosen.error().code;
        return true;
    }

    bool unreadable() {
        const bool large = mail_.reason == "too_large";
        tray(large ? "too_large" : "unreadable", mail_.kind == Kind::encrypted ? "encrypted" : mail_.reason);
        send("unreadable", {{"max", size_text(letter_.max_mail_bytes)}, {"link", env_.settings.public_url}},
             0);
        return true;
    }

    static std::string size_text(std::uint64_t bytes) {
        return std::to_string(bytes / (1024 * 1024)) + " MB";
    }

    base::Result<bool> reply(const records::Message& message) {
        row_.act = "reply";
        auto case_id = message.complaint;
        if (case_id == 0) return intake();
        const auto found = store::complaints::find_by_id(tx_, case_id);
        const auto complaint = store::complaints::find(tx_, found->uid, true);
        const bool draft = complaint->received_at == 0;
        const bool respondent = message.recipient.starts_with("respondent:");
        const std::string_view kind = draft ? "other" : respondent ? "respondent_proof" : "proof";
        auto kept = put_on_case(tx_, env_, the_system(), *complaint, kind, letter_.max_case_bytes, row_);
        if (!kept) return kept;
        if (draft) {
            if (const auto first = store::inbound::find_case_register(tx_, complaint->id)) {
                row_.call = first->call;
                row_.number = first->number;
            }
        }
        const auto link = env_.settings.public_url + (respondent ? "/respond" : "/track");
        send("kept", {{"number", draft ? row_.number : complaint->number}, {"link", link}}, complaint->id);
        return true;
    }

    base::Result<bool> intake() {
        row_.act = "intake";
        row_.state = "registered";
        row_.number = store::complaints::next_number(tx_, env_.settings.province, register_letters,
                                                     base::legal_day(tx_.now()));
        auto draft = open_draft();
        if (!draft) return std::unexpected(std::move(draft.error()));
        row_.complaint = draft->id;
        attach_files(tx_, *draft, "other", letter_.max_case_bytes, row_);
        row_.call = enter_register();
        send("registered", {{"number", row_.number}, {"link", env_.settings.public_url}}, draft->id);
        return true;
    }

    json::object form() const {
        json::object complainant;
        const auto name = first_code_points(trimmed(mail_.sender_name), 50);
        if (base::code_points(name) >= 2) complainant["contact_name"] = name;
        if (const auto address = normalise_mail(mail_.sender)) complainant["email"] = *address;
        json::object form{{"complainant", std::move(complainant)}};
        const auto facts = first_code_points(trimmed(mail_.text), 5000);
        if (!facts.empty()) form["claim"] = json::object{{"facts", facts}};
        return form;
    }

    /// A draft in nobody's hands until an officer takes it from the register.
    base::Result<Complaint> open_draft() {
        records::Actor desk;
        desk.kind = "officer";
        desk.name = the_system().name;
        desk.body = env_.accepting_body;
        desk.roles = {"intake"};
        NewComplaint input;
        input.form = form();
        input.channel = "mail";
        auto filed = file(tx_, env_, desk, input);
        if (!filed && filed.error().status < 500) {
            input.form = {};  // what the form cannot hold stands in the register
            filed = file(tx_, env_, desk, input);
        }
        if (!filed) return std::unexpected(std::move(filed.error()));
        return std::move(filed->complaint);
    }

    std::int64_t enter_register() {
        records::Call call;
        call.uid = base::uuid_v7(tx_.random(), tx_.now());
        call.province = env_.settings.province;
        call.body = env_.accepting_body;
        call.kind = "mail";
        call.at = tx_.now();
        call.summary =
            first_code_points(trimmed(mail_.subject + (mail_.text.empty() ? "" : "\n\n" + mail_.text)), 4000);
        if (call.summary.empty()) call.summary = row_.number;
        call.caller_name = first_code_points(
            mail_.sender_name.empty() ? std::string_view(mail_.sender) : std::string_view(mail_.sender_name),
            50);
        call.created_at = tx_.now();
        call.form = json::serialize(form());
        store::calls::insert(tx_, call);
        return call.id;
    }

    /// A receipt, through the outbox; none to a mailbox that is gone or to who writes as machines do.
    void send(std::string_view name, notifier::Places places, std::int64_t complaint) {
        const bool muted = env_.settings.silent || !env_.settings.mute.empty();
        if (muted || mail_.sender.empty() || before_ >= receipts_an_hour ||
            env_.settings.mail_provider.empty() || store::address_marks::find(tx_, "mail", mail_.sender))
            return;
        const bool english = language_ == "en";
        for (const auto& file : row_.files) {
            auto& list = places[file.attachment.empty() ? "refused" : "files"];
            list += (list.empty() ? "" : english ? ", " : "、") + file.name;
            if (file.refused.empty()) continue;
            const auto why =
                base::problem(file.refused == "mail_too_many_files" ? file.refused : "mail_" + file.refused)
                    .sentence;
            list += english ? " (" + why.en + ")" : "（" + why.zh + "）";
        }
        for (const auto& note : mail_.notes) {
            if (note == "several_senders" || note == "winmail") continue;  // nothing was lost by it
            const auto what = base::problem("mail_" + note).sentence;
            auto& list = places["refused"];
            list += (list.empty() ? "" : english ? ", " : "、") + (english ? what.en : what.zh);
        }
        const auto written = mail_answer(env_, name, language_, std::move(places));
        records::Message message;
        message.uid = base::uuid_v7(tx_.random(), tx_.now());
        message.complaint = complaint;
        message.event_name = "MAIL_RECEIPT";
        message.recipient = "sender:" + row_.uid;
        message.channel = "mail";
        message.language = language_;
        message.address = mail_.sender;
        message.subject = written.subject;
        message.text = written.text;
        message.provider = env_.settings.mail_provider;
        message.created_at = message.updated_at = message.next_try_at = tx_.now();
        store::outbox::insert(tx_, message);
        if (env_.settings.wake) tx_.after_commit([wake = env_.settings.wake] { wake(); });
    }

    store::WriteTx& tx_;
    const Environment& env_;
    const Letter& letter_;
    const Mail& mail_;
    Inbound& row_;
    std::int64_t before_ = 0;
    std::string language_;
};

}  // namespace

base::Result<bool> take_letter(store::WriteTx& tx, const Environment& env, const Letter& letter) {
    const auto& mail = letter.mail;
    if (store::inbound::known_place(tx, letter.place)) return false;
    const auto before =
        store::inbound::count_since(tx, "mail", lowered(mail.sender), tx.now() - one_hour, mails_an_hour + 1);
    Inbound row;
    row.province = env.settings.province;
    row.uid = base::uuid_v7(tx.random(), tx.now());
    row.channel = "mail";
    row.source = content_key(letter);
    row.place = letter.place;
    row.body = env.accepting_body;
    row.sender = lowered(mail.sender);
    row.sender_name = mail.sender_name;
    row.subject = mail.subject;
    row.text = mail.text;
    row.state = "unmatched";
    row.at = tx.now();
    row.files = letter.files;
    for (const auto& note : mail.notes) row.notes += (row.notes.empty() ? "" : " ") + note;
    if (!store::inbound::insert(tx, row)) return false;
    if (auto taken = Taking(tx, env, letter, row).take(before); !taken) return taken;
    store::inbound::update(tx, row);
    return true;
}

std::optional<Complaint> hand_over_draft(store::WriteTx& tx, const records::Actor& officer,
                                         const records::Call& call) {
    const auto inbound = store::inbound::of_call(tx, call.id);
    if (!inbound || inbound->complaint == 0) return std::nullopt;
    auto draft = store::complaints::find_by_id(tx, inbound->complaint);
    if (!draft || draft->received_at != 0) return std::nullopt;
    draft->assignee = officer.officer;
    store::complaints::update(tx, *draft);
    return draft;
}

}  // namespace qingqian::cases::inbound
