// The feed: what is new in it is made into texts and handed to the groups that may know.
#include "live_hub.hpp"

#include <algorithm>
#include <exception>

#include "base/log.hpp"
#include "store/inbox.hpp"

namespace qingqian::api {
namespace {

namespace feed = store::live_feed;
using Sending = http::EventStream::Sending;
using std::chrono::milliseconds;

constexpr std::size_t lines_a_look = 500;
// Of the feed's lines, before old ones are taken away again.
constexpr std::int64_t lines_between_forgetting = 1'000;

base::UtcMillis steady_now() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

LiveHub::LiveHub(store::Store& store, const base::Clock& clock, identity::SessionRules rules,
                 HubOptions options)
    : store_(store), clock_(clock), rules_(rules), options_(options) {}

LiveHub::~LiveHub() {
    stop();
}

void LiveHub::start(cases::EnvironmentSource& environment) {
    environment_ = &environment;
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void LiveHub::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void LiveHub::wake() {
    {
        const std::lock_guard lock(mutex_);
        if (woken_) return;
        woken_ = true;
    }
    changed_.notify_all();
}

void LiveHub::post(Task task) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        tasks_.push_back(std::move(task));
    }
    changed_.notify_all();
}

HubFigures LiveHub::figures() {
    const std::lock_guard lock(mutex_);
    auto figures = figures_;
    figures.listeners = count_;
    return figures;
}

void LiveHub::wait() {
    const auto until = std::min({next_look_ + options_.poll.count(), next_beat_, next_check_});
    const auto rest =
        milliseconds(std::clamp<base::UtcMillis>(until - steady_now(), 0, options_.poll.count()));
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, rest, [this] { return stopping_ || woken_ || !tasks_.empty(); });
}

void LiveHub::run() {
    while (true) {
        wait();
        std::deque<Task> tasks;
        bool woken = false;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) break;
            tasks.swap(tasks_);
            woken = woken_;
        }
        try {
            for (auto& task : tasks) task();
            const auto now = steady_now();
            // Bursts are gathered: what comes within a moment goes out as one text.
            if (woken && now < next_look_) {
                std::this_thread::sleep_for(milliseconds(next_look_ - now));
            }
            work(steady_now());
        } catch (const std::exception& error) {
            base::log(base::LogLevel::error, "live_failed", {{"detail", error.what()}});
        }
    }
    for (const auto& [name, listener] : listeners_) listener.stream->finish();
    listeners_.clear();
    const std::lock_guard lock(mutex_);
    tasks_.clear();
}

void LiveHub::work(base::UtcMillis now) {
    if (now >= next_look_) {
        {
            const std::lock_guard lock(mutex_);
            woken_ = false;
        }
        if (!listeners_.empty()) look();
        if (listeners_.empty()) place_.reset();
        next_look_ = now + options_.gather.count();
    }
    if (now >= next_check_) {
        recheck();
        drop_absent(now);
        next_check_ = now + check_every.count();
    }
    if (now >= next_beat_) {
        beat();
        next_beat_ = now + options_.heartbeat.count();
    }
}

void LiveHub::look() {
    while (true) {
        const auto after = place_;
        const auto found = store_.read_now<std::vector<feed::Entry>>(
            [after](store::ReadTx& tx) -> base::Result<std::vector<feed::Entry>> {
                return feed::entries(tx, after.value_or(feed::newest(tx)), lines_a_look);
            });
        if (!found || found->empty()) return;
        take(*found);
        place_ = found->back().place;
        forget_old();
        if (found->size() < lines_a_look) return;
    }
}

void LiveHub::take(const std::vector<feed::Entry>& entries) {
    std::vector<LiveText> texts(entries.begin(), entries.end());
    std::vector<Sending> sendings;
    for (const auto& [scope, group] : groups_) {
        std::string text;
        for (auto& each : texts) each.append(text, scope);
        if (text.empty()) continue;
        const auto shared = std::make_shared<const std::string>(std::move(text));
        for (const auto name : group.names) sendings.emplace_back(listeners_.at(name).stream, shared);
    }
    send(std::move(sendings));
    std::vector<std::int64_t> told;
    for (const auto& entry : entries) {
        told.insert(told.end(), entry.note.officers.begin(), entry.note.officers.end());
    }
    tell_unread(told);
    const std::lock_guard lock(mutex_);
    figures_.events += entries.size();
}

void LiveHub::tell_unread(const std::vector<std::int64_t>& officers) {
    std::vector<std::int64_t> here;
    for (const auto officer : officers) {
        if (by_officer_.contains(officer) && std::ranges::find(here, officer) == here.end())
            here.push_back(officer);
    }
    if (here.empty()) return;
    const auto counts = store_.read_now<std::vector<std::int64_t>>(
        [here](store::ReadTx& tx) -> base::Result<std::vector<std::int64_t>> {
            std::vector<std::int64_t> found;
            for (const auto officer : here)
                found.push_back(store::inbox::unread(tx, "officer:" + std::to_string(officer)));
            return found;
        });
    if (!counts) return;
    std::vector<Sending> sendings;
    for (std::size_t i = 0; i < here.size(); ++i) {
        const auto json = "{\"count\":" + std::to_string((*counts)[i]) + "}";
        const auto text = std::make_shared<const std::string>(live_message("unread", "", json));
        for (const auto name : by_officer_.at(here[i]))
            sendings.emplace_back(listeners_.at(name).stream, text);
    }
    send(std::move(sendings));
}

void LiveHub::forget_old() {
    const auto id = place_->second;
    if (id < forgotten_to_ + lines_between_forgetting) return;
    forgotten_to_ = id;
    store_.submit_write(
        [](store::WriteTx& tx) {
            feed::forget(tx);
            return true;
        },
        [](store::Store::Failure) {});
}

void LiveHub::send(std::vector<Sending> sendings) {
    if (sendings.empty()) return;
    http::EventStream::send(sendings);
    const std::lock_guard lock(mutex_);
    figures_.sent += sendings.size();
}

}  // namespace qingqian::api
