// What the carrier hands over when somebody writes an SMS: the form's fields and the text in them.
#include <string>

#include "fuzz.hpp"
#include "notifier/channels/signature.hpp"
#include "notifier/inbound/sms.hpp"

using namespace qingqian;
namespace inbound = notifier::inbound;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body = fuzz::text_of(data, size);
    for (const auto& [name, value] : notifier::channels::parse_form(body)) {
        const auto command = inbound::read_sms(value);
        fuzz::must(command.text.size() <= 4'000, "the text keeps its bound");
        fuzz::must(command.number.empty() || command.number.size() == 18, "a case number has 18 characters");
        fuzz::must((command.rating != 0) == (command.wish == inbound::SmsWish::evaluate),
                   "a rating comes with an evaluation, and with nothing else");
        fuzz::must(command.rating >= 0 && command.rating <= 5, "a rating is 1 to 5");
        inbound::contact_number(value);
        const auto answer = inbound::twiml(command.text);
        const auto inner = std::string_view(answer).substr(
            std::string_view("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").size());
        std::size_t tags = 0;
        for (const char c : inner) tags += c == '<' ? 1 : 0;
        fuzz::must(tags == (command.text.empty() ? 2U : 4U), "nothing typed becomes a tag");
    }
    return 0;
}
