#include "workflow/chain.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstring>
#include <map>

#include "records/json.hpp"
#include "support.hpp"
#include "workflow/ledger.hpp"
#include "workflow/verify.hpp"

using namespace qingqian;
using namespace qingqian::workflow;

namespace {

// Salts that a test can repeat.
class CountingRandom : public base::Random {
  public:
    void fill(void* out, std::size_t size) override { std::memset(out, ++count_, size); }

  private:
    int count_ = 0;
};

// A case with its history, as the store keeps them.
struct Kept {
    CaseView view = draft_case();
    std::vector<records::Event> events;
    std::vector<records::EventValue> values;
    CountingRandom random;

    void keep(const Decision& decision, const std::string& action, const records::Actor& actor,
              base::UtcMillis now) {
        EventDraft draft;
        draft.complaint = view.complaint.id;
        draft.uid = view.complaint.uid;
        draft.seq = view.complaint.event_count + 1;
        draft.prev_hash = view.complaint.head_hash;
        draft.type = decision.event;
        draft.action = action;
        draft.actor = actor;
        draft.at = now;
        draft.changes = decision.changes;
        draft.values = decision.values;
        auto sealed = seal_event(draft, random);
        sealed.event.id = 100 + draft.seq;
        for (auto& value : sealed.values) {
            value.event = sealed.event.id;
            values.push_back(value);
        }
        view = stored(view, decision, actor);
        view.complaint.event_count = draft.seq;
        view.complaint.head_hash = sealed.event.hash;
        events.push_back(sealed.event);
    }

    bool act(const std::string& action, const records::Actor& actor, base::UtcMillis now) {
        const auto decided = take(view, action, actor, sound_input(action, view, now), now);
        if (decided) keep(*decided, action, actor, now);
        return decided.has_value();
    }

    std::string fault() const {
        const auto& row = view.complaint;
        const auto found = verify_chain(row.uid, events, values, row.head_hash, row.event_count);
        return found ? std::to_string(found->seq) + " " + found->code : "";
    }
};

Kept worked_case() {
    Kept kept;
    const auto head = officer(2, "intake_head", accepting_id);
    const auto handler = officer(3, "handler", handling_id);
    REQUIRE(kept.act("submit", complainant(), at("2026-11-23")));
    REQUIRE(kept.act("note", head, at("2026-11-24")));
    REQUIRE(kept.act("accept", head, at("2026-11-25")));
    REQUIRE(kept.act("transfer", head, at("2026-11-26")));
    REQUIRE(kept.act("sign_for", handler, at("2026-11-27")));
    REQUIRE(kept.act("reply", handler, at("2026-12-10")));
    REQUIRE(kept.act("close", head, at("2026-12-11")));
    return kept;
}

}  // namespace

TEST_CASE("a whole chain verifies, and replays to the stored row") {
    const auto kept = worked_case();
    CHECK(kept.fault().empty());
    const auto replayed = replay(kept.events, "DRAFT");
    CHECK(differences(replayed, kept.view.complaint).empty());
    CHECK(replayed.members.at("state") == "CLOSED");
    CHECK(replayed.members.at("remaining_fen") == 8'650'000);
}

TEST_CASE(
    "an event's hash is the SHA-256 of its canonical payload, free text stands in it by salted hash alone") {
    const auto kept = worked_case();
    const auto& note = kept.events[1];
    CHECK(note.hash == base::sha256_hex(note.payload));
    CHECK(note.payload.find("已电话联系") == std::string::npos);
    const auto payload = boost::json::parse(note.payload);
    CHECK(records::canonical_json(payload) == note.payload);
    CHECK(payload.at("prev").as_string() == std::string_view(kept.events[0].hash));
    CHECK(kept.events[0].prev_hash == chain_start);
    REQUIRE(kept.values.size() == 3);
    CHECK(kept.values[0].pointer == "/values/text");
    CHECK(kept.values[0].value == "\"已电话联系。\"");
    CHECK(kept.values[0].salt.size() == 32);
    CHECK(payload.at("values").at("text").as_string() ==
          std::string_view(base::sha256_hex(kept.values[0].salt + kept.values[0].value)));
}

