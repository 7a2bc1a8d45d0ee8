// What one fsync for many units must not change: each unit stands or falls alone, and nobody hears of it
// before it is durable.

#include <signal.h>
#include <sys/resource.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "integration/store/world.hpp"
#include "store/complaints.hpp"
#include "store/reference.hpp"
#include "store/session.hpp"

namespace qingqian::test {
namespace {

std::optional<std::string> setting(World& world, const std::string& name) {
    return world.read([&](store::ReadTx& tx) { return store::reference::setting(tx, name); });
}

// Holds the writer inside a unit until `open` is called, so that what is submitted meanwhile becomes one
// group.
class Gate {
  public:
    explicit Gate(World& world) {
        world.store().submit_write(
            [this](store::WriteTx&) {
                inside_.set_value();
                opened_.wait();
                return true;
            },
            [this](store::Store::Failure) { finished_.set_value(); });
        inside_.get_future().wait();
    }
    void open() {
        open_.set_value();
        finished_.get_future().wait();
    }

  private:
    std::promise<void> inside_;
    std::promise<void> open_;
    std::shared_future<void> opened_ = open_.get_future().share();
    std::promise<void> finished_;
};

struct Answer {
    std::promise<store::Store::Failure> promise;
    std::atomic<int> calls{0};
    std::atomic<int> effects{0};
};

void submit(World& world, Answer& answer, const std::string& name, const std::string& how) {
    world.store().submit_write(
        [&answer, name, how](store::WriteTx& tx) {
            store::reference::put_setting(tx, name, how);
            tx.after_commit([&answer] { ++answer.effects; });
            if (how == "throw") throw std::runtime_error("a defect");
            return how != "refuse";
        },
        [&answer](store::Store::Failure failure) {
            ++answer.calls;
            answer.promise.set_value(std::move(failure));
        });
}

}  // namespace

TEST_CASE_TEMPLATE("in one group a refused and a throwing unit leave nothing, the others stay", W, OnSqlite,
                   OnPostgres) {
    W world;
    const std::vector<std::string> ways{"keep", "refuse", "keep", "throw", "keep"};
    std::vector<Answer> answers(ways.size());
    {
        Gate gate(world);
        for (std::size_t i = 0; i < ways.size(); ++i)
            submit(world, answers[i], "s" + std::to_string(i), ways[i]);
        gate.open();
    }
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const auto failure = answers[i].promise.get_future().get();
        CHECK(answers[i].calls == 1);
        CHECK(failure.has_value() == (ways[i] == "throw"));
        if (failure) CHECK(failure->code == "internal");
        CHECK(answers[i].effects == (ways[i] == "keep" ? 1 : 0));
        CHECK(setting(world, "s" + std::to_string(i)).has_value() == (ways[i] == "keep"));
    }
    const auto figures = world.store().figures();
    CHECK(figures.units == 6);
    CHECK(figures.refused == 2);
    CHECK(world.store().writable());
}

TEST_CASE("where the engine gives the whole group up, each unit stands alone") {
    OnSqlite world;
    std::vector<Answer> answers(4);
    Answer destroyer;
    std::atomic<int> destroyed{0};
    {
        Gate gate(world);
        submit(world, answers[0], "s0", "keep");
        submit(world, answers[1], "s1", "refuse");
        // As on a full disk: the transaction is gone, with all that came before in it.
        world.store().submit_write(
            [&](store::WriteTx& tx) -> bool {
                ++destroyed;
                tx.after_commit([&] { ++destroyer.effects; });
                tx.session().script("ROLLBACK");
                throw std::runtime_error("disk I/O error");
            },
            [&](store::Store::Failure failure) { destroyer.promise.set_value(std::move(failure)); });
        submit(world, answers[2], "s2", "keep");
        submit(world, answers[3], "s3", "keep");
        gate.open();
    }
    CHECK(destroyer.promise.get_future().get().has_value());
    CHECK(destroyed == 2);
    CHECK(destroyer.effects == 0);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        CHECK_FALSE(answers[i].promise.get_future().get().has_value());
        CHECK(answers[i].calls == 1);
        CHECK(answers[i].effects == (i == 1 ? 0 : 1));
        CHECK(setting(world, "s" + std::to_string(i)).has_value() == (i != 1));
    }
    CHECK(world.store().writable());
}

TEST_CASE("units that wait together share one commit") {
    OnSqlite world;
    const auto before = world.store().figures().commits;
    std::vector<Answer> answers(40);
    {
        Gate gate(world);
        for (std::size_t i = 0; i < answers.size(); ++i)
            submit(world, answers[i], "s" + std::to_string(i), "keep");
        gate.open();
    }
    for (auto& answer : answers) CHECK_FALSE(answer.promise.get_future().get().has_value());
    CHECK(world.store().figures().commits - before == 2);
}

