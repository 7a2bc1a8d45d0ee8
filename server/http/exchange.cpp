#include "exchange.hpp"

namespace qingqian::http {

Exchange::~Exchange() {
    if (answered()) return;
    auto forgotten = base::problem("internal");
    forgotten.log_detail = "the handler let go of the exchange without an answer";
    respond(forgotten);
}

bool Exchange::respond(Response response) {
    if (answered_.exchange(true, std::memory_order_acq_rel)) return false;
    peer_->answer(std::move(response));
    return true;
}

bool Exchange::respond(const base::Problem& problem) {
    if (answered()) return false;
    if (problem.status >= 500) peer_->report(head.request_id, problem.log_detail);
    return respond(http::problem(problem, head));
}

std::shared_ptr<EventStream> Exchange::stream(Response response, StreamRules rules) {
    if (answered_.exchange(true, std::memory_order_acq_rel)) return nullptr;
    return peer_->stream(std::move(response), std::move(rules));
}

void Exchange::read(std::span<char> into, BytesRead done) {
    peer_->read_body(into, std::move(done));
}

}  // namespace qingqian::http
