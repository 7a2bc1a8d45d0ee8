#include "delivery.hpp"

#include "api/access.hpp"
#include "api/route.hpp"
#include "cases/telephone.hpp"

namespace qingqian::api::delivery {
namespace {

using Document = boost::json::value;

constexpr Access resenders{.officer = true, .right = "act", .other_right = "administer"};

base::Result<http::Response> tasks(store::ReadTx& tx, const Call& call) {
    const auto list = cases::telephone_tasks(tx, call.environment(), call.actor(), call.id());
    if (!list) return std::unexpected(list.error());
    return answer(200, *list);
}

base::Result<Document> record(store::WriteTx& tx, const Call& call, const cases::TelephoneCall& input) {
    auto task =
        cases::record_call(tx, call.environment(), call.actor(), call.id(), call.place("task"), input);
    if (!task) return std::unexpected(task.error());
    return Document(std::move(*task));
}

http::Response show(const Call&, const Document& document) {
    return answer(200, document);
}

base::Result<Any> resend(store::WriteTx& tx, const Call& call, const void*) {
    auto message = cases::send_again(tx, call.environment(), call.actor(), call.place("message"));
    if (!message) return std::unexpected(message.error());
    return std::make_shared<const records::Message>(std::move(*message));
}

http::Response show_resent(const Call&, const void* result) {
    const auto& message = *static_cast<const records::Message*>(result);
    return answer(200, {{"uid", message.uid}, {"state", message.state}});
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/complaints/{id}/telephone-tasks", queue_readers, tasks)));
    router.add(make(services, write("POST", "/api/v1/complaints/{id}/telephone-tasks/{task}/calls",
                                    case_officers, record, show)));
    WriteRow again{.method = "POST", .pattern = "/api/v1/messages/{message}/resend", .access = resenders};
    again.work = resend;
    again.render = show_resent;
    router.add(make(services, std::move(again)));
}

}  // namespace qingqian::api::delivery
