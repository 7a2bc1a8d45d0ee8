// A mail from anybody: the reader must come to an end within its bounds, and what it yields must be text.
#include <string>

#include "fuzz.hpp"
#include "notifier/inbound/mail.hpp"
#include "notifier/inbound/text.hpp"

using namespace qingqian;
namespace inbound = notifier::inbound;

namespace {

void must_be_text(const std::string& text) {
    fuzz::must(inbound::tidy_text(text, text.size()) == text, "what was tidied stays as it is");
    fuzz::must(text.find('\0') == std::string::npos, "text holds no NUL");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto raw = fuzz::text_of(data, size);
    const inbound::Bounds bounds;
    const auto mail = inbound::read_mail(raw, {"intake@qingqian.example"}, bounds);
    fuzz::must(mail.text.size() <= bounds.text, "the text keeps its bound");
    fuzz::must(mail.files.size() <= bounds.files, "so do the files");
    fuzz::must(mail.subject.size() <= bounds.line, "and the subject");
    fuzz::must(mail.references.size() <= 20 && mail.recipients.size() <= 50, "and the lists");
    fuzz::must(mail.subject.find('\n') == std::string::npos, "a subject is one line");
    fuzz::must(mail.sender.find_first_of("\r\n <>") == std::string::npos, "a sender is an address");
    fuzz::must(mail.kind != inbound::Kind::letter || !mail.sender.empty(), "a letter has a sender");
    must_be_text(mail.text);
    inbound::read_tnef(raw, 10);
    inbound::read_delivery_status(raw);
    inbound::html_text(raw);
    return 0;
}
