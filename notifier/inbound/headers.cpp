#include "notifier/inbound/headers.hpp"

#include <algorithm>
#include <array>

#include "notifier/inbound/text.hpp"

namespace qingqian::notifier::inbound {
namespace {

constexpr std::size_t most_references = 20;
constexpr std::size_t most_recipients = 50;
constexpr std::size_t most_received = 40;
constexpr std::size_t longest_address = 254;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// "=?gb2312?" as "=?gb18030?": what is sent under the narrow name often is the wide one.
std::string widened(std::string_view raw) {
    std::string out;
    std::size_t at = 0;
    while (at < raw.size()) {
        bool found = false;
        for (const std::string_view narrow : {"=?gb2312?", "=?gbk?", "=?x-gbk?", "=?cp936?", "=?euc-cn?"}) {
            if (lowered(raw.substr(at, narrow.size())) != narrow) continue;
            out += "=?gb18030?";
            at += narrow.size();
            found = true;
            break;
        }
        if (!found) out.push_back(raw[at++]);
    }
    return out;
}

/// An encoded word taken apart.
struct Word {
    std::string charset;  ///< with a language, RFC 2231, as it stands
    char encoding = 0;    ///< b or q
    std::string_view data;
    std::size_t size = 0;  ///< of the whole word
};

/// The encoded word at the front; size 0 when there is none.
Word word_at(std::string_view text) {
    if (!text.starts_with("=?")) return {};
    const auto charset = text.find('?', 2);
    if (charset == std::string_view::npos || charset + 2 >= text.size() || text[charset + 2] != '?')
        return {};
    const auto end = text.find("?=", charset + 3);
    if (end == std::string_view::npos) return {};
    Word word{lowered(text.substr(2, charset - 2)), lowered(text.substr(charset + 1, 1))[0],
              text.substr(charset + 3, end - charset - 3), end + 2};
    const bool sound = (word.encoding == 'b' || word.encoding == 'q') &&
                       word.data.find_first_of(" ?") == std::string_view::npos;
    return sound ? word : Word{};
}

std::string from_base64(std::string_view data) {
    gsize size = 0;
    auto* bytes = g_base64_decode(std::string(data).c_str(), &size);
    std::string out(reinterpret_cast<const char*>(bytes), size);
    g_free(bytes);
    return out;
}

std::string to_base64(std::string_view bytes) {
    auto* text = g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
    std::string out(text);
    g_free(text);
    return out;
}

/// Neighbouring words of one charset as one word: many mailers cut inside a character, which the book
/// forbids.
std::string joined(std::string_view raw) {
    std::string out;
    while (!raw.empty()) {
        const auto first = word_at(raw);
        if (first.size == 0) {
            out.push_back(raw[0]);
            raw.remove_prefix(1);
            continue;
        }
        const bool base64 = first.encoding == 'b';
        std::string data = base64 ? from_base64(first.data) : std::string(first.data);
        raw.remove_prefix(first.size);
        while (true) {
            const auto blanks = std::min(raw.find_first_not_of(' '), raw.size());
            const auto next = word_at(raw.substr(blanks));
            if (next.size == 0 || next.charset != first.charset || next.encoding != first.encoding) break;
            data += base64 ? from_base64(next.data) : std::string(next.data);
            raw.remove_prefix(blanks + next.size);
        }
        out += "=?" + first.charset + "?" + first.encoding + "?" + (base64 ? to_base64(data) : data) + "?=";
    }
    return out;
}

bool is_address(std::string_view text) {
    const auto at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= longest_address &&
           std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '<' || c == '>' || c == ',' ||
                      c == ';' || c == '"' || c == '\\' || c == '(' || c == ')';
           });
}

std::string normal_address(std::string_view text) {
    std::string address(trimmed(text));
    if (!is_address(address)) return {};
    const auto at = address.rfind('@');
    return address.substr(0, at) + lowered(std::string_view(address).substr(at));
}

struct Person {
    std::string address;
    std::string name;
};

