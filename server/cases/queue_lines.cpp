#include "queue_lines.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>

#include "access.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;

void append(std::string& out, std::int64_t number) {
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out.append(digits, end);
}

// RFC 8259, 7: only quotes, backslashes and control characters have to be escaped.
void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t taken = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, taken, i - taken);
        taken = i + 1;
        if (c >= 0x20) {
            out.append({'\\', text[i]});
        } else {
            out.append("\\u00").append({hex[c >> 4U], hex[c & 15U]});
        }
    }
    out.append(text, taken).append("\"");
}

void append_quoted_or_null(std::string& out, std::string_view text) {
    if (text.empty()) {
        out += "null";
    } else {
        append_quoted(out, text);
    }
}

}  // namespace

// `key_` says what is rendered; one map serves all kinds, each key beginning with a letter of its own.
template <class Render>
const std::string& LineWriter::once(Render render) {
    const auto [at, fresh] = rendered_.try_emplace(key_);
    if (fresh) at->second = json::serialize(json::value(render()));
    return at->second;
}

void LineWriter::write(const records::Complaint& complaint, std::string_view assignee_name,
                       std::string& out) {
    append_quoted(out.append(R"({"uid":)"), complaint.uid);
    append_quoted_or_null(out.append(R"(,"number":)"), complaint.number);
    append_quoted(out.append(R"(,"state":)"), complaint.state);

    // The version a case began with decides on its labels and terms.
    key_.assign("s").append(complaint.definition).append(" ");
    append(key_, complaint.definition_version);
    const auto version = key_.size();
    key_.append(" ").append(complaint.state);
    out.append(R"(,"state_label":)").append(once([&] {
        return parts::sentences(env_.state_label(complaint));
    }));
    append_quoted(out.append(R"(,"complainant_name":)"), complaint.complainant_name);
    append_quoted(out.append(R"(,"respondent_name":)"), complaint.respondent_name);
    append(out.append(R"(,"arrears_fen":)"), complaint.arrears_fen);
    append(out.append(R"(,"remaining_fen":)"), complaint.remaining_fen);
    append(out.append(R"(,"received_at":)"), complaint.received_at);
    append(out.append(R"(,"updated_at":)"), complaint.updated_at);

    key_.resize(version);
    key_.front() = 'd';
    key_.append(" ").append(complaint.province).append(" ").append(complaint.due_clock);
    key_.append(" ").append(complaint.due);
    out.append(R"(,"due":)").append(once([&] { return parts::due_of_row(env_, complaint, now_); }));

    out.append(R"(,"assignee":)");
    if (complaint.assignee == 0) {
        out += "null";
    } else {
        append(out.append(R"({"id":)"), complaint.assignee);
        append_quoted(out.append(R"(,"name":)"), assignee_name);
        out += '}';
    }
    key_.assign("b");
    append(key_, complaint.handling_body);
    out.append(R"(,"handling_body":)").append(once([&] {
        return parts::body_or_null(env_, complaint.handling_body);
    }));
    append_quoted(out.append(R"(,"etag":)"), etag_of(complaint));
    out += '}';
}

}  // namespace qingqian::cases
