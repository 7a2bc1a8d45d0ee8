#include "upload_steps.hpp"

#include <utility>

#include "api/access.hpp"
#include "api/route.hpp"
#include "api/tus.hpp"
#include "base/random.hpp"
#include "cases/access.hpp"
#include "files/part_file.hpp"
#include "store/uploads.hpp"

namespace qingqian::api::uploads {
namespace {

using records::Upload;

/// A request that adds bytes, between its steps.
struct Step {
    std::shared_ptr<const Request> request;
    Upload upload;
    int status = 204;  ///< of its answer
    std::optional<files::Checksum> checksum;

    const Services& services() const { return request->services; }
    void respond(const base::Problem& problem) const { request->exchange->respond(problem); }
};
using StepPtr = std::shared_ptr<const Step>;

base::UtcMillis expiry(const Services& services, base::UtcMillis now) {
    return now + services.settings.files.upload_kept.count();
}

base::Problem gone() {
    return base::problem("upload_not_found");
}

base::Problem wrong_offset(std::int64_t offset) {
    auto problem = base::problem("upload_offset_wrong", {{"offset", std::to_string(offset)}});
    problem.extra["offset"] = offset;
    return problem;
}

/// The address of an upload, as the client wrote the case's.
std::string address(const Request& request, const Upload& upload) {
    return "/api/v1/complaints/" + request.credentials.complaint + "/uploads/" + upload.uid;
}

void answer_offset(const Step& step, std::uint64_t offset, base::UtcMillis expires_at) {
    http::Response response;
    response.status = step.status;
    if (step.status == 201) response.set("Location", address(*step.request, step.upload));
    response.set("Upload-Offset", std::to_string(offset));
    response.set("Upload-Expires", tus::expires(expires_at));
    step.request->exchange->respond(std::move(response));
}

/// Refuses, after an upload that is of no more use has been taken away.
void give_up(const StepPtr& step, base::Problem problem) {
    step->services().store.write<bool>(
        [step](store::WriteTx& tx) -> base::Result<bool> {
            store::uploads::remove(tx, step->upload.uid);
            return true;
        },
        [step, problem = std::move(problem)](const base::Result<bool>&) { step->respond(problem); });
}

/// The last byte is there: the file becomes an attachment of the case.
base::Result<Upload> complete(store::WriteTx& tx, const Step& step, const files::Received& received) {
    const auto principal = authorise(tx, *step.request, case_hands);
    if (!principal) return std::unexpected(principal.error());
    const Call call{*step.request, *principal};
    auto upload = store::uploads::find(tx, step.upload.uid);
    if (!upload || !upload->attachment.empty()) return std::unexpected(gone());
    const auto attachment = evidence::take_in(tx, call, call.id(), {upload->kind, upload->name}, received);
    if (!attachment) return std::unexpected(attachment.error());
    upload->attachment = attachment->uid;
    upload->expires_at = expiry(step.services(), tx.now());
    store::uploads::complete(tx, upload->uid, upload->attachment, upload->expires_at);
    return std::move(*upload);
}

void finish(const StepPtr& step, files::Received received) {
    step->services().store.write<Upload>(
        [step, received = std::move(received)](store::WriteTx& tx) { return complete(tx, *step, received); },
        [step](base::Result<Upload> upload) {
            if (upload)
                return answer_offset(*step, static_cast<std::uint64_t>(upload->size), upload->expires_at);
            // The bytes have become a blob already; without a row it is an orphan, and the upload empty.
            if (upload.error().status < 500) return give_up(step, std::move(upload.error()));
            step->respond(upload.error());
        });
}

files::Ledger ledger_of(const StepPtr& step) {
    files::Ledger ledger;
    ledger.received = [step]() -> base::Result<std::uint64_t> {
        return step->services().store.read_now<std::uint64_t>(
            [&step](store::ReadTx& tx) -> base::Result<std::uint64_t> {
                const auto upload = store::uploads::find(tx, step->upload.uid);
                if (!upload) return std::unexpected(gone());
                if (!upload->attachment.empty()) return std::unexpected(wrong_offset(upload->size));
                return static_cast<std::uint64_t>(upload->received);
            });
    };
    ledger.record = [step](std::uint64_t before, std::uint64_t now, files::Ledger::Recorded done) {
        step->services().store.write<bool>(
            [step, before, now](store::WriteTx& tx) -> base::Result<bool> {
                if (!store::uploads::advance(tx, step->upload.uid, static_cast<std::int64_t>(before),
                                             static_cast<std::int64_t>(now),
                                             expiry(step->services(), tx.now()))) {
                    return std::unexpected(gone());
                }
                return true;
            },
            [done = std::move(done)](base::Result<bool> recorded) mutable {
                done(recorded ? std::nullopt : std::optional(std::move(recorded.error())));
            });
    };
    return ledger;
}

bool ends_upload(const base::Problem& problem) {
    return problem.code == "file_type_mismatch" || problem.code == "file_digest_mismatch";
}

void run(const StepPtr& step, std::uint64_t offset) {
    const auto& upload = step->upload;
    const auto& services = step->services();
    files::append(
        step->request->exchange, services.blobs, services.workers,
        {.upload = upload.uid,
         .name = upload.name,
         .length = static_cast<std::uint64_t>(upload.size),
         .offset = offset,
         .sha256 = upload.sha256,
         .checksum = step->checksum},
        ledger_of(step), [step](base::Result<files::Appended> appended) {
            if (!appended) {
                auto& problem = appended.error();
                return ends_upload(problem) ? give_up(step, std::move(problem)) : step->respond(problem);
            }
            if (appended->whole) return finish(step, std::move(*appended->whole));
            answer_offset(*step, appended->offset, expiry(step->services(), step->services().clock.now()));
        });
}

base::Result<Upload> insert(store::WriteTx& tx, const Request& request, const Beginning& beginning) {
    const auto principal = authorise(tx, request, case_hands);
    if (!principal) return std::unexpected(principal.error());
    const Call call{request, *principal};
    const auto complaint = evidence::has_room(tx, call, call.id(), beginning.named.kind, beginning.length);
    if (!complaint) return std::unexpected(complaint.error());
    const auto open = store::uploads::open_of_case(tx, complaint->id, tx.now());
    for (std::size_t i = 0; i + most_open <= open.size(); ++i) remove(tx, call.services(), open[i].uid);
    Upload upload;
    upload.uid = base::uuid_v7(tx.random(), tx.now());
    upload.complaint = complaint->id;
    upload.owner = call.key().actor;
    upload.kind = beginning.named.kind;
    upload.name = beginning.named.name;
    upload.size = static_cast<std::int64_t>(beginning.length);
    upload.sha256 = beginning.sha256;
    upload.created_at = tx.now();
    upload.expires_at = expiry(call.services(), tx.now());
    store::uploads::insert(tx, upload);
    return upload;
}

/// Before the body is read: the caller's own upload, and the case still takes it.
base::Result<Upload> found(store::ReadTx& tx, const Request& request) {
    const auto principal = authorise(tx, request, case_hands);
    if (!principal) return std::unexpected(principal.error());
    touch(request.services, *principal);
    const Call call{request, *principal};
    auto upload = find_own(tx, call);
    if (!upload || !upload->attachment.empty()) return upload;
    const auto size = static_cast<std::uint64_t>(upload->size);
    const auto complaint = evidence::has_room(tx, call, call.id(), upload->kind, size);
    if (!complaint) return std::unexpected(complaint.error());
    return upload;
}

/// What a request can add to an upload that is here already: nothing.
void answer_complete(const Step& step, std::uint64_t offset) {
    const auto size = static_cast<std::uint64_t>(step.upload.size);
    if (offset != size) return step.respond(wrong_offset(step.upload.size));
    if (step.request->exchange->head.content_length.value_or(0) > 0)
        return step.respond(base::problem("upload_too_long"));
    answer_offset(step, size, step.upload.expires_at);
}

}  // namespace

base::Result<Upload> find_own(store::ReadTx& tx, const Call& call) {
    const auto complaint = cases::find_visible(tx, call.environment(), call.actor(), call.id());
    if (!complaint) return std::unexpected(complaint.error());
    auto upload = store::uploads::find(tx, call.place("upload"));
    if (!upload || upload->complaint != complaint->id || upload->owner != call.key().actor)
        return std::unexpected(gone());
    if (upload->expires_at <= tx.now()) return base::refuse("upload_expired");
    return std::move(*upload);
}

void remove(store::WriteTx& tx, const Services& services, const std::string& upload) {
    store::uploads::remove(tx, upload);
    tx.after_commit([&services, upload] {
        // Where the workers have no time for it, the part is swept later.
        (void)services.workers.submit(
            [&services, upload] { files::PartFile::remove(services.blobs, upload); });
    });
}

void begin(std::shared_ptr<const Request> request, std::shared_ptr<const Beginning> beginning) {
    request->services.store.write<Upload>(
        [request, beginning](store::WriteTx& tx) { return insert(tx, *request, *beginning); },
        [request, beginning](base::Result<Upload> upload) {
            if (!upload) return void(request->exchange->respond(upload.error()));
            const auto step =
                std::make_shared<const Step>(Step{request, std::move(*upload), 201, beginning->checksum});
            if (tus::has_piece(request->exchange->head)) return run(step, 0);
            answer_offset(*step, 0, step->upload.expires_at);
        });
}

void go_on(std::shared_ptr<const Request> request, std::uint64_t offset,
           std::optional<files::Checksum> checksum) {
    request->services.store.read<Upload>(
        [request](store::ReadTx& tx) { return found(tx, *request); },
        [request, offset, checksum = std::move(checksum)](base::Result<Upload> upload) mutable {
            if (!upload) return void(request->exchange->respond(upload.error()));
            const auto step =
                std::make_shared<const Step>(Step{request, std::move(*upload), 204, std::move(checksum)});
            if (!step->upload.attachment.empty()) return answer_complete(*step, offset);
            const auto size = static_cast<std::uint64_t>(step->upload.size);
            const auto length = request->exchange->head.content_length.value_or(0);
            if (offset > size || length > size - offset) {
                return step->respond(offset > size ? wrong_offset(step->upload.received)
                                                   : base::problem("upload_too_long"));
            }
            run(step, offset);
        });
}

}  // namespace qingqian::api::uploads
