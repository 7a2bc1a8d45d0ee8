#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "cases/access.hpp"
#include "cases/audit.hpp"
#include "cases/demo.hpp"
#include "cases/environment.hpp"
#include "cases/file.hpp"
#include "cases/idempotent.hpp"
#include "cases/perform.hpp"
#include "cases/timers.hpp"
#include "cases/view.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/identity.hpp"
#include "store/migrations.hpp"
#include "store/outbox.hpp"
#include "store/store.hpp"

namespace qingqian::test {

namespace json = boost::json;

inline constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

/// A database in a directory of its own with the demo's departments and officers, and a clock set by hand.
/// Filling one takes long; every world gets a copy of one that was filled once.
class World {
  public:
    World();
    ~World() {
        store.reset();
        std::filesystem::remove_all(directory);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void open() {
        store::StoreOptions options;
        options.database = path;
        options.readers = 2;  // a test may ask one thing while it reads another
        options.clock = &clock;
        options.random = &random;
        store = store::Store::open(options);
    }

    /// The environment as the database says it now.
    void load() {
        read([this](store::ReadTx& tx) { env = cases::load_environment(tx, settings); });
    }

    template <class Work>
    void write(Work work) {
        const auto done = store->write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
            work(tx);
            return true;
        });
        if (!done) throw std::runtime_error(done.error().code + " " + done.error().log_detail);
    }
    template <class Work>
    void read(Work work) {
        const auto done = store->read_now<bool>([&](store::ReadTx& tx) -> base::Result<bool> {
            work(tx);
            return true;
        });
        if (!done) throw std::runtime_error(done.error().code + " " + done.error().log_detail);
    }

    records::Actor officer(std::string_view login) {
        records::Actor actor;
        read([&](store::ReadTx& tx) {
            const auto found = store::identity::officer_by_login(tx, login).value();
            actor.kind = "officer";
            actor.officer = found.id;
            actor.name = found.name;
            actor.body = found.body;
            actor.roles = found.roles;
        });
        return actor;
    }

    static records::Actor complainant(const records::Complaint& complaint) {
        records::Actor actor;
        actor.kind = "complainant";
        actor.name = complaint.complainant_name;
        actor.complaint = complaint.id;
        return actor;
    }

    base::Result<cases::Filed> file(const records::Actor& actor, const cases::NewComplaint& input) {
        return store->write_now<cases::Filed>([&](store::WriteTx& tx) {
            return cases::file(tx, *env, actor, input,
                               actor.kind == "anonymous" ? secret : std::string_view{});
        });
    }

    base::Result<cases::Performed> perform(const records::Actor& actor, const records::Complaint& complaint,
                                           std::string_view action, const json::object& input = {}) {
        clock.advance(60'000);
        return store->write_now<cases::Performed>([&](store::WriteTx& tx) {
            return cases::perform(tx, *env, actor, complaint.uid, complaint.revision, action, input);
        });
    }

    /// A draft of an anonymous firm with everything that submitting asks for.
    records::Complaint draft();
    /// The same, submitted.
    cases::Performed submitted();
    /// A step that must succeed; the case after it.
    records::Complaint must(const records::Actor& actor, const records::Complaint& complaint,
                            std::string_view action, const json::object& input = {});

    records::Complaint stored(std::int64_t id) {
        records::Complaint found;
        read([&](store::ReadTx& tx) { found = store::complaints::find_by_id(tx, id).value(); });
        return found;
    }

    /// What a question with one number for an answer yields, on either engine.
    std::int64_t number(const std::string& sql);
    /// Changes rows behind the program's back, on either engine; something must change.
    void change(const std::string& sql);

    cases::AuditReport audit() { return cases::audit_all(*store, env).value(); }

    /// Changes the database behind the program's back.
    void tamper(const std::string& sql) {
        sqlite3* handle = nullptr;
        char* message = nullptr;
        if (sqlite3_open(path.c_str(), &handle) != SQLITE_OK ||
            sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
            throw std::runtime_error(message == nullptr ? "cannot open" : message);
        }
        const auto changed = sqlite3_changes(handle);
        sqlite3_close(handle);
        if (changed == 0) throw std::runtime_error("nothing was tampered with: " + sql);
    }

    std::filesystem::path directory;
    std::string path;
    base::ManualClock clock;
    base::SystemRandom random;
    cases::Settings settings;
    std::unique_ptr<store::Store> store;
    cases::EnvironmentPtr env;
    int woken = 0;

  protected:
    /// What all worlds on one engine begin with.
    struct Beginning {
        std::string database;
        cases::EnvironmentPtr env;
    };
    explicit World(const Beginning& beginning);
    static Beginning fill(const std::string& database);
    static const Beginning& filled_postgres();

  private:
    explicit World(std::string database);
};

/// One suite for both engines: `TEST_CASE_TEMPLATE("…", W, OnSqlite, OnPostgres) { W world; … }`.
struct OnSqlite : World {};
struct OnPostgres : World {
    OnPostgres();
};

/// A form that passes whole.
json::object good_form();
json::array all_declarations(const cases::Environment& env);
json::object good_reply();

}  // namespace qingqian::test

TYPE_TO_STRING(qingqian::test::OnSqlite);
TYPE_TO_STRING(qingqian::test::OnPostgres);