TEST_CASE("any changed byte of a payload, hash or column is found at its event") {
    const auto good = worked_case();
    for (std::size_t i = 0; i < good.events.size(); ++i) {
        const auto expected = std::to_string(i + 1) + " event_changed";
        for (std::size_t byte = 0; byte < good.events[i].payload.size(); byte += 7) {
            auto kept = good;
            kept.events[i].payload[byte] ^= 1;
            CHECK(kept.fault() == expected);
        }
        auto kept = good;
        kept.events[i].type = "accepted_by_nobody";
        CHECK(kept.fault() == expected);
        kept = good;
        kept.events[i].at += 1;
        CHECK(kept.fault() == expected);
        kept = good;
        kept.events[i].actor += 1;
        CHECK(kept.fault() == expected);
        kept = good;
        kept.events[i].actor_name += "某";
        CHECK(kept.fault() == expected);
        kept = good;
        kept.events[i].hash[5] = kept.events[i].hash[5] == 'a' ? 'b' : 'a';
        CHECK(kept.fault() == expected);
    }
}

TEST_CASE("a changed payload with its hash made new breaks the link of the next event, or the head") {
    auto kept = worked_case();
    const auto forge = [&](std::size_t i) {
        auto payload = boost::json::parse(kept.events[i].payload).as_object();
        payload["changes"].as_object()["state"] = boost::json::array{"HANDLING", "CLOSED"};
        kept.events[i].payload = records::canonical_json(payload);
        kept.events[i].hash = hash_event(kept.events[i]);
    };
    forge(2);
    CHECK(kept.fault() == "4 event_order");
    kept = worked_case();
    forge(kept.events.size() - 1);
    CHECK(kept.fault() == "0 head_changed");
}

TEST_CASE("a removed row, a removed tail and a swapped order are each called what they are") {
    const auto good = worked_case();
    auto kept = good;
    kept.events.erase(kept.events.begin() + 2);
    CHECK(kept.fault() == "3 event_missing");
    kept = good;
    kept.events.erase(kept.events.begin());
    CHECK(kept.fault() == "1 event_missing");
    kept = good;
    kept.events.pop_back();
    CHECK(kept.fault() == "7 tail_missing");
    kept = good;
    kept.events.clear();
    CHECK(kept.fault() == "1 tail_missing");
    kept = good;
    std::swap(kept.events[2], kept.events[3]);
    CHECK(kept.fault() == "3 event_order");
    kept = good;
    std::swap(kept.events[2], kept.events[3]);
    std::swap(kept.events[2].seq, kept.events[3].seq);
    CHECK(kept.fault() == "3 event_order");
    kept = good;
    kept.view.complaint.head_hash = kept.events[0].hash;
    CHECK(kept.fault() == "0 head_changed");
    kept = good;
    kept.view.complaint.event_count = 6;
    CHECK(kept.fault() == "0 head_changed");
}

TEST_CASE("an event moved from another case is found") {
    auto kept = worked_case();
    kept.view.complaint.uid = "018f0000-0000-7000-8000-000000000008";
    CHECK(kept.fault() == "1 event_changed");
}

TEST_CASE("a changed text, salt or pointer is found; a deleted text is no fault") {
    const auto good = worked_case();
    auto kept = good;
    kept.values[0].value = "\"已当面答复。\"";
    CHECK(kept.fault() == "2 value_changed");
    kept = good;
    kept.values[0].salt[0] = 'f';
    CHECK(kept.fault() == "2 value_changed");
    kept = good;
    kept.values[0].pointer = "/values/other";
    CHECK(kept.fault() == "2 value_changed");
    kept = good;
    kept.values.clear();
    CHECK(kept.fault().empty());
}

