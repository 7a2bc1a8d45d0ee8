#include "uploads.hpp"

#include <limits>

#include "api/access.hpp"
#include "api/evidence.hpp"
#include "api/route.hpp"
#include "api/tus.hpp"
#include "api/upload_steps.hpp"
#include "cases/access.hpp"
#include "cases/view.hpp"
#include "files/file_type.hpp"
#include "store/attachments.hpp"
#include "store/uploads.hpp"

namespace qingqian::api::uploads {
namespace {

using records::Upload;
using Exchange = std::shared_ptr<http::Exchange>;

constexpr std::string_view collection = "/api/v1/complaints/{id}/uploads";
constexpr std::string_view member = "/api/v1/complaints/{id}/uploads/{upload}";

std::int64_t received_of(const Call& call, const Upload& upload) {
    if (!upload.attachment.empty()) return upload.size;
    const auto recorded = static_cast<std::uint64_t>(upload.received);
    return static_cast<std::int64_t>(files::resumable_offset(call.services().blobs, upload.uid, recorded));
}

boost::json::value attachment_of(store::ReadTx& tx, const Upload& upload) {
    if (upload.attachment.empty()) return {};
    const auto attachment = store::attachments::find(tx, upload.attachment);
    if (!attachment || attachment->removed_at != 0) return {};
    return cases::attachment_json(*attachment);
}

boost::json::object upload_json(store::ReadTx& tx, const Call& call, const Upload& upload) {
    return {{"uid", upload.uid},
            {"kind", upload.kind},
            {"name", upload.name},
            {"size", upload.size},
            {"received", received_of(call, upload)},
            {"sha256", upload.sha256.empty() ? boost::json::value() : boost::json::value(upload.sha256)},
            {"attachment", attachment_of(tx, upload)},
            {"created_at", upload.created_at},
            {"expires_at", upload.expires_at}};
}

base::Result<http::Response> list(store::ReadTx& tx, const Call& call) {
    const auto complaint = cases::find_visible(tx, call.environment(), call.actor(), call.id());
    if (!complaint) return std::unexpected(complaint.error());
    boost::json::array items;
    for (const auto& upload : store::uploads::open_of_case(tx, complaint->id, tx.now())) {
        if (upload.owner == call.key().actor) items.push_back(upload_json(tx, call, upload));
    }
    return answer(200, boost::json::object{{"items", std::move(items)}});
}

/// How far it is: as JSON to GET, by the headers of tus to HEAD.
base::Result<http::Response> show(store::ReadTx& tx, const Call& call) {
    if (call.head().method == "HEAD") {
        if (auto fault = tus::refused_version(call.head())) return std::unexpected(std::move(*fault));
    }
    const auto upload = find_own(tx, call);
    if (!upload) return std::unexpected(upload.error());
    auto response = answer(200, upload_json(tx, call, *upload));
    response.set("Upload-Offset", std::to_string(received_of(call, *upload)));
    response.set("Upload-Length", std::to_string(upload->size));
    response.set("Upload-Expires", tus::expires(upload->expires_at));
    return response;
}

base::Result<bool> give_up(store::WriteTx& tx, const Call& call) {
    if (auto fault = tus::refused_version(call.head())) return std::unexpected(std::move(*fault));
    const auto upload = find_own(tx, call);
    if (!upload) return std::unexpected(upload.error());
    if (!upload->attachment.empty()) return base::refuse("upload_complete");
    remove(tx, call.services(), upload->uid);
    return true;
}

/// What can be said of a new upload by its header alone.
base::Result<Beginning> beginning_of(const Request& request) {
    const auto& head = request.exchange->head;
    if (auto fault = tus::refused_version(head)) return std::unexpected(std::move(*fault));
    const auto length = tus::number(head, "Upload-Length");
    if (!length) return std::unexpected(length.error());
    auto metadata = tus::metadata(head.joined_field("Upload-Metadata").value_or(""));
    if (!metadata) return std::unexpected(std::move(metadata.error()));
    auto checksum = tus::checksum(head);
    if (!checksum) return std::unexpected(std::move(checksum.error()));
    std::vector<base::FieldFault> faults;
    Beginning beginning{
        .named = evidence::named(*request.environment, metadata->kind, metadata->name, faults),
        .length = *length,
        .sha256 = std::move(metadata->sha256),
        .checksum = std::move(*checksum)};
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    const auto& name = beginning.named.name;
    const auto max = request.services.settings.files.file;
    if (*length == 0) return base::refuse("file_empty", {{"name", name}});
    if (*length > max) {
        return base::refuse("file_too_large", {{"name", name}, {"max", files::readable_size(max)}});
    }
    if (auto refused = files::refused_name(name)) return std::unexpected(std::move(*refused));
    return beginning;
}

/// Whether the body may be what the header says, before any of it is read.
std::optional<base::Problem> body_fault(const http::RequestHead& head, std::uint64_t room) {
    if (!tus::has_piece(head)) {
        return base::problem("unsupported_media_type", {{"expected", std::string(tus::piece_type)}});
    }
    if (head.content_length.value_or(0) > room) return base::problem("upload_too_long");
    return std::nullopt;
}

void create(const Services& services, Exchange exchange) {
    const auto request = request_of(services, exchange, false);
    auto beginning = beginning_of(*request);
    if (!beginning) return void(exchange->respond(beginning.error()));
    const auto& head = exchange->head;
    if (head.content_length.value_or(0) > 0 || tus::has_piece(head)) {
        if (const auto fault = body_fault(head, beginning->length)) return void(exchange->respond(*fault));
    }
    begin(request, std::make_shared<const Beginning>(std::move(*beginning)));
}

void append(const Services& services, Exchange exchange) {
    const auto& head = exchange->head;
    const auto request = request_of(services, exchange, false);
    if (auto fault = tus::refused_version(head)) return void(exchange->respond(*fault));
    if (const auto fault = body_fault(head, std::numeric_limits<std::uint64_t>::max()))
        return void(exchange->respond(*fault));
    const auto offset = tus::number(head, "Upload-Offset");
    if (!offset) return void(exchange->respond(offset.error()));
    auto checksum = tus::checksum(head);
    if (!checksum) return void(exchange->respond(checksum.error()));
    go_on(request, *offset, std::move(*checksum));
}

/// A network that lets no PATCH through: the same by POST.
void append_by_post(const Services& services, Exchange exchange) {
    const auto method = exchange->head.field("X-HTTP-Method-Override");
    if (method != "PATCH") return void(exchange->respond(base::problem("method_not_allowed")));
    append(services, std::move(exchange));
}

http::Route stream_route(const Services& services, std::string method, std::string_view pattern,
                         const Access& access, void (*handle)(const Services&, Exchange)) {
    http::Route route;
    route.method = std::move(method);
    route.pattern = pattern;
    route.body = http::BodyKind::stream;
    // The bound is ours to refuse, since it is the upload's own.
    route.max_body = std::numeric_limits<std::uint64_t>::max();
    route.produces.clear();
    route.admit = admission(services, access, false, false);
    route.handle = [&services, handle](Exchange exchange) { handle(services, std::move(exchange)); };
    return route;
}

http::Route describing_route(const Services& services) {
    http::Route route;
    route.method = "OPTIONS";
    route.pattern = collection;
    route.produces.clear();
    route.handle = [&services](Exchange exchange) {
        auto response = http::no_content();
        response.set("Allow", "GET, HEAD, POST, OPTIONS");
        response.set("Tus-Extension", std::string(tus::extensions));
        response.set("Tus-Max-Size", std::to_string(services.settings.files.file));
        response.set("Tus-Checksum-Algorithm", std::string(tus::checksums));
        exchange->respond(std::move(response));
    };
    return route;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    const auto add = [&](http::Route route) {
        route.headers = tus::common_headers();
        router.add(std::move(route));
    };
    add(describing_route(services));
    add(make(services, read(std::string(collection), case_hands, list)));
    add(stream_route(services, "POST", collection, file_hands, create));
    add(make(services, read(std::string(member), case_hands, show)));
    add(stream_route(services, "PATCH", member, case_hands, append));
    add(stream_route(services, "POST", member, case_hands, append_by_post));
    add(make(services, api::remove(std::string(member), case_hands, give_up)));
}

}  // namespace qingqian::api::uploads
