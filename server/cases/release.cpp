#include "release.hpp"

#include <algorithm>

#include "cases/access.hpp"
#include "cases/normalise.hpp"
#include "cases/perform.hpp"
#include "cases/view.hpp"
#include "store/attachments.hpp"
#include "store/identity.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::AttachmentRelease;

std::string name_of(store::ReadTx& tx, std::int64_t officer) {
    const auto found = store::identity::officer_by_id(tx, officer);
    return found ? found->name : std::string();
}

json::object release_json(store::ReadTx& tx, const records::Actor& reader, const AttachmentRelease& release) {
    const bool done = release.released_by != 0;
    return {{"reason", release.reason},
            {"asked_by", name_of(tx, release.asked_by)},
            {"asked_at", release.asked_at},
            {"mine", release.asked_by == reader.officer},
            {"released_by", done ? json::value(name_of(tx, release.released_by)) : json::value(nullptr)},
            {"released_at", done ? json::value(release.released_at) : json::value(nullptr)}};
}

/// Whether this is the officer who asked, or somebody who acts for him.
bool same_person(const records::Actor& actor, std::int64_t asked_by) {
    return actor.officer == asked_by ||
           std::ranges::any_of(actor.represents,
                               [&](const records::Represented& other) { return other.officer == asked_by; });
}

base::Result<bool> note(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                        const records::Complaint& complaint, std::string text) {
    const auto noted =
        perform(tx, env, actor, complaint.uid, complaint.revision, "note", {{"text", std::move(text)}});
    if (!noted) return std::unexpected(noted.error());
    return true;
}

base::Result<bool> ask(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                       const records::Complaint& complaint, const records::Attachment& file,
                       const ReleaseRequest& request) {
    constexpr std::int64_t shortest = 10;
    const auto reason = trimmed(request.reason.value_or(""));
    if (base::code_points(reason) < shortest) {
        return std::unexpected(base::invalid_input(
            {base::fault("/reason", "reason_too_short", {{"min", std::to_string(shortest)}})}));
    }
    const AttachmentRelease release{.attachment = file.id,
                                    .reason = reason,
                                    .asked_by = actor.officer,
                                    .asked_at = tx.now(),
                                    .released_by = 0,
                                    .released_at = 0};
    store::attachments::ask_release(tx, release, complaint.id);
    return note(tx, env, actor, complaint, "申请放行未能检查的文件“" + file.name + "”：" + reason);
}

base::Result<bool> agree(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                         const records::Complaint& complaint, const records::Attachment& file,
                         AttachmentRelease release) {
    if (same_person(actor, release.asked_by)) return base::refuse("release_needs_another");
    release.released_by = actor.officer;
    release.released_at = tx.now();
    store::attachments::release(tx, release);
    store::attachments::set_verdict(tx, file.id, "released", file.verdict_detail, file.pages);
    return note(tx, env, actor, complaint,
                "同意放行未能检查的文件“" + file.name + "”，由" + name_of(tx, release.asked_by) + "申请：" +
                    release.reason);
}

}  // namespace

json::object file_json(store::ReadTx& tx, const records::Actor& reader,
                       const records::Attachment& attachment) {
    auto out = attachment_json(attachment);
    if (reader.kind != "officer") return out;
    if (attachment.verdict != "unscannable" && attachment.verdict != "released") return out;
    if (const auto release = store::attachments::find_release(tx, attachment.id))
        out["release"] = release_json(tx, reader, *release);
    return out;
}

base::Result<json::object> release_file(store::WriteTx& tx, const Environment& env,
                                        const records::Actor& actor, std::string_view uid_or_number,
                                        std::string_view attachment, const ReleaseRequest& request) {
    const auto complaint = find_visible(tx, env, actor, uid_or_number, true);
    if (!complaint) return std::unexpected(complaint.error());
    const auto file = store::attachments::find(tx, attachment);
    if (!file || file->complaint != complaint->id || file->removed_at != 0 ||
        !may_see_file(env, actor, *complaint, *file)) {
        return base::refuse("attachment_not_found");
    }
    if (file->verdict == "infected") return base::refuse("release_infected");
    if (file->verdict != "unscannable") return base::refuse("release_not_needed");
    const auto release = store::attachments::find_release(tx, file->id);
    const auto done = release ? agree(tx, env, actor, *complaint, *file, *release)
                              : ask(tx, env, actor, *complaint, *file, request);
    if (!done) return std::unexpected(done.error());
    return file_json(tx, actor, store::attachments::find(tx, attachment).value());
}

}  // namespace qingqian::cases