/// The mailboxes of a header, groups opened, without those that are no address.
std::vector<Person> people(std::string_view raw, std::size_t most) {
    std::vector<Person> found;
    auto* list = internet_address_list_parse(parser_options(), joined(widened(raw)).c_str());
    if (list == nullptr) return found;
    for (int i = 0; i < internet_address_list_length(list) && found.size() < most; ++i) {
        auto* entry = internet_address_list_get_address(list, i);
        if (!INTERNET_ADDRESS_IS_MAILBOX(entry)) continue;
        const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(entry));
        const char* name = internet_address_get_name(entry);
        auto normal = normal_address(address == nullptr ? "" : address);
        if (normal.empty()) continue;
        found.push_back({std::move(normal), tidy_line(name == nullptr ? "" : to_utf8(name, ""), 200)});
    }
    g_object_unref(list);
    return found;
}

/// The ids between brackets, in order.
std::vector<std::string> ids(std::string_view raw) {
    std::vector<std::string> found;
    while (true) {
        const auto open = raw.find('<');
        const auto close = open == std::string_view::npos ? open : raw.find('>', open);
        if (close == std::string_view::npos) return found;
        const auto id = trimmed(raw.substr(open + 1, close - open - 1));
        if (!id.empty() && id.size() <= longest_address && id.find('<') == std::string_view::npos)
            found.emplace_back(id);
        raw.remove_prefix(close + 1);
    }
}

void read_references(GMimeObject* object, Mail& mail) {
    mail.references = ids(raw_header(object, "In-Reply-To"));
    auto older = ids(raw_header(object, "References"));
    std::ranges::reverse(older);
    for (auto& id : older) {
        if (std::ranges::find(mail.references, id) == mail.references.end())
            mail.references.push_back(std::move(id));
    }
    if (mail.references.size() > most_references) mail.references.resize(most_references);
}

void read_people(GMimeObject* object, Mail& mail) {
    const auto senders = people(raw_header(object, "From"), 5);
    if (!senders.empty()) {
        mail.sender = senders.front().address;
        mail.sender_name = senders.front().name;
    }
    if (senders.size() > 1 || header_count(object, "From") > 1) mail.notes.emplace_back("several_senders");
    for (const char* name : {"To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"}) {
        for (auto& person : people(raw_header(object, name), most_recipients)) {
            if (mail.recipients.size() == most_recipients) return;
            if (std::ranges::find(mail.recipients, person.address) == mail.recipients.end())
                mail.recipients.push_back(std::move(person.address));
        }
    }
}

constexpr std::array<std::string_view, 5> answering_headers{"X-Autoreply", "X-Autorespond", "X-Autoresponder",
                                                            "X-Auto-Reply", "List-Unsubscribe-Post"};
// Providers that answer for their users without a word in the header.
constexpr std::array<std::string_view, 8> answering_subjects{"自动回复",   "自动答复",        "系统退信",
                                                             "退信通知",   "automatic reply", "auto reply",
                                                             "auto-reply", "out of office"};
constexpr std::array<std::string_view, 9> machines{"mailer-daemon", "postmaster", "noreply",
                                                   "no-reply",      "no_reply",   "donotreply",
                                                   "do-not-reply",  "bounce",     "bounces"};

/// Why this is a machine's; empty when nothing says so. RFC 3834, 2.
std::string machine_reason(GMimeObject* object, const Mail& mail) {
    const auto submitted = lowered(raw_header(object, "Auto-Submitted"));
    if (!submitted.empty() && !submitted.starts_with("no")) return "auto_submitted";
    const auto precedence = lowered(raw_header(object, "Precedence"));
    for (const std::string_view word : {"bulk", "junk", "list", "auto_reply", "auto-reply"}) {
        if (precedence == word) return "precedence";
    }
    if (!raw_header(object, "List-Id").empty()) return "list";
    for (const auto name : answering_headers) {
        if (!raw_header(object, std::string(name).c_str()).empty()) return "auto_submitted";
    }
    if (header_count(object, "Return-Path") > 0 && raw_header(object, "Return-Path") == "<>")
        return "null_sender";
    const auto name = lowered(std::string_view(mail.sender).substr(0, mail.sender.find('@')));
    if (std::ranges::find(machines, std::string_view(name).substr(0, name.find('+'))) != machines.end())
        return "machine";
    const auto subject = lowered(mail.subject);
    for (const auto begin : answering_subjects) {
        if (subject.starts_with(begin)) return "auto_subject";
    }
    return {};
}

