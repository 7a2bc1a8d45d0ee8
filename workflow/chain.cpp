#include "chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/decode.hpp"
#include "records/json.hpp"
#include "workflow/decide.hpp"

namespace qingqian::workflow {
namespace {

namespace json = boost::json;

constexpr std::size_t salt_bytes = 16;

std::string sealed(std::string_view salt, std::string_view value) {
    return base::sha256_hex(std::string(salt) + std::string(value));
}

/// Who acted, as shown: names the officer at that time, whatever he is called later.
std::string sealed_name(std::string_view uid, std::int64_t seq, std::string_view name) {
    return base::sha256_hex(fmt::format("{}/{}/{}", uid, seq, name));
}

ChainFault fault_at(std::int64_t seq, std::string code, const char* zh, const char* en) {
    return {seq, std::move(code), {fmt::format("第{}条：{}", seq, zh), fmt::format("Event {}: {}", seq, en)}};
}

std::string_view text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view{};
}

std::int64_t number_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : -1;
}

// The columns beside the payload are what screens show; they must say what the hash covers. The number of the
// event is looked at apart, so that a swap is called a swap.
bool columns_agree(std::string_view uid, const records::Event& event, const json::object& payload) {
    const auto* actor = payload.if_contains("actor");
    if (actor == nullptr || !actor->is_object()) return false;
    // Events of older versions do not hold the name.
    if (const auto* name = actor->get_object().if_contains("name");
        name != nullptr &&
        *name != json::value(sealed_name(uid, number_in(payload, "seq"), event.actor_name))) {
        return false;
    }
    return text_in(payload, "uid") == uid && text_in(payload, "type") == event.type &&
           text_in(payload, "action") == event.action && text_in(payload, "prev") == event.prev_hash &&
           number_in(payload, "at") == event.at && text_in(actor->get_object(), "kind") == event.actor_kind &&
           number_in(actor->get_object(), "id") == event.actor;
}

std::optional<json::object> payload_of(const records::Event& event) {
    json::error_code error;
    auto parsed = json::parse(event.payload, error);
    if (error || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.get_object());
}

bool value_fits(const json::object& payload, const records::EventValue& value) {
    json::error_code error;
    const json::value whole(payload);
    const auto* found = whole.find_pointer(value.pointer, error);
    return found != nullptr && found->is_string() &&
           std::string_view(found->get_string()) == sealed(value.salt, value.value);
}

std::optional<ChainFault> check_event(std::string_view uid, const records::Event& event,
                                      std::string_view previous,
                                      const std::multimap<std::int64_t, const records::EventValue*>& values) {
    const auto payload = payload_of(event);
    if (!payload || hash_event(event) != event.hash || !columns_agree(uid, event, *payload)) {
        return fault_at(event.seq, "event_changed", "内容被改动", "its content was changed");
    }
    if (number_in(*payload, "seq") != event.seq || event.prev_hash != previous) {
        return fault_at(event.seq, "event_order", "与前一条不相接", "it does not follow the event before it");
    }
    const auto [begin, end] = values.equal_range(event.id);
    for (auto at = begin; at != end; ++at) {
        if (!value_fits(*payload, *at->second)) {
            return fault_at(event.seq, "value_changed", "文字内容被改动", "a text of it was changed");
        }
    }
    return std::nullopt;
}

std::optional<ChainFault> check_row(const std::vector<records::Event>& events, std::string_view head,
                                    std::int64_t count) {
    const auto present = static_cast<std::int64_t>(events.size());
    if (present < count) {
        return ChainFault{present + 1,
                          "tail_missing",
                          {fmt::format("末尾少了{}条：应有{}条，现有{}条", count - present, count, present),
                           fmt::format("The last {} of {} events are missing", count - present, count)}};
    }
    if (present > count ||
        head != (events.empty() ? std::string_view{} : std::string_view(events.back().hash))) {
        return ChainFault{0,
                          "head_changed",
                          {"案件记录的末条编号或者条数与历史不符",
                           "The case row's head or count does not fit the history"}};
    }
    return std::nullopt;
}

// A draft may be created with these; what they were then stands in no event, only in the first that changes
// them.
constexpr std::string_view draft_members[] = {"channel", "remaining_fen"};

bool comes_with_draft(std::string_view key) {
    return std::ranges::find(draft_members, key) != std::end(draft_members);
}

}  // namespace

const std::string chain_start(64, '0');

