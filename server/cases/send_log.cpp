#include "send_log.hpp"

#include <boost/json/serialize.hpp>
#include <chrono>

#include "cases/access.hpp"
#include "cases/message_view.hpp"
#include "cases/normalise.hpp"
#include "notifier/compose.hpp"
#include "store/complaints.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace log = store::send_log;

// What has not left after this long waits for somebody to look.
constexpr base::UtcMillis stuck_after = 10 * 60'000;

bool holds(const Environment& env, const records::Actor& actor, std::string_view right) {
    return env.rights.scope(actor.roles, right) != workflow::Scope::none;
}

json::object row_json(const log::Row& row, bool content) {
    const auto& message = row.message;
    return {{"uid", message.uid},
            {"number", row.number.empty() ? json::value(nullptr) : json::value(row.number)},
            {"event_name", message.event_name},
            {"recipient", message.recipient.substr(0, message.recipient.find(':'))},
            {"channel", message.channel},
            {"language", message.language},
            {"address", masked_address(message)},
            {"subject", content ? json::value(message.subject) : json::value(nullptr)},
            {"text", content ? json::value(without_codes(message)) : json::value(nullptr)},
            {"state", message.state},
            {"reason", message.reason},
            {"reason_words", reason_words(message.reason)},
            {"provider", message.provider},
            {"provider_id", message.provider_id},
            {"tries", message.tries},
            {"created_at", message.created_at},
            {"next_try_at", message.next_try_at},
            {"updated_at", message.updated_at}};
}

json::array tries_json(store::ReadTx& tx, std::int64_t message) {
    json::array list;
    for (const auto& [attempt, provider] : log::tries(tx, message)) {
        list.push_back({{"at", attempt.at},
                        {"provider", provider},
                        {"outcome", attempt.outcome},
                        {"code", attempt.code},
                        {"words", reason_words(attempt.code)},
                        {"detail", attempt.detail}});
    }
    return list;
}

json::array receipts_json(store::ReadTx& tx, std::int64_t message) {
    json::array list;
    for (const auto& receipt : log::receipts(tx, message)) {
        list.push_back({{"at", receipt.at},
                        {"status", receipt.status},
                        {"code", receipt.error_code},
                        {"words", reason_words(receipt.error_code)}});
    }
    return list;
}

/// "2026-11-23 10:32:05" in Beijing.
std::string stamp(base::UtcMillis at) {
    constexpr base::UtcMillis day_length = 24LL * 3600 * 1000;
    const auto day = base::legal_day(at);
    const auto seconds = (at - base::day_begins(day)) % day_length / 1000;
    const auto two = [](base::UtcMillis number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return base::to_iso(day) + " " + two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" +
           two(seconds % 60);
}

std::string words_of(std::string_view code) {
    const auto words = reason_words(code);
    return words.is_null() ? std::string(code) : std::string(std::string_view(words.at("zh-CN").as_string()));
}

}  // namespace

LogReader log_reader(const Environment& env, const records::Actor& actor) {
    LogReader reader;
    auto& query = reader.query;
    reader.content = env.rights.scope(actor.roles, "work") != workflow::Scope::none;
    query.scope = scope_of(env, actor);
    if (!reader.content && holds(env, actor, "administer")) query.scope.everything = true;
    query.hidden = hidden_events(env, actor);
    return reader;
}

void take_number(store::ReadTx& tx, log::Query& query, std::string_view number) {
    const auto found = store::complaints::find(tx, number);
    query.complaint = found ? found->id : -1;
}

bool take_address(log::Query& query, std::string_view typed) {
    if (const auto mail = normalise_mail(trimmed(typed))) {
        query.address = *mail;
        return true;
    }
    query.address = notifier::e164(
        typed.starts_with('+') && !typed.starts_with("+86") ? std::string(typed) : normalise_mobile(typed));
    return !query.address.empty();
}