/// An address without its sub-address, in lower case.
std::string bare(std::string_view address) {
    auto text = lowered(address);
    const auto plus = text.find('+');
    const auto at = text.rfind('@');
    if (plus != std::string::npos && at != std::string::npos && plus < at) text.erase(plus, at - plus);
    return text;
}

bool is_ours(const std::string& sender, const std::vector<std::string>& own) {
    return std::ranges::any_of(own,
                               [&](const auto& each) { return !each.empty() && bare(each) == bare(sender); });
}

}  // namespace

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& letter : out) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}

GMimeParserOptions* parser_options() {
    static GMimeParserOptions* const options = [] {
        auto* made = g_mime_parser_options_new();
        static const char* fallbacks[] = {"utf-8", "gb18030", nullptr};
        g_mime_parser_options_set_fallback_charsets(made, fallbacks);
        return made;
    }();
    return options;
}

std::string raw_header(GMimeObject* object, const char* name) {
    auto* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    const char* raw = header == nullptr ? nullptr : g_mime_header_get_raw_value(header);
    if (raw == nullptr) return {};
    std::string text(raw);
    std::ranges::replace_if(
        text, [](char c) { return c == '\r' || c == '\n' || c == '\t'; }, ' ');
    return std::string(trimmed(text));
}

std::size_t header_count(GMimeObject* object, const char* name) {
    auto* list = g_mime_object_get_header_list(object);
    std::size_t count = 0;
    for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
        const char* each = g_mime_header_get_name(g_mime_header_list_get_header_at(list, i));
        if (each != nullptr && lowered(each) == lowered(name)) ++count;
    }
    return count;
}

std::string decoded_header(std::string_view raw, std::size_t most) {
    char* decoded = g_mime_utils_header_decode_text(parser_options(), joined(widened(raw)).c_str());
    std::string text(decoded == nullptr ? "" : decoded);
    g_free(decoded);
    return tidy_line(to_utf8(text, ""), most);
}

std::string file_name_of(GMimeObject* object) {
    const auto placed = widened(raw_header(object, "Content-Disposition"));
    const auto typed = widened(raw_header(object, "Content-Type"));
    std::string name;
    if (auto* disposition = g_mime_content_disposition_parse(parser_options(), placed.c_str())) {
        const char* given = g_mime_content_disposition_get_parameter(disposition, "filename");
        name = given == nullptr ? "" : given;
        g_object_unref(disposition);
    }
    if (name.empty()) {
        if (auto* type = g_mime_content_type_parse(parser_options(), typed.c_str())) {
            const char* given = g_mime_content_type_get_parameter(type, "name");
            name = given == nullptr ? "" : given;
            g_object_unref(type);
        }
    }
    // Some mailers put encoded words into quotes, where they mean nothing by the book.
    return name.find("=?") == std::string::npos ? tidy_line(to_utf8(name, ""), 600)
                                                : decoded_header(name, 600);
}

void read_headers(GMimeMessage* message, const std::vector<std::string>& own, const Bounds& bounds,
                  Mail& mail) {
    auto* object = GMIME_OBJECT(message);
    const auto own_ids = ids(raw_header(object, "Message-ID"));
    if (!own_ids.empty()) mail.message_id = own_ids.front();
    read_references(object, mail);
    read_people(object, mail);
    mail.subject = decoded_header(raw_header(object, "Subject"), bounds.line);
    mail.date = tidy_line(to_utf8(raw_header(object, "Date"), ""), 100);
    if (is_ours(mail.sender, own) || header_count(object, "Received") > most_received) {
        mail.kind = Kind::loop;
        mail.reason = "loop";
    } else if (auto reason = machine_reason(object, mail); !reason.empty()) {
        mail.kind = Kind::automatic;
        mail.reason = std::move(reason);
    } else if (mail.sender.empty()) {
        mail.kind = Kind::unreadable;
        mail.reason = "no_sender";
    }
}

}  // namespace qingqian::notifier::inbound
