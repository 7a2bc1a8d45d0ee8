#include "telephone.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "base/log.hpp"
#include "cases/access.hpp"
#include "cases/message_view.hpp"
#include "cases/perform.hpp"
#include "cases/tell.hpp"
#include "notifier/settle.hpp"
#include "store/complaints.hpp"
#include "store/exhausted.hpp"
#include "store/outbox.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Exhausted;

constexpr std::array results{std::pair{"told", "已告知"}, std::pair{"no_answer", "无人接听"},
                             std::pair{"wrong_number", "号码有误"}};
// Keys of messages that tell of a call: below those of reminders and digests.
constexpr std::int64_t first_key = -2'000'000'000'000'000;

bool hidden_from(const Environment& env, const records::Actor& reader, std::string_view event_name) {
    const auto hidden = hidden_events(env, reader);
    return std::ranges::find(hidden, event_name) != hidden.end();
}

/// Whoever has the case in hand; the head of the accepting body where few may know what it is about.
std::string caller_of(const Environment& env, const records::Complaint& complaint, const Exhausted& row) {
    if (hidden_from(env, records::Actor{}, row.event_name)) return "accepting_head";
    return complaint.handling_body != 0 ? "handling_body" : "accepting_body";
}

base::Result<bool> take(store::WriteTx& tx, const Environment& env, std::int64_t id) {
    auto row = store::exhausted::find(tx, id);
    if (!row || row->taken_at != 0) return false;
    row->taken_at = tx.now();
    store::exhausted::update(tx, *row);
    const auto complaint = store::complaints::find_by_id(tx, row->complaint);
    if (!complaint) return false;
    workflow::Notice notice;
    notice.event = "CALL_BY_TELEPHONE";
    notice.audiences = {caller_of(env, *complaint, *row)};
    notice.values = {{"number", complaint->number}};
    tell(tx, env, *complaint, first_key - row->id, {notice});
    return true;
}

/// What to say, without a code that opens something: whoever calls may not open it.
std::string said(const Exhausted& row) {
    records::Message message;
    message.event_name = row.event_name;
    message.text = row.text;
    return without_codes(message);
}

json::object task_json(const Exhausted& row) {
    // Who it is, without the store's key behind the colon.
    const auto party = row.recipient.substr(0, row.recipient.find(':'));
    json::object out{{"id", row.id},       {"event_name", row.event_name}, {"party", party},
                     {"text", said(row)},  {"language", row.language},     {"at", row.at},
                     {"calls", row.calls}, {"result", row.result}};
    out["done_at"] = row.done_at == 0 ? json::value(nullptr) : json::value(row.done_at);
    return out;
}

base::Result<Exhausted> task_of(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
                                const records::Complaint& complaint, std::string_view id) {
    std::int64_t key = 0;
    const auto* end = id.data() + id.size();
    if (std::from_chars(id.data(), end, key).ptr != end) return base::refuse("telephone_task_not_found");
    auto row = store::exhausted::find(tx, key);
    if (!row || row->complaint != complaint.id || hidden_from(env, actor, row->event_name))
        return base::refuse("telephone_task_not_found");
    return *row;
}

}  // namespace

std::size_t take_exhausted(store::Store& store, const Environment& env, std::size_t limit) {
    const auto rows = store.read_now<std::vector<Exhausted>>(
        [limit](store::ReadTx& tx) -> base::Result<std::vector<Exhausted>> {
            return store::exhausted::untaken(tx, limit);
        });
    if (!rows) return 0;
    std::size_t taken = 0;
    for (const auto& row : *rows) {
        const auto done = store.write_now<bool>(
            [&](store::WriteTx& tx) -> base::Result<bool> { return take(tx, env, row.id); });
        if (done && *done) ++taken;
        if (!done)
            base::log(base::LogLevel::error, "telephone_task_failed",
                      {{"task", row.id}, {"code", done.error().code}});
    }
    return taken;
}

base::Result<json::object> telephone_tasks(store::ReadTx& tx, const Environment& env,
                                           const records::Actor& reader, std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    json::array items;
    if (reader.kind == "officer") {
        for (const auto& row : store::exhausted::of_case(tx, complaint->id)) {
            if (!hidden_from(env, reader, row.event_name)) items.push_back(task_json(row));
        }
    }
    return json::object{{"items", std::move(items)}};
}

base::Result<json::object> record_call(store::WriteTx& tx, const Environment& env,
                                       const records::Actor& actor, std::string_view uid_or_number,
                                       std::string_view task, const TelephoneCall& call) {
    const auto complaint = find_visible(tx, env, actor, uid_or_number, true);
    if (!complaint) return std::unexpected(complaint.error());
    auto row = task_of(tx, env, actor, *complaint, task);
    if (!row) return std::unexpected(row.error());
    if (row->done_at != 0) return base::refuse("telephone_task_done");
    const auto known = std::ranges::find(results, std::string_view(call.result),
                                         [](const auto& each) { return std::string_view(each.first); });
    if (known == results.end())
        return std::unexpected(base::invalid_input({base::fault("/result", "not_a_choice")}));
    std::string text = std::string("电话告知：") + known->second;
    // The history is for everybody at work on the case; what few may know stays out of it.
    const bool restricted = hidden_from(env, records::Actor{}, row->event_name);
    if (restricted && call.note && !call.note->empty())
        return std::unexpected(base::invalid_input({base::fault("/note", "restricted_call")}));
    if (call.note && !call.note->empty()) text += "。" + *call.note;
    const auto noted = perform(tx, env, actor, complaint->uid, complaint->revision, "note", {{"text", text}});
    if (!noted) return std::unexpected(noted.error());
    row->calls += 1;
    row->result = call.result;
    if (row->taken_at == 0) row->taken_at = tx.now();
    if (call.result == "told") {
        row->done_at = tx.now();
        row->done_by = actor.officer;
    }
    store::exhausted::update(tx, *row);
    return task_json(*row);
}

base::Result<records::Message> send_again(store::WriteTx& tx, const Environment& env,
                                          const records::Actor& actor, std::string_view message_uid) {
    const auto message = store::outbox::find(tx, message_uid);
    if (!message) return base::refuse("message_not_found");
    const auto complaint = store::complaints::find_by_id(tx, message->complaint);
    const bool administers = env.rights.scope(actor.roles, "administer") != workflow::Scope::none;
    if (!administers && (!complaint || !may_see(tx, env, actor, *complaint)))
        return base::refuse("message_not_found");
    if (hidden_from(env, actor, message->event_name)) return base::refuse("message_not_found");
    auto sent = notifier::resend(tx, *message, actor.officer);
    if (sent && env.settings.wake) tx.after_commit([wake = env.settings.wake] { wake(); });
    return sent;
}

}  // namespace qingqian::cases
