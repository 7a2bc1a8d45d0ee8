#include "notifier/inbound/mail.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "notifier/inbound/headers.hpp"
#include "notifier/inbound/text.hpp"

namespace qingqian::notifier::inbound {
namespace {

constexpr std::size_t longest_html = 4 * 1024 * 1024;
constexpr std::size_t logo_bytes = 8 * 1024;

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

std::string type_of(GMimeObject* object) {
    auto* type = g_mime_object_get_content_type(object);
    if (type == nullptr) return "text/plain";
    const char* media = g_mime_content_type_get_media_type(type);
    const char* sub = g_mime_content_type_get_media_subtype(type);
    return lowered(std::string(media == nullptr ? "" : media) + "/" + (sub == nullptr ? "" : sub))
        .substr(0, 100);
}

std::string parameter(GMimeObject* object, const char* name) {
    const char* value = g_mime_object_get_content_type_parameter(object, name);
    return value == nullptr ? std::string() : std::string(value);
}

/// A part without its transfer encoding.
std::string content_of(GMimePart* part) {
    auto* wrapper = g_mime_part_get_content(part);
    if (wrapper == nullptr) return {};
    const Held<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(wrapper, stream.get());
    const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool is_attached(GMimeObject* object) {
    auto* disposition = g_mime_object_get_content_disposition(object);
    const char* word =
        disposition == nullptr ? nullptr : g_mime_content_disposition_get_disposition(disposition);
    return word != nullptr && lowered(word) == "attachment";
}

bool is_signature(std::string_view type) {
    return type == "application/pgp-signature" || type == "application/pkcs7-signature" ||
           type == "application/x-pkcs7-signature";
}

bool is_sealed(std::string_view type) {
    return type == "multipart/encrypted" || type == "application/pgp-encrypted" ||
           type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime";
}

/// A name for a file that has none.
std::string made_up_name(std::string_view type, std::size_t place) {
    const std::string number = std::to_string(place + 1);
    if (type == "application/pdf") return number + ".pdf";
    if (type == "image/jpeg" || type == "image/jpg") return number + ".jpg";
    if (type == "image/png") return number + ".png";
    return number + ".bin";
}

/// Walks through a mail's parts. Texts gather in `plain` and `html` side by side until an alternative or the
/// whole is through, when the better one is taken.
class Walk {
  public:
    Walk(Mail& mail, const Bounds& bounds) : mail_(mail), bounds_(bounds) {}

    void message(GMimeMessage* message, std::size_t depth) {
        if (auto* part = g_mime_message_get_mime_part(message)) this->part(part, depth, false);
        settle();
    }

    std::string take_text() { return std::move(text_); }

  private:
    void part(GMimeObject* object, std::size_t depth, bool related) {
        if (depth > bounds_.depth) return note("too_deep");
        const auto type = type_of(object);
        if (is_sealed(type)) {
            mail_.reason = type;
            if (mail_.kind == Kind::letter) mail_.kind = Kind::encrypted;
        } else if (GMIME_IS_MULTIPART(object)) {
            multipart(GMIME_MULTIPART(object), type, depth);
        } else if (GMIME_IS_MESSAGE_PARTIAL(object) || type == "message/partial") {
            note("partial");
        } else if (type == "message/external-body") {
            note("external_body");  // nothing is fetched for anybody
        } else if (GMIME_IS_MESSAGE_PART(object)) {
            forwarded(g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), depth);
        } else if (GMIME_IS_PART(object)) {
            leaf(GMIME_PART(object), type, related);
        }
    }

    void multipart(GMimeMultipart* whole, const std::string& type, std::size_t depth) {
        const int count = g_mime_multipart_get_count(whole);
        const bool alternative = type == "multipart/alternative";
        if (alternative) settle();
        for (int i = 0; i < count; ++i)
            part(g_mime_multipart_get_part(whole, i), depth + 1, type == "multipart/related");
        if (alternative) settle();
    }

    // A report's copy of our own mail says which one it is about; what somebody passes on is part of the
    // letter.
    void forwarded(GMimeMessage* inner, std::size_t depth) {
        if (inner == nullptr) return;
        if (mail_.kind == Kind::bounce) return about(raw_header(GMIME_OBJECT(inner), "Message-ID"));
        settle();
        Mail shown;
        read_headers(inner, {}, bounds_, shown);
        add_text("—— " + shown.subject + " · " + shown.sender + " · " + shown.date + " ——");
        if (auto* part = g_mime_message_get_mime_part(inner)) this->part(part, depth + 1, false);
        settle();
    }

    void leaf(GMimePart* part, const std::string& type, bool related) {
        auto* object = GMIME_OBJECT(part);
        if (type == "message/delivery-status" && mail_.kind == Kind::bounce) {
            mail_.bounces = read_delivery_status(content_of(part));
            return;
        }
        const auto name = file_name_of(object);
        if (mail_.kind == Kind::bounce && (type == "text/rfc822-headers" || type == "message/rfc822-headers"))
            return about_headers(content_of(part));
        if (is_signature(type)) return;
        if (type == "application/ms-tnef" || lowered(name) == "winmail.dat") return winmail(content_of(part));
        const bool readable = type == "text/plain" || type == "text/html" || type == "text/enriched";
        if (readable && !is_attached(object) && name.empty()) {
            const auto content = content_of(part);
            const auto text =
                to_utf8(std::string_view(content).substr(0, longest_html), parameter(object, "charset"));
            (type == "text/html" ? html_ : plain_) += text + "\n";
            return;
        }
        if (type == "text/calendar" && !is_attached(object)) return;
        auto content = content_of(part);
        // Logos and pictures that count readers stand between the lines of a page.
        if (related && !is_attached(object) && content.size() < logo_bytes) return;
        add_file({name.empty() ? made_up_name(type, mail_.files.size()) : name, type, std::move(content)});
    }

    void winmail(const std::string& content) {
        note("winmail");
        for (auto& file : read_tnef(content, bounds_.files)) {
            file.name = tidy_line(to_utf8(file.name, ""), 600);
            if (file.name.empty()) file.name = made_up_name(file.content_type, mail_.files.size());
            add_file(std::move(file));
        }
    }

    void add_file(File file) {
        if (file.content.empty()) return;
        if (mail_.files.size() == bounds_.files) return note("too_many_files");
        mail_.files.push_back(std::move(file));
    }

    void about_headers(const std::string& headers) {
        std::string low = lowered(headers);
        const auto at = low.starts_with("message-id:") ? 0 : low.find("\nmessage-id:");
        if (at != std::string::npos) about(headers.substr(at, 600));
    }

    void about(const std::string& raw) {
        const auto open = raw.find('<');
        const auto close = open == std::string::npos ? open : raw.find('>', open);
        if (close != std::string::npos)
            mail_.original_id = tidy_line(raw.substr(open + 1, close - open - 1), 254);
    }

    /// Of a text and a page that say the same the text is taken.
    void settle() {
        if (tidy_text(plain_, 64).empty() && !html_.empty()) {
            add_text(html_text(html_));
        } else {
            add_text(plain_);
        }
        plain_.clear();
        html_.clear();
    }

    void add_text(std::string_view text) {
        const auto tidy = tidy_text(text, bounds_.text + 4);
        if (tidy.empty()) return;
        if (!text_.empty()) text_ += "\n\n";
        if (text_.size() + tidy.size() > bounds_.text) {
            note("text_cut");
            text_ += tidy_text(tidy, bounds_.text - std::min(bounds_.text, text_.size()));
            return;
        }
        text_ += tidy;
    }

    void note(std::string_view code) {
        if (!mail_.has_note(code)) mail_.notes.emplace_back(code);
    }

    Mail& mail_;
    const Bounds& bounds_;
    std::string plain_;
    std::string html_;
    std::string text_;
};

/// Whether GMime may build its tree of it: every boundary and header line costs it many times its own size.
bool within(std::string_view raw, const Bounds& bounds) {
    std::size_t parts = 0;
    std::size_t headers = 0;
    while (!raw.empty()) {
        const auto end = std::min(raw.find('\n'), raw.size());
        const auto line = raw.substr(0, end);
        raw.remove_prefix(std::min(end + 1, raw.size()));
        if (line.starts_with("--")) {
            ++parts;
        } else if (const auto colon = line.substr(0, 60).find(':');
                   colon != std::string_view::npos && colon > 0 &&
                   line.substr(0, colon).find_first_of(" \t/<") == std::string_view::npos) {
            ++headers;
        }
        if (parts > bounds.parts || headers > bounds.headers) return false;
    }
    return true;
}

void start_gmime() {
    static std::once_flag once;
    std::call_once(once, [] {
        g_mime_init();
        parser_options();
    });
}

void read_report(GMimeMessage* message, Mail& mail) {
    auto* part = g_mime_message_get_mime_part(message);
    if (part == nullptr || type_of(part) != "multipart/report" || mail.kind == Kind::loop) return;
    const auto report = lowered(parameter(part, "report-type"));
    mail.kind = report == "delivery-status" ? Kind::bounce : Kind::automatic;
    mail.reason = report == "delivery-status" ? "" : "read_receipt";
}

}  // namespace

bool Mail::has_note(std::string_view code) const {
    return std::ranges::find(notes, code) != notes.end();
}

Mail read_mail(std::string_view raw, const std::vector<std::string>& own, const Bounds& bounds) {
    Mail mail;
    if (!within(raw, bounds)) {
        mail.kind = Kind::unreadable;
        mail.reason = "too_many_parts";
        return mail;
    }
    start_gmime();
    const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    const Held<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    const Held<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), parser_options()));
    if (!message) {
        mail.kind = Kind::unreadable;
        mail.reason = "no_mail";
        return mail;
    }
    read_headers(message.get(), own, bounds, mail);
    read_report(message.get(), mail);
    Walk walk(mail, bounds);
    walk.message(message.get(), 0);
    mail.text = walk.take_text();
    return mail;
}

}  // namespace qingqian::notifier::inbound
