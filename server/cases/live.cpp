#include "live.hpp"

#include <algorithm>

#include "cases/view_beside.hpp"
#include "store/live_feed.hpp"

namespace qingqian::cases {
namespace {

namespace feed = store::live_feed;

bool party_sees(const LiveStep& step, std::string_view kind) {
    records::Actor reader;
    reader.kind = kind;
    reader.complaint = step.complaint.id;
    return sees_step(step.definition, step.complaint, reader, step.event);
}

void wake(store::WriteTx& tx, const Environment& env) {
    if (env.settings.live) tx.after_commit([live = env.settings.live] { live(); });
}

}  // namespace

void note_live(store::WriteTx& tx, const Environment& env, const LiveStep& step) {
    if (env.settings.silent) return;
    feed::Note note;
    note.complaint = step.complaint.id;
    note.event = step.event.id;
    if (party_sees(step, "complainant")) note.parties |= feed::complainant_sees;
    if (party_sees(step, "respondent")) note.parties |= feed::respondent_sees;
    if (!step.bodies_before.empty()) {
        const auto now = feed::bodies_of(tx, step.complaint.id);
        std::ranges::set_difference(step.bodies_before, now, std::back_inserter(note.left));
    }
    feed::add(tx, note);
    wake(tx, env);
}

void note_unread(store::WriteTx& tx, const Environment& env, std::vector<std::int64_t> officers) {
    if (officers.empty()) return;
    feed::add(tx, {.officers = std::move(officers)});
    wake(tx, env);
}

}  // namespace qingqian::cases
