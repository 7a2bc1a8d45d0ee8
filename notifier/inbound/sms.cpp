#include "notifier/inbound/sms.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "notifier/inbound/text.hpp"

namespace qingqian::notifier::inbound {
namespace {

constexpr std::size_t longest = 4'000;

/// U+FF01–U+FF5E as ASCII, the ideographic space as a blank, small letters as capitals.
std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto rest = text.substr(at);
        if (rest.starts_with("\xE3\x80\x80")) {
            out.push_back(' ');
            at += 2;
        } else if (rest.size() >= 3 && (rest.starts_with("\xEF\xBC") || rest.starts_with("\xEF\xBD"))) {
            const auto low = static_cast<unsigned char>(rest[2]);
            const unsigned code = 0xFF00U + (rest[1] == '\xBC' ? low - 0x80U : low - 0x80U + 0x40U);
            if (code >= 0xFF01 && code <= 0xFF5E) {
                out.push_back(static_cast<char>(code - 0xFF01 + 0x21));
            } else {
                out.append(rest.substr(0, 3));
            }
            at += 2;
        } else {
            out.push_back(rest[0]);
        }
    }
    std::ranges::transform(out, out.begin(), [](unsigned char c) {
        return c < 0x80 ? static_cast<char>(std::toupper(c)) : static_cast<char>(c);
    });
    return out;
}

void take_off(std::string& text, std::string_view mark) {
    for (bool more = true; more;) {
        more = false;
        if (text.starts_with(mark)) {
            text.erase(0, mark.size());
            more = true;
        }
        if (text.ends_with(mark)) {
            text.erase(text.size() - mark.size());
            more = true;
        }
    }
}

/// The words alone.
std::string core(std::string text) {
    if (text.starts_with("【")) {
        if (const auto end = text.find("】"); end != std::string::npos) text.erase(0, end + 3);
    }
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
    for (int turn = 0; turn < 3; ++turn) {
        for (const std::string_view mark :
             {".", ",", "!", "?", "。", "，", "！", "？", "、", "~", ":", "：", "\"", "“", "”"})
            take_off(text, mark);
    }
    return text;
}

/// Takes out a case number: four letters, fourteen digits.
std::string take_number(std::string& text) {
    constexpr std::size_t length = 18;
    const auto fits = [&](std::size_t at) {
        for (std::size_t i = 0; i < length; ++i) {
            const char c = text[at + i];
            if (i < 4 ? c < 'A' || c > 'Z' : c < '0' || c > '9') return false;
        }
        return true;
    };
    for (std::size_t at = 0; at + length <= text.size(); ++at) {
        if (!fits(at)) continue;
        auto number = text.substr(at, length);
        text.erase(at, length);
        return number;
    }
    return {};
}

struct Word {
    std::string_view word;
    SmsWish wish;
    int rating = 0;
};

constexpr std::array words{
    Word{"状态", SmsWish::status},
    Word{"查询", SmsWish::status},
    Word{"进度", SmsWish::status},
    Word{"查询状态", SmsWish::status},
    Word{"查询进度", SmsWish::status},
    Word{"编号", SmsWish::status},
    Word{"STATUS", SmsWish::status},
    Word{"很不满意", SmsWish::evaluate, 1},
    Word{"非常不满意", SmsWish::evaluate, 1},
    Word{"不满意", SmsWish::evaluate, 2},
    Word{"一般", SmsWish::evaluate, 3},
    Word{"基本满意", SmsWish::evaluate, 3},
    Word{"满意", SmsWish::evaluate, 4},
    Word{"很满意", SmsWish::evaluate, 5},
    Word{"非常满意", SmsWish::evaluate, 5},
    Word{"UNSATISFIED", SmsWish::evaluate, 2},
    Word{"SATISFIED", SmsWish::evaluate, 4},
    Word{"收到", SmsWish::confirm},
    Word{"已收到", SmsWish::confirm},
    Word{"确认", SmsWish::confirm},
    Word{"确认收到", SmsWish::confirm},
    Word{"知悉", SmsWish::confirm},
    Word{"已知悉", SmsWish::confirm},
    Word{"OK", SmsWish::confirm},
    Word{"YES", SmsWish::confirm},
    Word{"CONFIRM", SmsWish::confirm},
    Word{"RECEIVED", SmsWish::confirm},
    Word{"退订", SmsWish::opt_out},
    Word{"TD", SmsWish::opt_out},
    Word{"T", SmsWish::opt_out},
    Word{"退订短信", SmsWish::opt_out},
    Word{"取消订阅", SmsWish::opt_out},
    Word{"STOP", SmsWish::opt_out},
    Word{"STOPALL", SmsWish::opt_out},
    Word{"UNSUBSCRIBE", SmsWish::opt_out},
    Word{"CANCEL", SmsWish::opt_out},
    Word{"END", SmsWish::opt_out},
    Word{"QUIT", SmsWish::opt_out},
    Word{"REVOKE", SmsWish::opt_out},
    Word{"OPTOUT", SmsWish::opt_out},
    Word{"START", SmsWish::opt_in},
    Word{"UNSTOP", SmsWish::opt_in},
    Word{"恢复", SmsWish::opt_in},
    Word{"恢复接收", SmsWish::opt_in},
    Word{"恢复订阅", SmsWish::opt_in},
    Word{"订阅", SmsWish::opt_in},
    Word{"帮助", SmsWish::help},
    Word{"HELP", SmsWish::help},
    Word{"INFO", SmsWish::help},
};

/// "1" to "5", with or without 评价 or 满意度 before and 分 or 星 behind.
int rating_of(std::string text) {
    for (const std::string_view before : {"评价", "满意度", "RATE", "RATING"}) {
        if (text.starts_with(before)) text.erase(0, before.size());
    }
    for (const std::string_view behind : {"分", "星"}) {
        if (text.ends_with(behind)) text.erase(text.size() - behind.size());
    }
    text = core(text);
    return text.size() == 1 && text[0] >= '1' && text[0] <= '5' ? text[0] - '0' : 0;
}

}  // namespace

SmsCommand read_sms(std::string_view text) {
    SmsCommand command;
    command.text = tidy_text(text, longest);
    auto said = core(plain(command.text));
    command.number = take_number(said);
    said = core(std::move(said));
    std::string without = said;
    if (without.starts_with("评价")) without = core(without.substr(std::string_view("评价").size()));
    const auto found = std::ranges::find_if(words, [&](const Word& each) {
        return each.word == said || (each.wish == SmsWish::evaluate && each.word == without);
    });
    if (found != words.end()) {
        command.wish = found->wish;
        command.rating = found->rating;
    } else if (const int rating = rating_of(said); rating != 0) {
        command.wish = SmsWish::evaluate;
        command.rating = rating;
    } else if (said.empty() && !command.number.empty()) {
        command.wish = SmsWish::status;
    }
    return command;
}

std::string contact_number(std::string_view sender) {
    if (sender.starts_with("+86") && sender.size() == 14) sender.remove_prefix(3);
    return std::string(sender);
}

std::string twiml(std::string_view text) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>";
    if (!text.empty()) {
        out += "<Message>";
        for (const char c : text) {
            if (c == '&') {
                out += "&amp;";
            } else if (c == '<') {
                out += "&lt;";
            } else if (c == '>') {
                out += "&gt;";
            } else {
                out.push_back(c);
            }
        }
        out += "</Message>";
    }
    return out + "</Response>";
}

}  // namespace qingqian::notifier::inbound
