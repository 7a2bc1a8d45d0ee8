#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/live_group.hpp"
#include "base/clock.hpp"
#include "cases/environment.hpp"
#include "http/event_stream.hpp"
#include "identity/session.hpp"
#include "store/live_feed.hpp"
#include "store/store.hpp"

namespace qingqian::api {

struct HubOptions {
    std::size_t most = 10'000;             ///< listeners at once; more get 503
    std::size_t most_a_session = 16;       ///< of one session
    std::size_t resume_most = 2'000;       ///< lines of the feed a listener may have missed; beyond: `reset`
    std::chrono::milliseconds poll{500};   ///< looks at the feed at least this often while anybody listens
    std::chrono::milliseconds gather{50};  ///< between two looks
    std::chrono::milliseconds heartbeat{20'000};
    std::chrono::milliseconds recheck{20'000};   ///< every session is asked again within this time
    std::chrono::milliseconds presence{45'000};  ///< somebody who says nothing for so long has left the case
};

/// Counters for tests and measurements.
struct HubFigures {
    std::size_t listeners = 0;
    std::uint64_t events = 0;  ///< read from the feed
    std::uint64_t sent = 0;    ///< texts handed to streams
};

/// Tells listeners what happens (server-sent events): one thread reads the feed, makes one text of each
/// event, and hands it to those who may see its case, by the same rows that the queue reads. Listeners with
/// one scope form a group, so that ten thousand of them cost one text and one hop an I/O thread.
///
/// Its state is in memory; what a listener missed is read from the feed by the id of the last event he has
/// seen.
class LiveHub {
  public:
    /// Both must outlive the hub.
    LiveHub(store::Store& store, const base::Clock& clock, identity::SessionRules rules = {},
            HubOptions options = {});
    ~LiveHub();  ///< stops
    LiveHub(const LiveHub&) = delete;
    LiveHub& operator=(const LiveHub&) = delete;

    /// `environment` must stay until `stop`.
    void start(cases::EnvironmentSource& environment);
    /// Ends every stream and joins.
    void stop();
    /// There is something new in the feed. Cheap; from any thread, before `start` and after `stop` too.
    void wake();

    /// Counts one more listener of this session, where there is room for him. Each one counted is told of by
    /// `closed` in the end.
    bool take_place(const std::string& token_hash);
    /// Tells from now on, and from `last_id` on where it is one of ours.
    void add(std::uint64_t name, std::shared_ptr<http::EventStream> stream, identity::Principal principal,
             std::string last_id);
    /// The stream of `name` is over.
    void closed(std::uint64_t name, const std::string& token_hash);
    std::uint64_t next_name();
    /// A session has ended: so do its streams.
    void end_session(std::string_view token_hash);

    /// An officer has a case open (`open` false: no more). Told to those who see the case.
    void present(const records::Complaint& complaint, std::vector<std::int64_t> bodies,
                 const records::Actor& officer, std::string_view login, bool open);

    HubFigures figures();

  private:
    struct Listener {
        std::shared_ptr<http::EventStream> stream;
        identity::Principal principal;
        std::string last_id;
        LiveScope scope;
    };
    struct Somebody {
        std::string login;
        std::string name;
        base::UtcMillis seen_at = 0;
    };
    struct Presence {
        records::Complaint complaint;
        std::vector<std::int64_t> bodies;
        std::map<std::int64_t, Somebody> officers;  ///< by id
    };
    struct Admission;
    using Task = std::function<void()>;
    /// Sessions and presence are looked at this often, a slice of them at a time.
    static constexpr std::chrono::milliseconds check_every{1'000};

    void run();
    void post(Task task);
    void wait();
    void work(base::UtcMillis now);

    // live_hub.cpp: the feed
    void look();
    void take(const std::vector<store::live_feed::Entry>& entries);
    void tell_unread(const std::vector<std::int64_t>& officers);
    void forget_old();

    // live_hub_listeners.cpp: who listens
    void admit(std::uint64_t name, Listener listener);
    base::Result<Admission> prepare(store::ReadTx& tx, const Listener& listener) const;
    void join(std::uint64_t name, Listener& listener);
    void leave_group(std::uint64_t name, const Listener& listener);
    void leave(std::uint64_t name);
    void end(const Listener& listener, std::string_view reason);
    void recheck();
    void beat();

    // live_hub_presence.cpp: who has a case open
    std::string presence_text(const Presence& presence) const;
    void tell_presence(const Presence& presence);
    void drop_absent(base::UtcMillis now);

    void send(std::vector<http::EventStream::Sending> sendings);

    store::Store& store_;
    const base::Clock& clock_;
    const identity::SessionRules rules_;
    const HubOptions options_;
    cases::EnvironmentSource* environment_ = nullptr;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;
    bool woken_ = false;
    bool stopping_ = false;
    std::uint64_t names_ = 0;
    std::size_t count_ = 0;
    std::unordered_map<std::string, std::size_t> by_session_;
    HubFigures figures_;
    std::thread thread_;

    // The hub's thread alone.
    std::map<std::uint64_t, Listener> listeners_;
    std::map<LiveScope, LiveGroup> groups_;
    std::unordered_map<std::int64_t, std::vector<std::uint64_t>> by_officer_;
    std::map<std::int64_t, Presence> present_;  // by case
    std::optional<store::NumberedPlace> place_;
    std::int64_t forgotten_to_ = 0;
    base::UtcMillis next_look_ = 0;
    base::UtcMillis next_beat_ = 0;
    base::UtcMillis next_check_ = 0;
    std::uint64_t checked_to_ = 0;
};

}  // namespace qingqian::api
