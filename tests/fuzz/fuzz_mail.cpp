// Names, subjects and addresses that people typed, on their way into the header of a mail.
#include <string>

#include "fuzz.hpp"
#include "notifier/channels/mail.hpp"

using namespace qingqian;
namespace channels = notifier::channels;

namespace {

/// Nothing typed may end a header line: a line break is there only to fold.
void check_line(std::string_view line) {
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '\r' && line[at] != '\n') {
            fuzz::must(++column <= 998, "no line of a header is over 998 bytes (RFC 5322, 2.1.1)");
            continue;
        }
        fuzz::must(line.substr(at, 3) == "\r\n ", "a line break in a header folds it");
        at += 1;
        column = 0;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto rest = fuzz::text_of(data, size);
    channels::MailConfig config;
    config.from = fuzz::take_line(rest).substr(0, 200);
    records::Message message;
    message.uid = "01938f00-0000-7000-8000-000000000001";
    message.complaint = 7;
    message.address = fuzz::take_line(rest);
    message.subject = rest;
    const auto mailbox = channels::parse_mailbox(config.from);
    if (mailbox.address.empty() || channels::parse_mailbox(message.address).address.empty()) return 0;
    for (const auto& line : channels::mail_headers(config, message, 1'795'000'000'000)) check_line(line);
    check_line(channels::encoded_words(rest, size % 80));
    return 0;
}