TEST_CASE_TEMPLATE("effects and answers see what was committed", W, OnSqlite, OnPostgres) {
    W world;
    std::promise<std::optional<std::string>> seen;
    world.store().template write<int>(
        [&](store::WriteTx& tx) -> base::Result<int> {
            store::reference::put_setting(tx, "name", "value");
            tx.after_commit([&] {
                // Asked on another connection, so only a committed value can be seen.
                world.store().template read<std::optional<std::string>>(
                    [](store::ReadTx& other) -> base::Result<std::optional<std::string>> {
                        return store::reference::setting(other, "name");
                    },
                    [&](base::Result<std::optional<std::string>> result) { seen.set_value(*result); });
            });
            return 1;
        },
        [](base::Result<int>) {});
    CHECK(seen.get_future().get() == "value");
}

TEST_CASE_TEMPLATE("a full queue answers overloaded and keeps its promise to those inside", W, OnSqlite,
                   OnPostgres) {
    W world;
    world.reopen({.readers = 1, .queue_max = 3});
    std::vector<Answer> answers(5);
    {
        Gate gate(world);
        for (std::size_t i = 0; i < answers.size(); ++i)
            submit(world, answers[i], "s" + std::to_string(i), "keep");
        gate.open();
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto failure = answers[i].promise.get_future().get();
        CHECK(failure.has_value() == (i >= 3));
        if (failure) CHECK(failure->code == "overloaded");
        if (failure) CHECK(failure->status == 503);
    }
}

TEST_CASE_TEMPLATE("closing finishes what was submitted and refuses the rest", W, OnSqlite, OnPostgres) {
    W world;
    std::vector<Answer> answers(20);
    for (std::size_t i = 0; i < answers.size(); ++i)
        submit(world, answers[i], "s" + std::to_string(i), "keep");
    world.store().close();
    for (auto& answer : answers) CHECK_FALSE(answer.promise.get_future().get().has_value());
    Answer late;
    submit(world, late, "late", "keep");
    const auto failure = late.promise.get_future().get();
    REQUIRE(failure.has_value());
    CHECK(failure->code == "unavailable");
    world.reopen();
    CHECK(setting(world, "s19") == "keep");
    CHECK_FALSE(setting(world, "late").has_value());
}

TEST_CASE("a disk that takes no more closes the writer until restart, and nothing acknowledged is lost") {
    OnSqlite world;
    Answer first;
    submit(world, first, "before", "keep");
    REQUIRE_FALSE(first.promise.get_future().get().has_value());

    // Files of this process may not grow any further, so that the next commit cannot be written.
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{4096, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
    Answer failing;
    submit(world, failing, "during", "keep");
    const auto failure = failing.promise.get_future().get();
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);

    REQUIRE(failure.has_value());
    CHECK(failure->code == "unavailable");
    CHECK(failing.effects == 0);
    CHECK_FALSE(world.store().writable());
    // The disk is well again, but only a restart reads what it really holds.
    Answer after;
    submit(world, after, "after", "keep");
    CHECK(after.promise.get_future().get()->code == "unavailable");
    CHECK(setting(world, "before") == "keep");
    world.reopen();
    CHECK(world.store().writable());
    CHECK(setting(world, "before") == "keep");
    CHECK_FALSE(setting(world, "during").has_value());
    CHECK_FALSE(setting(world, "after").has_value());
}

TEST_CASE(
    "on PostgreSQL two units on one case wait for each other, and equal keys are settled by repetition") {
    OnPostgres world;
    const auto body = some_body(world, "32");
    const auto complaint = world.write([&](store::WriteTx& tx) {
        auto fresh = some_complaint(world, body.id);
        store::complaints::insert(tx, fresh);
        return fresh;
    });
    std::latch done(40);
    std::atomic<int> failed{0};
    for (int i = 0; i < 40; ++i) {
        world.store().write<int>(
            [&](store::WriteTx& tx) -> base::Result<int> {
                auto current = store::complaints::find(tx, complaint.uid, true);
                ++current->revision;
                store::complaints::update(tx, *current);
                return 1;
            },
            [&](base::Result<int> result) {
                if (!result) ++failed;
                done.count_down();
            });
    }
    done.wait();
    CHECK(failed == 0);
    const auto last =
        world.read([&](store::ReadTx& tx) { return *store::complaints::find(tx, complaint.uid); });
    CHECK(last.revision == complaint.revision + 40);
}

}  // namespace qingqian::test
