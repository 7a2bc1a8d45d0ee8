#include "evidence.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "cases/access.hpp"
#include "files/file_name.hpp"
#include "store/attachments.hpp"

namespace qingqian::api::evidence {

Named named(const cases::Environment& environment, std::string_view kind, std::string_view name,
            std::vector<base::FieldFault>& faults) {
    if (kind.empty()) {
        faults.push_back(base::fault("/kind", "required"));
    } else if (environment.form.material(kind) == nullptr && !cases::is_proof(kind)) {
        faults.push_back(base::fault("/kind", "not_a_choice"));
    }
    Named result{std::string(kind), files::clean_file_name(name)};
    if (result.name.empty()) faults.push_back(base::fault("/name", "required"));
    return result;
}

base::Result<records::Complaint> has_room(store::ReadTx& tx, const Call& call, std::string_view uid,
                                          std::string_view kind, std::uint64_t size) {
    auto complaint = cases::may_attach(tx, call.environment(), call.actor(), uid, kind);
    if (!complaint) return complaint;
    const auto limit = call.services().settings.files.complaint;
    if (static_cast<std::uint64_t>(store::attachments::total_size(tx, complaint->id)) + size > limit) {
        return base::refuse("case_files_too_large", {{"max", files::readable_size(limit)}});
    }
    const auto* material = call.environment().form.material(kind);
    const auto present = store::attachments::of_case(tx, complaint->id);
    const auto same = std::ranges::count(present, kind, &records::Attachment::kind);
    if (material != nullptr && material->max > 0 && same >= material->max) {
        return std::unexpected(base::invalid_input(
            {base::fault("/kind", "too_many", {{"max", std::to_string(material->max)}})}));
    }
    return complaint;
}

base::Result<records::Attachment> take_in(store::WriteTx& tx, const Call& call, std::string_view uid,
                                          const Named& named, const files::Received& received) {
    const auto complaint = has_room(tx, call, uid, named.kind, received.size);
    if (!complaint) return std::unexpected(complaint.error());
    records::Attachment attachment{.uid = base::uuid_v7(tx.random(), tx.now()),
                                   .complaint = complaint->id,
                                   .kind = named.kind,
                                   .name = named.name,
                                   .content_type = received.content_type,
                                   .size = static_cast<std::int64_t>(received.size),
                                   .sha256 = received.sha256,
                                   .verdict_detail = {},
                                   .created_at = tx.now()};
    store::attachments::insert(tx, attachment);
    tx.after_commit([&scanner = call.services().scanner] { scanner.wake(); });
    return attachment;
}

}  // namespace qingqian::api::evidence
