#include "store/send_log_filter.hpp"

#include <algorithm>

namespace qingqian::store::send_log {

std::string Shape::key() const {
    std::string key = ":";
    for (const bool asked : {scoped, complaint, address, channel, state, dead, provider, from, until}) {
        key += asked ? '1' : '0';
    }
    return key + std::to_string(hidden);
}

Shape shape_of(const Query& query) {
    Shape shape;
    shape.scoped = !query.scope.everything;
    shape.complaint = query.complaint != 0;
    shape.address = !query.address.empty();
    shape.channel = !query.channel.empty();
    shape.dead = query.state == dead;
    shape.state = !query.state.empty() && !shape.dead;
    shape.provider = !query.provider.empty();
    shape.from = query.from != 0;
    shape.until = query.until != 0;
    shape.hidden = query.hidden.size();
    return shape;
}

std::string Filter::text() const {
    std::string text;
    if (shape_.scoped)
        text += " AND EXISTS (SELECT 1 FROM case_scope s WHERE s.complaint = m.complaint AND s.body = :body)";
    if (shape_.complaint) text += " AND m.complaint = :complaint";
    if (shape_.address) text += " AND m.channel = :way AND m.address = :address";
    if (shape_.channel) text += " AND m.channel = :channel";
    if (shape_.state) text += " AND m.state = :state";
    if (shape_.dead) text += " AND m.state IN ('failed', 'undelivered', 'unknown')";
    if (shape_.provider) text += " AND m.provider = :provider";
    if (shape_.from) text += " AND m.created_at >= :from";
    if (shape_.until) text += " AND m.created_at < :until";
    for (std::size_t i = 0; i < shape_.hidden; ++i)
        text += " AND m.event_name <> :hidden" + std::to_string(i);
    return text;
}

std::function<void(soci::statement&)> Filter::binding() {
    return [this](soci::statement& statement) {
        if (shape_.scoped) in(body_)(statement);
        if (shape_.complaint) in(complaint_)(statement);
        if (shape_.address) in(address_channel_, address_)(statement);
        if (shape_.channel) in(channel_)(statement);
        if (shape_.state) in(state_)(statement);
        if (shape_.provider) in(provider_)(statement);
        if (shape_.from) in(from_)(statement);
        if (shape_.until) in(until_)(statement);
        for (const auto& event : hidden_) in(event)(statement);
    };
}

void Filter::take(const Query& query) {
    body_ = complaints::body_of(query.scope);
    complaint_ = query.complaint;
    address_ = query.address;
    address_channel_ = query.address.find('@') == std::string::npos ? "sms" : "mail";
    channel_ = query.channel;
    state_ = query.state;
    provider_ = query.provider;
    from_ = query.from;
    until_ = query.until;
    for (std::size_t i = 0; i < hidden_.size(); ++i) hidden_[i] = query.hidden[i];
}

}  // namespace qingqian::store::send_log