json::object send_log_json(const log::Page& page, bool content) {
    json::array items;
    for (const auto& row : page.rows) items.push_back(row_json(row, content));
    return {{"items", std::move(items)},
            {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}};
}

base::Result<json::object> sent_message_json(store::ReadTx& tx, const LogReader& reader,
                                             std::string_view uid) {
    const auto row = log::find(tx, reader.query, uid);
    if (!row) return base::refuse("message_not_found");
    auto out = row_json(*row, reader.content);
    out["attempts"] = tries_json(tx, row->message.id);
    out["receipts"] = receipts_json(tx, row->message.id);
    return out;
}

json::object send_figures_json(store::ReadTx& tx, const log::Query& query) {
    json::array standings;
    for (const auto& each : log::standings(tx, query)) {
        standings.push_back({{"channel", each.channel}, {"state", each.state}, {"messages", each.messages}});
    }
    json::array failures;
    for (const auto& each : log::failures(tx, query)) {
        failures.push_back({{"channel", each.channel},
                            {"code", each.code},
                            {"words", reason_words(each.code)},
                            {"messages", each.messages}});
    }
    json::array stuck;
    for (const auto& each : log::stuck(tx, query, tx.now() - stuck_after)) {
        stuck.push_back({{"channel", each.channel},
                         {"state", each.state},
                         {"provider", each.provider},
                         {"reason", each.reason},
                         {"reason_words", reason_words(each.reason)},
                         {"messages", each.messages},
                         {"oldest_at", each.oldest}});
    }
    json::object medians;
    for (const std::string_view channel : {"sms", "mail"}) {
        const auto median = log::median_delivery(tx, query, channel);
        medians[channel] = median ? json::value(*median) : json::value(nullptr);
    }
    return {{"standings", std::move(standings)},
            {"failures", std::move(failures)},
            {"median_delivery_ms", std::move(medians)},
            {"stuck", std::move(stuck)}};
}

std::string csv_cell(std::string_view text) {
    // Spreadsheets run what begins like this, also behind blanks and line breaks.
    const auto first = text.find_first_not_of(" \t\r\n");
    const bool formula = first != std::string_view::npos &&
                         (std::string_view("=+-@|%").find(text[first]) != std::string_view::npos ||
                          text.substr(first).starts_with("＝") || text.substr(first).starts_with("＋") ||
                          text.substr(first).starts_with("－") || text.substr(first).starts_with("＠"));
    std::string cell = formula || text.starts_with('\t') || text.starts_with('\r') ? "\"'" : "\"";
    for (const char letter : text) {
        if (letter == '"') cell += '"';
        cell += letter;
    }
    return cell + '"';
}

std::string send_log_heading() {
    // The mark at the beginning tells spreadsheets that it is UTF-8.
    return "\xEF\xBB\xBF\"时间 Time\",\"案件编号 Case\",\"事件 Event\",\"对象 Audience\",\"渠道 "
           "Channel\",\"语言 "
           "Language\",\"号码或邮箱 Address\",\"状态 State\",\"原因 Reason\",\"运营商 "
           "Provider\",\"运营商编号 "
           "Provider id\",\"次数 Tries\",\"最后变化 Changed\",\"标题 Subject\",\"正文 Text\"\r\n";
}

std::string send_log_line(const log::Row& row, bool content) {
    const auto& message = row.message;
    std::string line;
    for (const auto& cell :
         {stamp(message.created_at), row.number, message.event_name,
          message.recipient.substr(0, message.recipient.find(':')), message.channel, message.language,
          masked_address(message), message.state, words_of(message.reason), message.provider,
          message.provider_id, std::to_string(message.tries), stamp(message.updated_at),
          content ? message.subject : std::string(), content ? without_codes(message) : std::string()}) {
        if (!line.empty()) line += ',';
        line += csv_cell(cell);
    }
    return line + "\r\n";
}

}  // namespace qingqian::cases