TEST_CASE("a row changed without an event differs from its replay") {
    const auto kept = worked_case();
    const auto replayed = replay(kept.events, "DRAFT");
    auto row = kept.view.complaint;
    row.state = "HANDLING";
    row.remaining_fen = 0;
    const auto found = differences(replayed, row);
    REQUIRE(found.size() == 2);
    CHECK(found[0] == "state is stored as \"HANDLING\" but the history says \"CLOSED\"");
    CHECK(found[1] == "remaining_fen is stored as 0 but the history says 8650000");
    row = kept.view.complaint;
    row.handling_body = 99;
    CHECK(differences(replayed, row).size() == 1);
    CHECK(differences(replay({}, "DRAFT"), draft_case().complaint).empty());
    auto events = kept.events;
    events.erase(events.begin() + 2);
    CHECK_FALSE(differences(replay(events, "DRAFT"), kept.view.complaint).empty());
}

// Whether the definition has no fault while cases stand in `state`; asked once for each state.
static bool sound(const std::string& state) {
    static std::map<std::string, bool> known;
    const auto [at, first] = known.try_emplace(state, false);
    if (first) at->second = verify(complaint_definition(), {state}, {}, &shipped_terms()).empty();
    return at->second;
}

TEST_CASE(
    "property: after any walk of legal actions the definition knows the state and somebody can go on, the "
    "chain holds, replay equals stored, the ledger balances, and due is the nearest clock") {
    CHECK(rc::check([] {
        const std::vector<records::Actor> actors{complainant(),
                                                 system_actor(),
                                                 officer(1, "intake", accepting_id),
                                                 officer(2, "intake_head", accepting_id),
                                                 officer(3, "handler", handling_id),
                                                 officer(4, "handling_head", handling_id),
                                                 officer(5, "supervisor", 99),
                                                 {"respondent", 0, "", 0, {}, 7}};
        Kept kept;
        auto now = at("2026-10-08");
        const int steps = *rc::gen::inRange(5, 60);
        for (int i = 0; i < steps; ++i) {
            now += *rc::gen::inRange<base::UtcMillis>(0, 3 * 86'400'000);
            std::vector<std::pair<std::string, records::Actor>> open;
            for (const auto& actor : actors) {
                for (const auto& offer : offers(complaint_definition(), kept.view, actor, shipped_calendar(),
                                                shipped_terms(), now)) {
                    if (offer.reasons.empty()) open.emplace_back(offer.action->name, actor);
                }
            }
            const auto* standing = complaint_definition().state(kept.view.complaint.state);
            RC_ASSERT(standing != nullptr);
            RC_ASSERT(sound(standing->code));
            RC_ASSERT(standing->terminal || !open.empty());
            if (open.empty()) break;
            const auto& [action, actor] =
                open[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(open.size())))];
            // What an offer cannot know is the input: whom to hand over to, what a correction names.
            const auto why = refused(kept.view, action, actor, sound_input(action, kept.view, now), now);
            if (why.starts_with("/") || why == "action_already_done") continue;
            if (why != "decided") RC_LOG() << action << ": " << why << std::endl;
            RC_ASSERT(kept.act(action, actor, now));
            RC_ASSERT(balance_fault(balance_of(kept.view.ledger)).empty());
            RC_ASSERT(balance_of(kept.view.ledger).remaining() == kept.view.complaint.remaining_fen);
            std::string nearest;
            for (const auto& clock : kept.view.clocks) {
                RC_ASSERT(complaint_definition().clock(clock.kind) != nullptr);
                RC_ASSERT(clock.started_day <= clock.due_raw);
                RC_ASSERT(clock.due_raw <= clock.due_legal || !clock.latest.empty());
                if (clock.state == "running" && (nearest.empty() || clock.due_legal < nearest))
                    nearest = clock.due_legal;
            }
            RC_ASSERT(kept.view.complaint.due == nearest);
            if (complaint_definition().state(kept.view.complaint.state)->terminal) RC_ASSERT(nearest.empty());
        }
        RC_ASSERT(kept.fault().empty());
        RC_ASSERT(differences(replay(kept.events, "DRAFT"), kept.view.complaint).empty());
    }));
}
