// Who listens: admission with what was missed, sessions asked again, and the beat that keeps lines open.
#include <algorithm>

#include "live_hub.hpp"
#include "store/inbox.hpp"

namespace qingqian::api {
namespace {

namespace feed = store::live_feed;
using Sending = http::EventStream::Sending;

void erase_name(std::vector<std::uint64_t>& names, std::uint64_t name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return;
    *found = names.back();
    names.pop_back();
}

http::SharedText shared(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

/// What a listener is told first, and where he goes on from.
struct LiveHub::Admission {
    identity::Principal principal;
    LiveScope scope;
    store::NumberedPlace place;
    std::int64_t unread = 0;
    bool resumed = false;
    bool reset = false;
    std::string missed;
};

bool LiveHub::take_place(const std::string& token_hash) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || count_ >= options_.most) return false;
    auto& own = by_session_[token_hash];
    if (own >= options_.most_a_session) return false;
    ++own;
    ++count_;
    return true;
}

std::uint64_t LiveHub::next_name() {
    const std::lock_guard lock(mutex_);
    return ++names_;
}

void LiveHub::add(std::uint64_t name, std::shared_ptr<http::EventStream> stream,
                  identity::Principal principal, std::string last_id) {
    Listener listener{std::move(stream), std::move(principal), std::move(last_id), {}};
    post([this, name, listener = std::move(listener)] { admit(name, listener); });
}

void LiveHub::closed(std::uint64_t name, const std::string& token_hash) {
    {
        const std::lock_guard lock(mutex_);
        --count_;
        const auto own = by_session_.find(token_hash);
        if (own != by_session_.end() && --own->second == 0) by_session_.erase(own);
    }
    post([this, name] { leave(name); });
}

void LiveHub::end_session(std::string_view token_hash) {
    post([this, token = std::string(token_hash)] {
        for (const auto& [name, listener] : listeners_) {
            if (listener.principal.token_hash == token) end(listener, "session");
        }
    });
}

base::Result<LiveHub::Admission> LiveHub::prepare(store::ReadTx& tx, const Listener& listener) const {
    const auto env = environment_->get();
    // Asked again: the session may have ended between the request and this moment.
    auto principal = identity::find_principal(tx, listener.principal.token_hash, rules_);
    if (!principal) return base::refuse("unauthenticated");
    Admission admission;
    admission.scope = live_scope(*env, principal->actor);
    admission.place = place_.value_or(feed::newest(tx));
    if (const auto officer = principal->actor.officer; officer != 0)
        admission.unread = store::inbox::unread(tx, "officer:" + std::to_string(officer));
    admission.principal = std::move(*principal);
    if (listener.last_id.empty()) return admission;
    const auto from = store::read_cursor('l', listener.last_id);
    if (!from || !feed::reaches_back_to(tx, *from) ||
        feed::between(tx, *from, admission.place, options_.resume_most + 1) > options_.resume_most) {
        admission.reset = true;
        return admission;
    }
    admission.resumed = true;
    const auto missed = feed::entries(tx, *from, options_.resume_most);
    for (const auto& entry : missed) {
        if (entry.place > admission.place) break;
        LiveText(entry).append(admission.missed, admission.scope);
    }
    return admission;
}

void LiveHub::admit(std::uint64_t name, Listener listener) {
    const auto admission =
        store_.read_now<Admission>([this, &listener](store::ReadTx& tx) { return prepare(tx, listener); });
    if (!admission) {
        end(listener, admission.error().code == "unauthenticated" ? "session" : "unavailable");
        return;
    }
    if (!place_) place_ = admission->place;
    listener.principal = admission->principal;
    listener.scope = admission->scope;
    std::string text = "retry: 3000\n";
    if (admission->reset) text += live_message("reset", "", "{}") + "retry: 3000\n";
    const auto unread = "{\"unread\":" + std::to_string(admission->unread) +
                        ",\"resumed\":" + (admission->resumed ? "true" : "false") + "}";
    // What was missed comes with ids of its own; a line that breaks in between goes on from the last of them.
    text += live_message("hello", admission->resumed ? "" : live_id(admission->place), unread);
    text += admission->missed;
    if (admission->resumed) text += "id: " + live_id(admission->place) + "\n\n";
    for (const auto& [complaint, presence] : present_) {
        if (listener.scope.sees(presence.bodies)) text += presence_text(presence);
    }
    const std::vector<Sending> first{{listener.stream, shared(std::move(text))}};
    send(first);
    join(name, listener);
    listeners_.emplace(name, std::move(listener));
}

void LiveHub::join(std::uint64_t name, Listener& listener) {
    groups_[listener.scope].names.push_back(name);
    if (const auto officer = listener.principal.actor.officer; officer != 0)
        by_officer_[officer].push_back(name);
}

void LiveHub::leave_group(std::uint64_t name, const Listener& listener) {
    const auto group = groups_.find(listener.scope);
    if (group != groups_.end()) {
        erase_name(group->second.names, name);
        if (group->second.names.empty()) groups_.erase(group);
    }
    const auto own = by_officer_.find(listener.principal.actor.officer);
    if (own == by_officer_.end()) return;
    erase_name(own->second, name);
    if (own->second.empty()) by_officer_.erase(own);
}

void LiveHub::leave(std::uint64_t name) {
    const auto found = listeners_.find(name);
    if (found == listeners_.end()) return;
    leave_group(name, found->second);
    listeners_.erase(found);
}

void LiveHub::end(const Listener& listener, std::string_view reason) {
    const auto text = live_message("end", "", "{\"reason\":\"" + std::string(reason) + "\"}");
    send({{listener.stream, shared(text)}});
    listener.stream->finish();
}

// A slice a second: a session that ended on another node or by its age, and rights or substitutions that have
// changed, are noticed within the time that the options give.
void LiveHub::recheck() {
    std::vector<std::pair<std::uint64_t, std::string>> asked;
    const auto slices = std::max<std::int64_t>(1, options_.recheck / check_every);
    const auto slice = listeners_.size() / static_cast<std::size_t>(slices) + 1;
    auto next = listeners_.upper_bound(checked_to_);
    for (; next != listeners_.end() && asked.size() < slice; ++next)
        asked.emplace_back(next->first, next->second.principal.token_hash);
    checked_to_ = next == listeners_.end() ? 0 : asked.back().first;
    if (asked.empty()) return;
    using Found = std::vector<std::optional<identity::Principal>>;
    const auto found = store_.read_now<Found>([&](store::ReadTx& tx) -> base::Result<Found> {
        Found principals;
        for (const auto& [name, token] : asked)
            principals.push_back(identity::find_principal(tx, token, rules_));
        return principals;
    });
    if (!found) return;
    const auto env = environment_->get();
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto& listener = listeners_.at(asked[i].first);
        const auto& principal = (*found)[i];
        if (!principal) {
            end(listener, "session");
            continue;
        }
        auto scope = live_scope(*env, principal->actor);
        if (scope == listener.scope) continue;
        leave_group(asked[i].first, listener);
        listener.principal = *principal;
        listener.scope = std::move(scope);
        join(asked[i].first, listener);
    }
}

// Proxies cut lines on which nothing is said. The id lets a listener who sees little of the feed resume from
// here.
void LiveHub::beat() {
    if (listeners_.empty()) return;
    const auto text = shared(place_ ? ":\nid: " + live_id(*place_) + "\n\n" : std::string(":\n\n"));
    std::vector<Sending> sendings;
    for (const auto& [name, listener] : listeners_) sendings.emplace_back(listener.stream, text);
    send(std::move(sendings));
}

}  // namespace qingqian::api
