#include <boost/json/array.hpp>

#include "access.hpp"
#include "inbound.hpp"
#include "inbound_parts.hpp"
#include "message_view.hpp"
#include "store/calls.hpp"
#include "store/complaints.hpp"
#include "store/inbound.hpp"
#include "view.hpp"
#include "view_parts.hpp"

namespace qingqian::cases::inbound {
namespace {

namespace json = boost::json;
using records::Actor;
using records::Inbound;

constexpr std::size_t brief_text = 400;  // bytes; a line or two of a list
constexpr std::uint64_t no_bound = 1ULL << 62U;

bool may_read(const Environment& env, const Actor& actor) {
    const auto scope = env.rights.scope(actor.roles, "register");
    return actor.body != 0 && scope != workflow::Scope::none && scope != workflow::Scope::own;
}

base::Result<Inbound> in_tray(store::WriteTx& tx, const Environment& env, const Actor& actor,
                              std::string_view uid) {
    auto inbound = find(tx, env, actor, uid, true);
    if (inbound && inbound->state != "unmatched") return base::refuse("inbound_settled");
    return inbound;
}

json::array notes_json(std::string_view codes) {
    json::array notes;
    while (!codes.empty()) {
        const auto blank = std::min(codes.find(' '), codes.size());
        notes.emplace_back(codes.substr(0, blank));
        codes.remove_prefix(std::min(blank + 1, codes.size()));
    }
    return notes;
}

std::string brief(std::string_view text) {
    if (text.size() <= brief_text) return std::string(text);
    auto end = brief_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::string(text.substr(0, end)) + "…";
}

std::string masked(const Inbound& inbound) {
    return masked_address(inbound.channel, inbound.sender);
}

}  // namespace

base::Result<Inbound> find(store::ReadTx& tx, const Environment& env, const Actor& actor,
                           std::string_view uid, bool for_update) {
    auto inbound = store::inbound::find(tx, uid, for_update);
    if (!inbound || !may_read(env, actor) || inbound->body != actor.body)
        return base::refuse("inbound_not_found");
    return std::move(*inbound);
}

base::Result<Inbound> assign(store::WriteTx& tx, const Environment& env, const Actor& actor,
                             std::string_view uid, std::string_view number) {
    auto inbound = in_tray(tx, env, actor, uid);
    if (!inbound) return inbound;
    const auto complaint = find_visible(tx, env, actor, number, true);
    if (!complaint) return std::unexpected(complaint.error());
    const std::string_view kind = complaint->received_at == 0 ? "other" : step_proof;
    if (auto kept = put_on_case(tx, env, actor, *complaint, kind, no_bound, *inbound); !kept)
        return std::unexpected(std::move(kept.error()));
    inbound->handled_at = tx.now();
    inbound->handled_by = actor.officer;
    store::inbound::update(tx, *inbound);
    return inbound;
}

base::Result<Inbound> set_aside(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                std::string_view uid) {
    auto inbound = in_tray(tx, env, actor, uid);
    if (!inbound) return inbound;
    inbound->state = "set_aside";
    inbound->handled_at = tx.now();
    inbound->handled_by = actor.officer;
    store::inbound::update(tx, *inbound);
    return inbound;
}

json::object json_of(store::ReadTx& tx, const Inbound& inbound, bool short_form) {
    json::array files;
    for (const auto& file : inbound.files) {
        files.push_back(json::object{{"name", file.name},
                                     {"content_type", file.content_type},
                                     {"size", file.size},
                                     {"refused", parts::text_or_null(file.refused)},
                                     {"attachment", parts::text_or_null(file.attachment)}});
    }
    json::object out{{"uid", inbound.uid},
                     {"channel", inbound.channel},
                     {"number", parts::text_or_null(inbound.number)},
                     {"sender", short_form ? masked(inbound) : inbound.sender},
                     {"sender_name", inbound.sender_name},
                     {"subject", inbound.subject},
                     {"text", short_form ? brief(inbound.text) : inbound.text},
                     {"act", inbound.act},
                     {"state", inbound.state},
                     {"reason", parts::text_or_null(inbound.reason)},
                     {"answer", parts::text_or_null(inbound.answer)},
                     {"notes", notes_json(inbound.notes)},
                     {"complaint", nullptr},
                     {"event_seq", nullptr},
                     {"call", nullptr},
                     {"draft", nullptr},
                     {"files", std::move(files)},
                     {"at", inbound.at},
                     {"handled_at", inbound.handled_at}};
    if (inbound.event != 0) out["event_seq"] = inbound.event;
    if (inbound.complaint != 0) {
        const auto complaint = store::complaints::find_by_id(tx, inbound.complaint);
        if (complaint && complaint->received_at != 0) out["complaint"] = ref_json(*complaint);
        if (complaint && complaint->received_at == 0 && complaint->assignee != 0)
            out["draft"] = complaint->uid;
    }
    if (inbound.call != 0) {
        if (const auto call = store::calls::find_by_id(tx, inbound.call)) out["call"] = call->uid;
    }
    return out;
}

json::object page_json(store::ReadTx& tx, const store::inbound::Page& page) {
    json::array items;
    for (const auto& row : page.rows) items.push_back(json_of(tx, row, true));
    return {{"items", std::move(items)}, {"next", parts::text_or_null(page.next)}};
}

}  // namespace qingqian::cases::inbound
