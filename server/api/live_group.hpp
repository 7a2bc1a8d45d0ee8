#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cases/environment.hpp"
#include "http/event_stream.hpp"
#include "records/body.hpp"
#include "store/live_feed.hpp"

namespace qingqian::api {

/// What a listener may be told of: listeners with equal scopes get the same text.
struct LiveScope {
    std::vector<std::int64_t> bodies;  ///< whose queues he sees, ascending; 0 stands for everything
    std::int64_t complaint = 0;        ///< the one case of a party
    std::int64_t party = 0;            ///< complainant_sees or respondent_sees

    auto operator<=>(const LiveScope&) const = default;

    bool officer() const { return party == 0; }
    /// Whether the case lies in it, by the rows that the queue reads.
    bool sees(const std::vector<std::int64_t>& case_bodies) const;
};

/// By the right `work`, as the queue's question is; a substitute is told of what those see for whom he acts.
LiveScope live_scope(const cases::Environment& env, const records::Actor& actor);

/// The one text of an event, in the words of each kind of listener. Made when the first of them needs it.
class LiveText {
  public:
    explicit LiveText(const store::live_feed::Entry& entry) : entry_(entry) {}
    /// Appends what a listener of this scope is told of the event; nothing where he may not know.
    void append(std::string& out, const LiveScope& scope);

  private:
    const std::string& officers();
    const std::string& parties();
    const std::string& gone();

    const store::live_feed::Entry& entry_;
    std::string officers_;
    std::string parties_;
    std::string gone_;
};

/// Listeners of one scope.
struct LiveGroup {
    std::vector<std::uint64_t> names;
};

/// "event: name\ndata: …\n\n"; with `id` where it is not empty.
std::string live_message(std::string_view event, std::string_view id, std::string_view json);
/// The id of an event: its place in the feed.
std::string live_id(store::NumberedPlace place);

}  // namespace qingqian::api