SealedEvent seal_event(const EventDraft& draft, base::Random& random) {
    SealedEvent result;
    json::object hashes;
    for (const auto& [key, value] : draft.values) {
        records::EventValue kept;
        kept.pointer = base::pointer_to("/values", key);
        kept.salt = base::random_hex(random, salt_bytes);
        kept.value = records::canonical_json(value);
        hashes[key] = sealed(kept.salt, kept.value);
        result.values.push_back(std::move(kept));
    }
    auto& event = result.event;
    event.complaint = draft.complaint;
    event.seq = draft.seq;
    event.type = draft.type;
    event.action = draft.action;
    event.actor_kind = draft.actor.kind;
    event.actor = draft.actor.officer;
    event.actor_name = draft.actor.name;
    event.at = draft.at;
    event.prev_hash = draft.prev_hash.empty() ? chain_start : draft.prev_hash;
    event.payload = records::canonical_json(
        json::object{{"uid", draft.uid},
                     {"seq", draft.seq},
                     {"type", draft.type},
                     {"action", draft.action},
                     {"actor",
                      {{"kind", event.actor_kind},
                       {"id", event.actor},
                       {"name", sealed_name(draft.uid, draft.seq, event.actor_name)}}},
                     {"at", draft.at},
                     {"changes", draft.changes},
                     {"values", std::move(hashes)},
                     {"prev", event.prev_hash}});
    event.hash = hash_event(event);
    return result;
}

std::string hash_event(const records::Event& event) {
    return base::sha256_hex(event.payload);
}

std::optional<ChainFault> verify_chain(std::string_view uid, const std::vector<records::Event>& events,
                                       const std::vector<records::EventValue>& values, std::string_view head,
                                       std::int64_t count) {
    std::multimap<std::int64_t, const records::EventValue*> by_event;
    for (const auto& value : values) by_event.emplace(value.event, &value);
    std::string_view previous = chain_start;
    std::int64_t seq = 1;
    for (const auto& event : events) {
        if (event.seq < seq)
            return fault_at(event.seq, "event_order", "次序被调换", "it stands in the wrong place");
        if (event.seq > seq) {
            // A later row that does stand under this number would be a swap, not a gap.
            for (const auto& other : events) {
                if (other.seq == seq)
                    return fault_at(seq, "event_order", "次序被调换", "it stands in the wrong place");
            }
            return fault_at(seq, "event_missing", "这一条被删除", "it was removed");
        }
        if (auto fault = check_event(uid, event, previous, by_event)) return fault;
        previous = event.hash;
        ++seq;
    }
    return check_row(events, head, count);
}

Replay replay(const std::vector<records::Event>& events, std::string_view initial) {
    records::Complaint blank;
    blank.state = initial;
    Replay result{tracked_members(blank), {}};
    std::set<std::string, std::less<>> seen;
    for (const auto& event : events) {
        const auto payload = payload_of(event);
        const auto* changes = payload ? payload->if_contains("changes") : nullptr;
        if (changes == nullptr || !changes->is_object()) {
            result.faults.push_back(fmt::format("event {} cannot be read", event.seq));
            continue;
        }
        for (const auto& [key, change] : changes->get_object()) {
            auto* member = result.members.if_contains(key);
            if (member == nullptr) continue;
            const auto* pair = change.if_array();
            if (pair == nullptr || pair->size() != 2) {
                result.faults.push_back(fmt::format("event {} cannot be read", event.seq));
                continue;
            }
            const bool given_with_draft = seen.insert(std::string(key)).second && comes_with_draft(key);
            if (!given_with_draft && (*pair)[0] != *member) {
                result.faults.push_back(
                    fmt::format("event {}: the old value of {} is not what the events before it left",
                                event.seq, std::string_view(key)));
            }
            *member = (*pair)[1];
        }
    }
    for (const auto key : draft_members) {
        if (!seen.contains(key)) result.members.erase(key);
    }
    return result;
}

std::vector<std::string> differences(const Replay& replayed, const records::Complaint& stored) {
    std::vector<std::string> found = replayed.faults;
    const auto members = tracked_members(stored);
    for (const auto& [key, value] : replayed.members) {
        const auto& own = members.at(key);
        if (own == value) continue;
        found.push_back(fmt::format("{} is stored as {} but the history says {}", std::string_view(key),
                                    records::canonical_json(own), records::canonical_json(value)));
    }
    return found;
}

}  // namespace qingqian::workflow
