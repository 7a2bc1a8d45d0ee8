#include "attachments.hpp"

#include <limits>

#include "api/access.hpp"
#include "api/evidence.hpp"
#include "api/route.hpp"
#include "cases/access.hpp"
#include "cases/release.hpp"
#include "cases/view.hpp"
#include "files/upload.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/intake.hpp"

namespace qingqian::api::attachments {
namespace {

using Shown = base::Result<http::Response>;

constexpr std::string_view collection = "/api/v1/complaints/{id}/attachments";
constexpr std::string_view sent_in = "/api/v1/intake/{source}/attachments";
constexpr std::string_view member = "/api/v1/complaints/{id}/attachments/{attachment}";

/// What the address of an upload says.
struct Announced {
    std::string kind;
    files::UploadTerms terms;
};

base::Result<Announced> announced(const Request& request) {
    const auto& head = request.exchange->head;
    Announced result;
    std::vector<base::FieldFault> faults;
    auto named = evidence::named(*request.environment, head.query_value("kind").value_or(""),
                                 head.query_value("name").value_or(""), faults);
    result.kind = std::move(named.kind);
    result.terms.name = std::move(named.name);
    for (const auto& [name, value] : head.query) {
        if (name != "kind" && name != "name") {
            faults.push_back(base::fault(base::pointer_to("", name), "unknown_parameter"));
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    auto digest = files::announced_sha256(head.field("Content-Digest").value_or(""));
    if (!digest) return std::unexpected(std::move(digest.error()));
    result.terms.sha256 = std::move(*digest);
    result.terms.max_size = request.services.settings.files.file;
    return result;
}

/// Who may send a file, and how the address names the case.
enum class From { hands, platform };

const Access& access_of(From from) {
    return from == From::platform ? platforms : file_hands;
}

/// The case that a file is for: of another platform the one that its number stands for.
base::Result<std::string> case_of(store::ReadTx& tx, const Call& call, From from) {
    if (from == From::hands) return call.id();
    const auto source = store::intake::find(tx, call.principal.platform, call.place("source"));
    if (!source) return base::refuse("complaint_not_found");
    const auto complaint = store::complaints::find_by_id(tx, source->complaint);
    // What is a line of the register as yet has no files.
    if (!complaint) return base::refuse("attachments_closed");
    return complaint->uid;
}

/// Whether the case takes `size` more bytes of this kind now.
base::Result<records::Complaint> has_room(store::ReadTx& tx, const Call& call, From from,
                                          const std::string& kind, std::uint64_t size) {
    const auto uid = case_of(tx, call, from);
    if (!uid) return std::unexpected(uid.error());
    return evidence::has_room(tx, call, *uid, kind, size);
}

/// An upload between its steps.
struct Upload {
    std::shared_ptr<const Request> request;
    From from = From::hands;
    Announced announced;
};

base::Result<boost::json::value> insert(store::WriteTx& tx, const Call& call, const Upload& upload,
                                        const files::Received& received) {
    const auto uid = case_of(tx, call, upload.from);
    if (!uid) return std::unexpected(uid.error());
    const auto& announced = upload.announced;
    const auto attachment =
        evidence::take_in(tx, call, *uid, {announced.kind, announced.terms.name}, received);
    if (!attachment) return std::unexpected(attachment.error());
    return boost::json::value(cases::attachment_json(*attachment));
}

base::Result<boost::json::value> record(store::WriteTx& tx, const Upload& upload,
                                        const files::Received& received) {
    const auto principal = authorise(tx, *upload.request, access_of(upload.from));
    if (!principal) return std::unexpected(principal.error());
    const Call call{*upload.request, *principal};
    auto key = call.key();
    const auto& head = call.head();
    // The digest stands for the body: the same file under the same name and kind is the same request.
    key.body_hash = cases::request_hash(head.method, head.target, received.sha256);
    return cases::idempotent_json(tx, key, [&] { return insert(tx, call, upload, received); });
}

void keep(const std::shared_ptr<const Upload>& upload, files::Received received) {
    const auto exchange = upload->request->exchange;
    upload->request->services.store.write<boost::json::value>(
        [upload, received = std::move(received)](store::WriteTx& tx) {
            return record(tx, *upload, received);
        },
        [exchange](base::Result<boost::json::value> result) {
            if (!result) return void(exchange->respond(result.error()));
            exchange->post([exchange, value = std::move(*result)] { exchange->respond(answer(201, value)); });
        });
}

void receive(const std::shared_ptr<const Upload>& upload) {
    const auto& services = upload->request->services;
    files::receive(upload->request->exchange, services.blobs, services.workers, upload->announced.terms,
                   [upload](base::Result<files::Received> received) {
                       if (received) return keep(upload, std::move(*received));
                       upload->request->exchange->respond(received.error());
                   });
}

/// Before the body is read: may it come at all, and is there room for what it says it holds?
void upload(const Services& services, From from, std::shared_ptr<http::Exchange> exchange) {
    auto request = request_of(services, exchange, true);
    auto said = announced(*request);
    if (!said) return void(exchange->respond(said.error()));
    const auto upload = std::make_shared<const Upload>(Upload{std::move(request), from, std::move(*said)});
    const auto size = exchange->head.content_length.value_or(0);
    if (size > upload->announced.terms.max_size) return receive(upload);  // refused there by its name
    services.store.read<bool>(
        [upload, size](store::ReadTx& tx) -> base::Result<bool> {
            const auto principal = authorise(tx, *upload->request, access_of(upload->from));
            if (!principal) return std::unexpected(principal.error());
            const Call call{*upload->request, *principal};
            // A repeated request gets its first answer even where the case has been closed or filled since.
            if (cases::has_answer(tx, call.key())) return true;
            const auto room = has_room(tx, call, upload->from, upload->announced.kind, size);
            if (!room) return std::unexpected(room.error());
            return true;
        },
        [upload](base::Result<bool> open) {
            if (open) return receive(upload);
            upload->request->exchange->respond(open.error());
        });
}

http::Route upload_route(const Services& services, std::string_view pattern, From from) {
    http::Route route;
    route.method = "POST";
    route.pattern = pattern;
    route.body = http::BodyKind::stream;
    // The bound is ours to refuse, since the sentence names the file.
    route.max_body = std::numeric_limits<std::uint64_t>::max();
    route.admit = admission(services, access_of(from), true, false);
    route.handle = [&services, from](std::shared_ptr<http::Exchange> exchange) {
        upload(services, from, std::move(exchange));
    };
    return route;
}

/// The attachment that the address names, of that very case.
base::Result<records::Attachment> find(store::ReadTx& tx, const Call& call,
                                       const records::Complaint& complaint) {
    auto attachment = store::attachments::find(tx, call.place("attachment"));
    if (!attachment || attachment->complaint != complaint.id || attachment->removed_at != 0 ||
        !cases::may_see_file(call.environment(), call.actor(), complaint, *attachment)) {
        return base::refuse("attachment_not_found");
    }
    return std::move(*attachment);
}

Shown list(store::ReadTx& tx, const Call& call) {
    auto view = cases::read_attachments(tx, call.environment(), call.actor(), call.id());
    if (!view) return std::unexpected(std::move(view.error()));
    return answer(200, std::move(*view));
}

Shown download(store::ReadTx& tx, const Call& call) {
    const auto complaint = cases::find_visible(tx, call.environment(), call.actor(), call.id());
    if (!complaint) return std::unexpected(complaint.error());
    const auto attachment = find(tx, call, *complaint);
    if (!attachment) return std::unexpected(attachment.error());
    if (attachment->verdict == "pending") return base::refuse("file_pending");
    if (attachment->verdict != "clean" && attachment->verdict != "released")
        return base::refuse("file_refused");
    return http::download(
        {.path = call.services().blobs.path_of(attachment->sha256), .open = {}, .length = {}},
        attachment->content_type, attachment->name, "\"" + attachment->sha256 + "\"");
}

base::Result<boost::json::object> let_out(store::WriteTx& tx, const Call& call,
                                          const cases::ReleaseRequest& request) {
    return cases::release_file(tx, call.environment(), call.actor(), call.id(), call.place("attachment"),
                               request);
}

http::Response show(const Call&, const boost::json::object& view) {
    return answer(200, view);
}

base::Result<bool> take_out(store::WriteTx& tx, const Call& call) {
    const auto complaint = cases::find_visible(tx, call.environment(), call.actor(), call.id());
    if (!complaint) return std::unexpected(complaint.error());
    const auto attachment = find(tx, call, *complaint);
    if (!attachment) return std::unexpected(attachment.error());
    const auto open = cases::may_take_out(tx, call.environment(), call.actor(), call.id(), *attachment);
    if (!open) return std::unexpected(open.error());
    store::attachments::remove(tx, attachment->id, tx.now());
    return true;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(upload_route(services, collection, From::hands));
    router.add(upload_route(services, sent_in, From::platform));
    router.add(make(services, read(std::string(collection), case_readers, list)));
    router.add(make(services, remove(std::string(member), case_actors, take_out)));
    router.add(make(services, write("POST", std::string(member) + "/release", case_officers, let_out, show)));
    auto content = make(services, read_logged(std::string(member) + "/content", case_readers, download,
                                              "file", "attachment"));
    content.produces.clear();
    router.add(std::move(content));
}

}  // namespace qingqian::api::attachments
