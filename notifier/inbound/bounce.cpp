#include <algorithm>

#include "notifier/inbound/mail.hpp"
#include "notifier/inbound/text.hpp"

namespace qingqian::notifier::inbound {
namespace {

constexpr std::size_t most_recipients = 100;

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& letter : out) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

/// "rfc822; a@b" and "smtp; 550 …": what stands behind the type.
std::string_view behind_type(std::string_view value) {
    const auto semicolon = value.find(';');
    return trimmed(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1));
}

/// An enhanced status code at the front, "5.1.1 (bad mailbox)".
std::string status_of(std::string_view value) {
    const auto end = value.find_first_not_of("0123456789.");
    const auto code = value.substr(0, end);
    const bool sound = code.size() >= 5 && code.size() <= 11 && code[1] == '.' && code[0] >= '2' &&
                       code[0] <= '5' && std::ranges::count(code, '.') == 2 && code.back() != '.';
    return sound ? std::string(code) : std::string();
}

void take(Bounce& bounce, std::string_view name, std::string_view value) {
    const auto field = lowered(name);
    if (field == "final-recipient" || (field == "original-recipient" && bounce.recipient.empty())) {
        auto address = behind_type(value);
        if (address.starts_with('<') && address.ends_with('>'))
            address = address.substr(1, address.size() - 2);
        bounce.recipient = tidy_line(address, 254);
    } else if (field == "action") {
        bounce.action = lowered(value.substr(0, value.find_first_of(" (")));
    } else if (field == "status") {
        bounce.status = status_of(value);
    } else if (field == "diagnostic-code") {
        bounce.diagnostic = tidy_line(to_utf8(behind_type(value), ""), 400);
    }
}

/// The fields of one block, continuation lines joined.
Bounce read_block(std::string_view block) {
    Bounce bounce;
    std::string line;
    const auto finish = [&] {
        const auto colon = line.find(':');
        if (colon != std::string::npos)
            take(bounce, trimmed(std::string_view(line).substr(0, colon)),
                 trimmed(std::string_view(line).substr(colon + 1)));
        line.clear();
    };
    while (!block.empty()) {
        const auto end = std::min(block.find('\n'), block.size());
        const auto next = block.substr(0, end);
        block.remove_prefix(std::min(end + 1, block.size()));
        const bool folded = next.starts_with(' ') || next.starts_with('\t');
        if (!folded) finish();
        if (line.size() + next.size() < 2'000) line += next;
    }
    finish();
    return bounce;
}

}  // namespace

std::vector<Bounce> read_delivery_status(std::string_view content) {
    std::vector<Bounce> bounces;
    std::string text(content);
    std::erase(text, '\r');
    std::string_view rest(text);
    while (!rest.empty() && bounces.size() < most_recipients) {
        const auto end = std::min(rest.find("\n\n"), rest.size());
        auto bounce = read_block(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 2, rest.size()));
        // The first block is about the mail as a whole; some mailers leave the empty line out.
        if (!bounce.action.empty()) bounces.push_back(std::move(bounce));
    }
    return bounces;
}

}  // namespace qingqian::notifier::inbound
