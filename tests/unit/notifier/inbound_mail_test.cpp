#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "notifier/inbound/mail.hpp"
#include "support/paths.hpp"

using namespace qingqian;
using namespace qingqian::notifier::inbound;
namespace json = boost::json;

namespace {

const std::filesystem::path folder = qingqian::test::source_dir() / "tests/unit/notifier/mails";
const std::vector<std::string> own{"intake@qingqian.example"};

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::letter:
            return "letter";
        case Kind::bounce:
            return "bounce";
        case Kind::automatic:
            return "automatic";
        case Kind::loop:
            return "loop";
        case Kind::encrypted:
            return "encrypted";
        case Kind::unreadable:
            break;
    }
    return "unreadable";
}

std::size_t number_of(const json::value& value) {
    return static_cast<std::size_t>(value.as_int64());
}

/// Holds a mail to one member of what is expected of it.
void hold(const Mail& mail, std::string_view member, const json::value& value) {
    if (member == "kind") CHECK(name_of(mail.kind) == value.as_string());
    if (member == "reason") CHECK(mail.reason == value.as_string());
    if (member == "subject") CHECK(mail.subject == value.as_string());
    if (member == "subject_most") CHECK(mail.subject.size() <= number_of(value));
    if (member == "text") CHECK(mail.text == value.as_string());
    if (member == "text_has") CHECK(mail.text.find(value.as_string().c_str()) != std::string::npos);
    if (member == "text_most") CHECK(mail.text.size() <= number_of(value));
    if (member == "sender") CHECK(mail.sender == value.as_string());
    if (member == "name") CHECK(mail.sender_name == value.as_string());
    if (member == "original") CHECK(mail.original_id == value.as_string());
    if (member == "files_count") CHECK(mail.files.size() == number_of(value));
    if (member == "references_count") CHECK(mail.references.size() == number_of(value));
    if (member == "recipients_count") CHECK(mail.recipients.size() == number_of(value));
    if (member == "recipients_has") {
        CHECK(std::ranges::find(mail.recipients, std::string(value.as_string())) != mail.recipients.end());
    }
    if (member == "notes") {
        for (const auto& note : value.as_array()) CHECK(mail.has_note(note.as_string()));
    }
    if (member == "references") {
        json::array found(mail.references.begin(), mail.references.end());
        CHECK(json::value(found) == value);
    }
    json::array names;
    json::array sizes;
    for (const auto& file : mail.files) {
        names.emplace_back(file.name);
        sizes.emplace_back(static_cast<std::int64_t>(file.content.size()));
    }
    if (member == "files") CHECK(json::value(names) == value);
    if (member == "sizes") CHECK(json::value(sizes) == value);
    json::array bounces;
    for (const auto& bounce : mail.bounces)
        bounces.push_back(json::array{bounce.recipient, bounce.action, bounce.status});
    if (member == "bounces") CHECK(json::value(bounces) == value);
}

}  // namespace

TEST_CASE("every odd and hostile mail comes to what is expected of it") {
    const auto expected = json::parse(bytes_of(folder / "expected.json")).as_object();
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        files += entry.path().extension() == ".eml" ? 1 : 0;
    CHECK(files == expected.size());
    CHECK(files >= 60);
    for (const auto& [name, outcome] : expected) {
        CAPTURE(std::string(name));
        const auto mail = read_mail(bytes_of(folder / (std::string(name) + ".eml")), own);
        INFO("subject ", mail.subject, " text ", mail.text.substr(0, 200), " reason ", mail.reason);
        for (const auto& [member, value] : outcome.as_object()) hold(mail, member, value);
    }
}

TEST_CASE("a mail cut off anywhere is still read") {
    for (const char* name : {"with_pdf", "bounce", "winmail", "forwarded", "alternative", "name_rfc2231"}) {
        const auto whole = bytes_of(folder / (std::string(name) + ".eml"));
        for (std::size_t size = 0; size < whole.size(); size += 7) {
            const auto mail = read_mail(std::string_view(whole).substr(0, size), own);
            CHECK(mail.text.size() <= whole.size());
        }
    }
}

TEST_CASE("what is attached is what was sent, byte for byte") {
    const auto mail = read_mail(bytes_of(folder / "with_pdf.eml"));
    REQUIRE(mail.files.size() == 1);
    CHECK(mail.files[0].content.starts_with("%PDF-1.4\n"));
    CHECK(mail.files[0].content.ends_with("%%EOF\n"));
    CHECK(mail.files[0].content_type == "application/pdf");
}
