// What a carrier says: the form of a status callback and its signature, answers to a request, its list.
#include <string>

#include "fuzz.hpp"
#include "notifier/channels/signature.hpp"
#include "notifier/channels/twilio.hpp"

using namespace qingqian;
namespace channels = notifier::channels;

namespace {

std::string encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::string_view token = "12345";
    auto body = fuzz::text_of(data, size);
    const auto header = fuzz::take_line(body);
    const std::string url =
        "https://qingqian.example.cn/hooks/twilio/status?message=" + encoded(header.substr(0, 40));

    const auto fields = channels::parse_form(body);
    channels::signature_valid(token, url, fields, header);
    const auto signature = channels::twilio_signature(token, url, fields);
    fuzz::must(channels::signature_valid(token, url, fields, signature), "our own signature is taken");
    fuzz::must(!channels::signature_valid("another", url, fields, signature), "another token's is not");
    channels::body_signature_valid(token, url, body, header);
    std::string again;
    for (const auto& [key, value] : fields) again += "&" + encoded(key) + "=" + encoded(value);
    fuzz::must(channels::parse_form(again) == fields, "a form written again reads the same");

    const long status = 200 + static_cast<long>(header.size() % 400);
    const auto outcome = channels::read_answer(status, body, header);
    if (outcome.kind == channels::Outcome::Kind::accepted) {
        fuzz::must(status < 300 && !outcome.provider_id.empty(), "taken only with 2xx and an id");
    }
    channels::read_listing(body);
    return 0;
}
